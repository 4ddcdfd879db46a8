"""Invented handles and posts: plainly made up, and different enough to search and to read."""

from collections.abc import Iterator

from influence.graph import IntArray
from influence.synthetic.draws import Stage, below, stream

TOPICS: dict[str, tuple[str, ...]] = {
    "home bread baking": ("sourdough", "rye starter", "oven spring", "crumb", "proofing basket"),
    "urban gardening": ("balcony tomatoes", "compost", "seed swap", "raised bed", "mulch"),
    "vintage synthesizers": ("patch cable", "oscillator", "tape echo", "arpeggio", "filter sweep"),
    "trail running": ("hill repeats", "muddy loop", "trail shoes", "long run", "summit"),
    "bicycle repair": ("bottom bracket", "wheel truing", "brake pads", "old frame", "chain wear"),
    "board games": ("worker placement", "solo mode", "rulebook", "dice tower", "campaign box"),
    "film cameras": ("light meter", "grainy roll", "darkroom", "medium format", "old lens"),
    "knitting": ("sock heel", "merino", "cable pattern", "blocking", "yarn stash"),
    "small-town history": ("parish records", "old mill", "tram line", "town map", "brick kiln"),
    "amateur astronomy": ("moon halo", "star hop", "dew heater", "planet season", "eyepiece"),
    "coffee at home": ("pour over", "burr grinder", "light roast", "milk foam", "water recipe"),
    "wild birds": ("nest box", "dawn chorus", "finch feeder", "field guide", "migration"),
}
_TEMPLATES = (
    "Today's {0}: better than last week, still not right.",
    "What I learned about {0} and {1} this month.",
    "Does anybody else mix {0} with {1}?",
    "A small guide to {0}, with all my mistakes.",
    "Why I stopped worrying about {0}.",
    "{0}, {1} and a quiet evening.",
)
_BEGINNINGS = ("an", "bel", "cor", "dan", "el", "fen", "gal", "hol", "in", "jor", "kal", "lum")
_MIDDLES = ("a", "e", "i", "o", "u", "ari", "eno", "ilo", "ora", "una")
_ENDINGS = ("bakes", "dig", "fox", "lane", "makes", "moss", "notes", "rides", "stitch", "walks")


def handle(number: int) -> str:
    """Return an invented handle, different for every number.

    >>> handle(0), handle(1), handle(1200)
    ('ana_bakes', 'bela_bakes', 'ana_bakes2')
    """
    rest, beginning = divmod(number, len(_BEGINNINGS))
    rest, middle = divmod(rest, len(_MIDDLES))
    again, ending = divmod(rest, len(_ENDINGS))
    stem = f"{_BEGINNINGS[beginning]}{_MIDDLES[middle]}_{_ENDINGS[ending]}"
    return f"{stem}{again + 1}" if again else stem


def topic(community: int) -> str:
    """Return the topic of a community."""
    return list(TOPICS)[community % len(TOPICS)]


def texts(seed: int, community: IntArray) -> Iterator[str]:
    """Yield one short text a post, from the words of its community's topic."""
    rng = stream(seed, Stage.TEXTS)
    template = below(rng, len(_TEMPLATES), community.size)
    first = below(rng, 5, community.size)
    step = 1 + below(rng, 4, community.size)
    words = list(TOPICS.values())
    second = (first + step) % 5
    for place, each in enumerate((community % len(words)).tolist()):
        one, other = words[each][int(first[place])], words[each][int(second[place])]
        text = _TEMPLATES[int(template[place])].format(one, other)
        yield text[0].upper() + text[1:]
