"""What the servers of the fediverse are filled with: people, their posts, and who acted on them."""

from servers.seeded import Community, Note, Person

GARDEN, BEDS = "garden.example", "beds.example"
LECTERN, VESTRY = "lectern.example", "vestry.example"
LANES = "lanes.example"

ADA = Person(login="ada", host=GARDEN, name="Ada Fern", bio="Field botanist and bread baker")
BODO = Person(login="bodo", host=GARDEN, name="Bodo Lind", bio="Urban gardener")
CYRA = Person(login="cyra", host=GARDEN, name="Cyra Moss", bio="Lichens and mosses")
JOAN = Person(login="joan", host=GARDEN, name="Joan March", bio="Reader of everything")
NELL = Person(login="nell", host=GARDEN, name="Nell Reed", bio="Ponds #nobot", is_hidden=True)
GUS = Person(login="gus", host=BEDS, name="Gus Hale", bio="Self-hosting and the small web")
HANA = Person(login="hana", host=BEDS, name="Hana Sato", bio="Feed readers and web standards")
IVO = Person(login="ivo", host=BEDS, name="Ivo Berg", bio="Keeps the server of Beds")
BLOG = Person(login="blog", host=LECTERN, name="The Lectern", bio="A blog that can be followed")
NOTES = Person(login="notes", host=VESTRY, name="The Vestry", bio="Notes that can be followed")

ORCHIDS = Note(ADA, "First orchids of the year on the chalk meadow", tags=("botany", "orchids"))
MOSSES = Note(ADA, "A short guide to telling mosses apart", tags=("botany",))
SPIDERS = Note(ADA, "Orb weavers under every leaf", tags=("botany",), warning="spiders")
SEEDS = Note(BODO, "Seed library opens on Saturday", tags=("gardening", "botany"))
FEEDS = Note(HANA, "Your feed reader deserves validators", tags=("rss", "smallweb"))
SOLAR = Note(GUS, "Moved my server to a solar panel", tags=("selfhosting",))
LOVELY = Note(BODO, "Lovely, have you seen these?", answers=ORCHIDS)
GOING = Note(CYRA, "Not yet, going tomorrow", answers=LOVELY)
PRIVATE = Note(JOAN, "Only for those who follow me", visibility="private")
PONDS = Note(NELL, "Nobody may keep this about ponds")
LOG = tuple(Note(IVO, f"Server log, day {day:03d}", tags=("adminlife",)) for day in range(45))
SERMONS = tuple(Note(BLOG, f"Sermon {number}", tags=("blogging",)) for number in range(12))
HYMNS = tuple(Note(NOTES, f"Hymn {number}", tags=("singing",)) for number in range(5))

FEDERATED = Community(
    people=(ADA, BODO, CYRA, JOAN, NELL, GUS, HANA, IVO, BLOG, NOTES),
    notes=(
        *(ORCHIDS, MOSSES, SPIDERS, SEEDS, FEEDS, SOLAR, PRIVATE, PONDS, *LOG, LOVELY, GOING),
        *(*SERMONS, *HYMNS),
    ),
    follows=(
        *((BODO, ADA), (CYRA, ADA), (JOAN, ADA), (NELL, ADA), (GUS, ADA), (HANA, ADA)),
        *((ADA, CYRA), (CYRA, BODO), (ADA, HANA), (JOAN, GUS), (GUS, HANA), (HANA, GUS)),
        *((ADA, BLOG), (BODO, BLOG), (JOAN, BLOG), (GUS, BLOG), (CYRA, NOTES), (HANA, NOTES)),
    ),
    boosts=((BODO, ORCHIDS), (JOAN, ORCHIDS), (HANA, ORCHIDS), (ADA, FEEDS), (JOAN, SOLAR)),
    likes=((BODO, ORCHIDS), (CYRA, ORCHIDS), (JOAN, ORCHIDS), (JOAN, SOLAR)),
)
"""Two snac servers that talk to each other, and two actors of pubby that people there follow."""

RYE = Person(login="rye", host=LANES, name="Rye Baker", bio="Bread", wishes={"indexable": True})
FIG = Person(login="fig", host=LANES, name="Fig Preserver", bio="Jam", wishes={})
OAT = Person(login="oat", host=LANES, name="Oat Miller", bio="Flour", wishes={"discoverable": None})
DILL = Person(
    login="dill",
    host=LANES,
    name="Dill Pickler",
    bio="Jars",
    wishes={"discoverable": False},
    is_hidden=True,
)
PRESS = Person(login="press", host=LANES, name="Daily Press", is_bot=True)
CROWD = tuple(Person(login=f"reader{n:02d}", host=LANES, name=f"Reader {n}") for n in range(90))

LOAF = Note(RYE, "The crust sings when it cools", tags=("baking", "sourdough"))
STARTER = Note(RYE, "Day five smells of apples", tags=("baking",))
QUIET = Note(RYE, "Only where one looks for it", visibility="unlisted")
CLOSED = Note(RYE, "Only for those who follow the baker", visibility="private")
JAM = Note(FIG, "Figs, lemon, patience", tags=("baking",))
ASKS = Note(FIG, "Which flour was it?", answers=LOAF)
TELLS = Note(OAT, "Ours, from last week", answers=ASKS)
BRINE = Note(DILL, "Nobody may keep this about brine", tags=("baking",))
NEWS = tuple(Note(PRESS, f"Edition {number:03d}", tags=("news",)) for number in range(60))

MOCKED = Community(
    people=(RYE, FIG, OAT, DILL, PRESS, *CROWD),
    notes=(LOAF, STARTER, QUIET, CLOSED, JAM, ASKS, TELLS, BRINE, *NEWS),
    follows=(
        *((each, RYE) for each in CROWD),
        *((FIG, RYE), (OAT, RYE), (DILL, RYE), (RYE, FIG), (RYE, OAT), (OAT, FIG)),
    ),
    boosts=((FIG, LOAF), (OAT, LOAF), (CROWD[0], LOAF), (FIG, STARTER), (RYE, JAM)),
    likes=(*((each, LOAF) for each in CROWD[:50]), (FIG, LOAF), (OAT, JAM)),
    endorsements=((RYE, FIG), (RYE, OAT)),
)
"""One community, served twice: without and with a limit on how often it is asked."""
