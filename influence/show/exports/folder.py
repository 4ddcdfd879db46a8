"""A folder that appears whole: written beside its place, and put there when all of it is there."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from influence.errors import InputUnusable

SCHEMA = "schema.json"
MADE_BY = "influence-discovery"


@contextmanager
def whole_folder(path: str, *, replace: bool = False) -> Iterator[Path]:
    """Yield a folder to write into; at the end it stands at its place, or nothing does.

    Parameters
    ----------
    replace
        Whether an earlier export may be replaced. No other folder ever is, but an empty one.

    Raises
    ------
    InputUnusable
        Where something is there already, or the folder cannot be written.
    """
    place = Path(os.path.realpath(path))
    try:
        check_free(path, replace=replace)
        draft = place.with_name(f".{place.name}.{os.getpid()}.part")
        draft.mkdir()
        try:
            yield draft
            _put(draft, place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise InputUnusable(
            f"{path} cannot be written: {error.strerror or error}; name another folder."
        ) from error


def check_free(path: str, *, replace: bool) -> None:
    """Raise InputUnusable where something would be lost."""
    place = Path(path)
    if not place.exists():
        return
    if not place.is_dir():
        raise InputUnusable(f"{path} is a file, and left as it was; name a folder.")
    if not any(place.iterdir()):
        return
    if not _is_export(place):
        raise InputUnusable(
            f"{path} holds other files than an export, and is left as it was; name a new folder."
        )
    if not replace:
        raise InputUnusable(
            f"{path} holds an earlier export; --replace replaces it, or name a new folder."
        )


def _is_export(place: Path) -> bool:
    """Tell whether a folder holds an export, and nothing that an export does not write."""
    try:
        told = json.loads((place / SCHEMA).read_text("utf-8"))
        files = {str(table["file"]) for table in told["tables"].values()} | {SCHEMA}
        is_ours = str(told["made_by"]).startswith(MADE_BY)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    found = {str(file.relative_to(place)) for file in place.rglob("*") if not file.is_dir()}
    return is_ours and found <= files


def _put(draft: Path, place: Path) -> None:
    """Move a folder to its place; what stood there is removed once it does."""
    if not place.exists():
        draft.rename(place)
        return
    earlier = place.with_name(f"{draft.name}.earlier")
    place.rename(earlier)
    try:
        draft.rename(place)
    except OSError:
        with suppress(OSError):
            earlier.rename(place)
        raise
    shutil.rmtree(earlier)
