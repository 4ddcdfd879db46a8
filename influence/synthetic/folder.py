"""Files that may be written again: those that a list beside them names, unchanged since."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path

from influence.errors import InputUnusable

LIST = "world.sha256"
"""What was written, in the form that ``sha256sum --check`` reads."""

_LINE = re.compile(r"([0-9a-f]{64})  ([^/]+)")


@contextmanager
def own_files(folder: Path) -> Iterator[Callable[[str], Path]]:
    """Yield a function from a name to where to write that file; then move all into the folder.

    Only files that were written so before and not changed since, or that are the same already,
    are replaced; otherwise the folder is left as it was.

    Raises
    ------
    InputUnusable
        Where the folder holds other files under these names, or cannot be written to.
    """
    drafts: dict[str, Path] = {}

    def draft(name: str) -> Path:
        drafts[name] = folder / f".{name}.{os.getpid()}.part"
        return drafts[name]

    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield draft
        digests = {name: _digest(path) for name, path in drafts.items()}
        _check(folder, digests)
        lines = [f"{digest}  {name}\n" for name, digest in digests.items()]
        (folder / LIST).write_text("".join(lines), encoding="utf-8")
        for name, path in drafts.items():
            path.replace(folder / name)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputUnusable(f"{folder} is no folder but a file; name another folder.") from error
    except OSError as error:
        raise InputUnusable(
            f"{folder} cannot be written to: {error.strerror or error}; name another folder."
        ) from error
    finally:
        for path in drafts.values():
            path.unlink(missing_ok=True)


def _check(folder: Path, digests: Mapping[str, str]) -> None:
    listed = _listed(folder / LIST)
    ours = {name: {digest, (listed or {}).get(name)} for name, digest in digests.items()}
    foreign = [LIST] if listed is None else []
    foreign += [
        path.name
        for name, known in ours.items()
        if (path := folder / name).exists() and not (path.is_file() and _digest(path) in known)
    ]
    if foreign:
        raise InputUnusable(
            f"{folder} holds {', '.join(foreign)}, not written by this program or changed since; "
            "all is left as it was: name another folder."
        )


def _listed(path: Path) -> dict[str, str] | None:
    """Return the digests of a list by name, empty where there is none; None for another file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    return {each[2]: each[1] for each in found if each} if all(found) else None


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
