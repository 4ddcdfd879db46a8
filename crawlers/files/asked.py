"""How the files of one import are to be read, as far as they do not say it themselves."""

from dataclasses import dataclass

from crawlers.files.mapping import Mapping
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
