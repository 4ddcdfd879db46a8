"""Shells complete commands, scores, forms and files, without waiting for what is heavy."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_architecture import HEAVY, ROOT

from influence.cli import COMMANDS
from influence.cli.score_names import score_names
from influence.scores import all_scores

ASKED = """
import json, sys
from influence.cli import main
code = main([])
print(json.dumps([code, sorted(set(sys.modules) & set(%r))]), file=sys.stderr)
"""


def completed(words, shell="bash"):
    """Return what a shell is told for a line whose last word is not finished."""
    given = {
        "bash": {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)},
        "zsh": {"COMP_WORDS": " ".join(words), "COMP_CWORD": str(len(words) - 1)},
        "fish": {"COMP_WORDS": " ".join(words), "COMP_CWORD": words[-1]},
    }[shell]
    environment = os.environ | given | {"_INFLUENCE_COMPLETE": f"{shell}_complete"}
    command = [sys.executable, "-c", ASKED % (HEAVY,)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    code, heavy = json.loads(done.stderr)
    assert code == 0
    assert heavy == []
    return done.stdout.splitlines()


def names(lines):
    return [line.partition(",")[2] for line in lines]


def test_all_commands_are_offered_without_importing_anything_heavy():
    assert names(completed(["influence", ""])) == list(COMMANDS)
    assert names(completed(["influence", "exp"])) == ["explain", "export"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_is_told_in_its_own_words(shell):
    found = completed(["influence", "ra"], shell)
    said = [word for line in found for word in line.replace("\t", ",").split(",")]
    assert {"plain", "rank"} <= set(said)


def test_scores_are_offered_after_by_without_importing_them():
    assert score_names() == list(all_scores())
    assert names(completed(["influence", "rank", "x.db", "--by", "inf"])) == [
        "infludata_likes",
        "influence",
        "influence_passivity",
    ]
    assert names(completed(["influence", "compare", "x.db", "a", "--by", "k"])) == ["k_core"]
    for command in ("validate", "attack-test"):
        assert "all" in names(completed(["influence", command, "x.db", "--by", "a"]))


def test_forms_lists_and_options_are_offered():
    assert names(completed(["influence", "rank", "x.db", "--format", "js"])) == ["json", "jsonl"]
    assert names(completed(["influence", "rank", "x.db", "--list", "u"])) == ["unrated"]
    assert "--since" in names(completed(["influence", "explain", "x.db", "ann", "--s"]))


@pytest.mark.parametrize(
    "words",
    [
        "import bre",
        "import bread.db acc",
        "rank bre",
        "rank bread.db -o r",
        "explain bre",
        "explain bread.db -i p",
        "compare bre",
        "compare bread.db ann --input p",
        "validate bre",
        "validate bread.db --chart c",
        "scores -o s",
        "status bre",
        "attack-test bre",
        "demo dem",
        "graph bread.db -o b",
        "export bread.db --sqlite c",
        "forget bre",
        "show-data bre",
        "retain bre",
        "consent bre",
        "notices bread.db -o d",
    ],
)
def test_files_are_left_to_the_shell(words):
    assert completed(["influence", *words.split()]) == [f"file,{words.split()[-1]}"]


@pytest.fixture
def installed(tmp_path):
    """Return a folder with the command in it, as an installation makes it."""
    script = tmp_path / "influence"
    script.write_text(
        f"#!{sys.executable}\nimport sys\nfrom influence.cli import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return tmp_path


TYPED = """
eval "$(influence completion bash)"
COMP_WORDS=(influence ra) COMP_CWORD=1 COMPREPLY=()
_influence_completion influence ra influence
printf '%s\\n' "${COMPREPLY[@]}"
COMP_WORDS=(./influence val) COMP_CWORD=1 COMPREPLY=()
_influence_completion ./influence val ./influence
printf '%s\\n' "${COMPREPLY[@]}"
complete -p influence
"""


def test_bash_completes_with_what_the_command_prints(installed):
    path = f"{installed}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "--norc", "-c", TYPED],
        cwd=installed,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    ranked, validated, registered = done.stdout.splitlines()
    assert (ranked, validated) == ("rank", "validate")
    assert "_influence_completion influence" in registered
    assert done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_is_printed_is_in_the_language_of_the_shell(shell, installed):
    done = subprocess.run(
        [installed / "influence", "completion", shell], capture_output=True, text=True, check=True
    )
    assert f"_INFLUENCE_COMPLETE={shell}_complete" in done.stdout
    if shutil.which(shell):
        file = Path(installed) / "script"
        file.write_text(done.stdout)
        subprocess.run([shell, "-n", file], check=True)
