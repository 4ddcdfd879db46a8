"""Whose archive a file is a part of: as another file of the archive says, or the command."""

from collections.abc import Callable
from dataclasses import dataclass, field

from influence.errors import InputUnusable
from influence.records import Key
from influence.store import Known


@dataclass(slots=True)
class Owner:
    """The person whose archive is read; shared by all files of one archive.

    Attributes
    ----------
    given
        As the command names the account, by id or handle: for files that do not say.
    told
        Source → native id, as a file of the same archive says.
    """

    given: str | None = None
    told: dict[str, str] = field(default_factory=dict)

    def tell(self, key: Key) -> None:
        """Keep whose archive it is, for its other files."""
        self.told.setdefault(*key)

    def key(
        self, source: str, name: str, known: Known, is_id: Callable[[str], bool], where: str
    ) -> Key:
        """Return the account whose file it is.

        Parameters
        ----------
        source
            Where the account lives.
        name
            The file, for sentences.
        is_id
            Whether a text is an id of that source, rather than a handle.
        where
            What else would say it, for a sentence.

        Raises
        ------
        InputUnusable
            Where nothing says whose file it is, or nobody is known by the handle that was given.
        """
        if source in self.told:
            return Key(source, self.told[source])
        if self.given is None:
            raise InputUnusable(
                f"{name} does not say whose it is: import it with {where}, "
                "or name the account with --owner."
            )
        handle = self.given.strip().removeprefix("@")
        held = known.account(source, handle)
        if held is None and not is_id(handle):
            raise InputUnusable(
                f"No account of {source} is known as {handle!r}: give its id with --owner, "
                f"or import {name} with {where}."
            )
        return Key(source, held or handle)
