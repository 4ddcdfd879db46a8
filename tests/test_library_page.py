"""What docs/library.md shows is what comes out, from its first example to its last."""

import doctest
import re
import shutil
from pathlib import Path

import influence as inf

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "library.md"


def test_the_examples_of_the_page_on_the_library_say_what_comes_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "docs" / "score_of_your_own.py", "mine.py")
    blocks = re.findall(r"```pycon\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names = {}
    said = []
    runner = doctest.DocTestRunner()
    for block in blocks:
        test = doctest.DocTestParser().get_doctest(block, names, PAGE.name, str(PAGE), 0)
        runner.run(test, out=said.append, clear_globs=False)
        names |= test.globs
    assert "".join(said) == ""
    assert runner.tries > 10
    for each in names.values():
        if isinstance(each, inf.Database):
            each.close()
