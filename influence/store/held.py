"""Numbers of what a database holds, which tier they allow, and what would do better."""

from dataclasses import dataclass, field

from influence.urls import BLOG

COMPLETE_SHARE = 0.95
"""A follower list that holds this share of the claimed followers counts as read to its end: claims
include suspended accounts that no list shows."""


@dataclass(frozen=True, slots=True)
class PastRun:
    """One stored computation of scores."""

    run_id: int
    started_at: str
    scores: tuple[str, ...]
    since: str | None
    until: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a database holds. Numbers of rows, unless said otherwise.

    Attributes
    ----------
    listed_posts, named_posts
        Posts whose own record was read; posts known only because an interaction named them.
    interactions, counted
        By kind: single acts; acts that a source only counts per pair.
    self_interactions
        Accounts acting on themselves: kept, and left out of scoring.
    is_of_one
        Whether all single acts are one account's, as in a person's own archive.
    timed
        Share of single acts whose time is known; None without any.
    complete_lists
        Accounts whose follower list was read to its end.
    followers, listed_followers
        Followers claimed in all, and held of those same accounts.
    claimed_posts, held_posts
        Posts claimed for the data's window, and held of those same accounts.
    posts_known
        Accounts whose number of posts is known, listed or claimed.
    amplifications, claimed_amplifications
        Reposts and quotes held, and links to posts of blogs; posts that only claim how often they
        were passed on.
    opted_out, not_asked, not_to_contact
        Accounts that no list shows: they opted out; they said nothing where silence is no yes; the
        user must not contact them.
    opted_out_by, unquoted
        Why they opted out → how many; accounts of whose words none are kept, as they wish.
    forgotten
        Accounts that are known by a hash alone, as they asked to be forgotten.
    history_to
        How many blogs away from its addresses the crawl begun last has read older posts, to its
        end; None where it has not.
    is_more_beyond
        Whether there are addresses further away than that crawl went.
    """

    sources: tuple[str, ...]
    accounts: int
    listed_posts: int
    named_posts: int
    interactions: dict[str, int]
    counted: dict[str, int]
    self_interactions: int
    is_of_one: bool
    timed: float | None
    follows: int
    first_event: str | None
    last_event: str | None
    complete_lists: int
    followers: int
    listed_followers: int
    claimed_posts: int
    held_posts: int
    posts_known: int
    amplifications: int
    claimed_amplifications: int
    opted_out: int
    not_asked: int
    not_to_contact: int
    opted_out_by: dict[str, int]
    unquoted: int
    forgotten: int
    history_to: int | None = None
    is_more_beyond: bool = False
    runs: tuple[PastRun, ...] = field(default=())

    @property
    def tier(self) -> str | None:
        """Return the best tier: A lists known, B actors known, C counts per post; None: nothing."""
        if self.amplifications and self.complete_lists and self.posts_known:
            return "A"
        if self.amplifications:
            return "B"
        return "C" if self.claimed_amplifications else None

    @property
    def is_of_blogs(self) -> bool:
        """Return whether all accounts are blogs, whose readers nobody knows."""
        return self.sources == (BLOG,)

    @property
    def next_crawl(self) -> tuple[str, ...]:
        """Return what a crawl of blogs is to be asked next, as its words after the database."""
        if self.history_to is None:
            return ("--history",)
        if self.is_more_beyond:
            return ("--depth", str(self.history_to + 1), "--history")
        return ("ADDRESS...", "--history")

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what the data does not tell, each with what would."""
        checks = self._missing_of_blogs() if self.is_of_blogs else self._missing_of_accounts()
        return tuple(advice for is_missing, advice in checks if is_missing)

    def _missing_of_blogs(self) -> tuple[tuple[bool, str], ...]:
        return (
            (
                not self.amplifications,
                f"no post that is held was linked to: {self._more_links}",
            ),
            (not self.posts_known, "no post was read: crawl the blogs"),
        )

    @property
    def _more_links(self) -> str:
        if self.history_to is None:
            return "`crawl --history` reads older posts too"
        if self.is_more_beyond:
            return f"`crawl --depth {self.history_to + 1}` reads the blogs that these lead to"
        return "these blogs lead to no others; crawl more of those that link to one another"

    def _missing_of_accounts(self) -> tuple[tuple[bool, str], ...]:
        return (
            (
                self.is_of_one,
                "all acts are one account's: nobody's audience is known; import what others did",
            ),
            (
                not self.amplifications,
                "who passed posts on is unknown: import interactions.csv with type repost or quote",
            ),
            (
                not self.posts_known,
                "posts per account unknown: import posts.csv, or accounts.csv with a posts column",
            ),
            (
                not self.complete_lists,
                "no follower list is known to be whole: import follows, and coverage.csv for them",
            ),
            (not self.followers, "claimed followers unknown: import accounts.csv with followers"),
            (
                bool(self.counted) or (self.timed is not None and self.timed < 1),
                "some acts have no time, so that recent change cannot be told: import created_at",
            ),
        )
