"""How the files of one import are to be read, as far as they do not say it themselves."""

from dataclasses import dataclass

from crawlers.files.mapping import Mapping, find_mapping
from influence.errors import one_of
from influence.records import INTERACTION_KINDS

EDGE_KINDS = (*INTERACTION_KINDS, "follow")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person who imports says of the files.

    Attributes
    ----------
    edges
        What the edges of graphs are, where the files do not say it: one of ``EDGE_KINDS``.
    is_reversed
        Whether edges run from the target to the actor.
    owner
        Whose files they are: whose blogroll, or who wrote the posts of an export that does not
        name its account.
    mapping
        What the columns of tables mean.

    Raises
    ------
    UsageError
        Where ``edges`` is none of ``EDGE_KINDS``.
    """

    edges: str | None = None
    is_reversed: bool = False
    owner: str | None = None
    mapping: Mapping | None = None

    def __post_init__(self) -> None:
        if self.edges is not None:
            one_of("edges", self.edges, EDGE_KINDS)


NOTHING_ASKED = Asked()


def asked_for(
    edges: str | None, mapping: str | None, owner: str | None, *, is_reversed: bool
) -> Asked:
    """Return what a command says of its files.

    Parameters
    ----------
    mapping
        A file, or the name of one that comes with the project.

    Raises
    ------
    UsageError
        Where there is no such mapping, or no such kind of edge.
    InputUnusable
        Where the mapping cannot be used.
    """
    return Asked(edges, is_reversed, owner, find_mapping(mapping) if mapping else None)
