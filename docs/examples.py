"""The examples of README.md: run as they are written, with their output put under them.

A block that is to be run has a comment before it, and so has its output::

    <!-- run -->
    ```bash
    influence scores
    ```

    <!-- output -->
    ```text
    ...
    ```

``<!-- run influence demo build/demo -->`` runs that instead of what the block says. Every block
runs in one folder in which ``influence demo build/demo`` was run first, and must end with 0; only
what goes to stdout is output. ``python docs/examples.py README.md`` runs them, writes the outputs
in place, and draws the picture.
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from picture import draw

PICTURE = Path(__file__).parent / "followers_and_influence.svg"
EXAMPLE = re.compile(
    r"^<!-- run ?(?P<instead>.*?) ?-->\n"
    r"```bash\n(?P<command>.*?)^```\n"
    r"(?P<between>\n*<!-- output -->\n```text\n)?"
    r"(?(between)(?P<output>.*?)^```\n)",
    re.MULTILINE | re.DOTALL,
)


def run(command: str, folder: Path) -> str:
    """Return what a command prints in that folder, as in a terminal of 110 columns.

    Raises
    ------
    RuntimeError
        Where it ends with anything but 0.
    """
    here = str(Path(sys.executable).parent)
    environment = os.environ | {
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "COLUMNS": "110",
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{command.strip()} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def refreshed(page: str, folder: Path) -> str:
    """Return a page with the outputs that its examples have now, run in order in one folder."""

    def again(example: re.Match[str]) -> str:
        output = run(example["instead"] or example["command"], folder)
        if example["between"] is None:
            return example[0]
        head = example[0][: example.start("output") - example.start()]
        tail = example[0][example.end("output") - example.start() :]
        return (
            head + "\n".join(line.rstrip() for line in output.rstrip().splitlines()) + "\n" + tail
        )

    return EXAMPLE.sub(again, page)


def main(pages: list[str]) -> None:
    """Write the outputs of every example of these pages in place, and draw the picture."""
    with tempfile.TemporaryDirectory() as folder:
        run("influence demo build/demo", Path(folder))
        draw(Path(folder) / "build/demo/demo.db", PICTURE)
        for page in map(Path, pages):
            page.write_text(refreshed(page.read_text(encoding="utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
