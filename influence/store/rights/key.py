"""The key of the hashes of forgotten people: a file of its own, outside every database."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

from influence.errors import InputUnusable

KEY_VARIABLE = "INFLUENCE_FORGET_KEY"
KEY_BYTES = 32


def key_path() -> Path:
    """Return where the key is: what the environment names, else a file of the user's data.

    Source: XDG Base Directory Specification 0.8 for the place.
    """
    if named := os.environ.get(KEY_VARIABLE):
        return Path(named)
    data = os.environ.get("XDG_DATA_HOME", "")
    base = Path(data) if os.path.isabs(data) else Path.home() / ".local" / "share"  # noqa: PTH117 may be ""
    return base / "influence-discovery" / "forget.key"


def read_key() -> bytes | None:
    """Return the key; None where there is none so far.

    Raises
    ------
    InputUnusable
        Where the file cannot be read or holds no key.
    """
    path = key_path()
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeError) as error:
        raise InputUnusable(f"The key {path} cannot be read: {error}.") from error
    with suppress(ValueError):
        if len(key := bytes.fromhex(text)) == KEY_BYTES:
            return key
    raise InputUnusable(
        f"{path} holds no key: {KEY_BYTES} bytes as hexadecimal digits are wanted; bring the key "
        f"back from a backup, or name another file with {KEY_VARIABLE}."
    )


def make_key() -> bytes:
    """Make the key, readable by its owner alone.

    Raises
    ------
    InputUnusable
        Where the file cannot be made.
    """
    path, key = key_path(), secrets.token_bytes(KEY_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(place, "w", encoding="ascii") as file:
            file.write(f"{key.hex()}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise InputUnusable(
            f"The key that hashes of forgotten people are made with cannot be written to {path}: "
            f"{error.strerror or error}; name another file with {KEY_VARIABLE}."
        ) from error
    return key
