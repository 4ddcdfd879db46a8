"""A score in a file of somebody's own: one function that ``@score`` describes."""

import linecache
import sys
from pathlib import Path
from types import CodeType, ModuleType

from influence.errors import InputUnusable, ScoreUnusable
from influence.scores.registry.described import Score, described
from influence.scores.registry.guard import line_of, of_others, told


def read_score_file(path: str | Path) -> Score:
    """Run a file of Python, and return the one score that it describes.

    Raises
    ------
    InputUnusable
        Where the file cannot be read.
    ScoreUnusable
        Where it is no Python, fails, or describes no score or several: the line, and the mend.
    """
    file = str(path)
    text = _text(file)
    module = ModuleType(f"score_file_{Path(file).stem}")
    module.__file__ = file
    linecache.checkcache(file)  # so that messages quote the file as it is now
    code = _compiled(text, file)
    sys.modules[module.__name__] = module  # where classes of the file look for their module
    try:
        exec(code, module.__dict__)  # noqa: S102 that is what was asked for
    except (Exception, SystemExit) as error:
        del sys.modules[module.__name__]
        raise ScoreUnusable(f"{line_of(error, file)}: it fails: {told(error)}.") from error
    return of_others(_only_score(module, file), f"file {Path(file).name}", text)


def _text(file: str) -> str:
    try:
        return Path(file).read_text("utf-8-sig")
    except UnicodeError as error:
        raise InputUnusable(f"{file} is no text in UTF-8; save it again as such.") from error
    except OSError as error:
        raise InputUnusable(
            f"{file} cannot be read: {error.strerror or error}; name a file with a score."
        ) from error


def _compiled(text: str, file: str) -> CodeType:
    try:
        return compile(text, file, "exec", dont_inherit=True)
    except SyntaxError as error:
        raise ScoreUnusable(f"{file}, line {error.lineno or 1}: {error.msg}.") from error
    except ValueError as error:
        raise ScoreUnusable(f"{file}, line 1: {error}.") from error


def _only_score(module: ModuleType, file: str) -> Score:
    names = {name: described(each) for name, each in vars(module).items()}
    own = [
        each
        for each in names.values()
        if each is not None and each.function.__module__ == module.__name__
    ]
    own = list({each.name: each for each in own}.values())
    if not own:
        raise ScoreUnusable(
            f"{file}, line 1: it describes no score: put @score(question=..., unit=...,"
            " reference=...) before its function."
        )
    if len(own) > 1:
        lines = ", ".join(f"{each.name} (line {_line(each)})" for each in own)
        raise ScoreUnusable(f"{file} describes {len(own)} scores, {lines}: write one a file.")
    return own[0]


def _line(score: Score) -> int:
    code = getattr(score.function, "__code__", None)
    return 0 if code is None else int(code.co_firstlineno)
