"""What a stream tells, made ready to be written: the order of events that matters, and no more.

What one record of an account tells is what it told last. What an account says of itself (that it
may be shown, that it is there) holds for what it does after, and against what it did before, so
that a batch is written in rounds: in each, accounts say something first, and then act.
"""

from collections.abc import Iterable
from typing import NamedTuple

from influence.records import Key, Record, Told


class Standing(NamedTuple):
    """What an account says of itself, or its host of it.

    Attributes
    ----------
    records
        The account, and whether it may be shown.
    is_profile
        It is all that its profile says now: what that said before holds no more.
    is_gone
        The account is deleted: nothing is kept of it.
    always
        It is kept even of an account of which nothing is held.
    """

    account: Key
    records: tuple[Record, ...]
    is_profile: bool = False
    is_gone: bool = False
    always: bool = True


class Handle(NamedTuple):
    """The handle that an account says it has; another one that is held is its no more."""

    account: Key
    handle: str | None


Item = Told | Standing | Handle


class Round(NamedTuple):
    """What can be written at once."""

    standings: dict[Key, Standing]
    told: dict[tuple[Key, tuple[str, ...], str], Told]


def rounds_of(items: Iterable[Item]) -> tuple[list[Round], dict[Key, str | None]]:
    """Return the rounds of what was told, in its order, and the handles that were told last."""
    rounds: list[Round] = []
    reached: dict[Key, int] = {}
    handles: dict[Key, str | None] = {}
    for item in items:
        if isinstance(item, Handle):
            handles[item.account] = item.handle
            continue
        number = reached.get(item.account)
        if isinstance(item, Standing):  # what it did before is not what it says this of
            number = 0 if number is None else number + 1
        reached[item.account] = number = number or 0
        while len(rounds) <= number:
            rounds.append(Round({}, {}))
        if isinstance(item, Standing):
            rounds[number].standings[item.account] = item
        else:
            rounds[number].told[item.account, item.kinds, item.record_key] = item
    return rounds, handles
