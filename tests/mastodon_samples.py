"""A valid visit, or several, of every kind that the source of the fediverse reads."""

from mastodon_visits import ANN, HOME, actor, ben, finger_answer, note, person, status, visit

POST = f"{ANN.native_id}/statuses/100"
OF_POST = {"post": POST, "status": "100", "claimed": 2}
ACTS = [
    ["reply", "55", POST, ANN.native_id, "2026-02-01T08:00:00Z"],
    ["mention", "8", POST, ANN.native_id, None],
]
RICH = status(
    102,
    content='<p>Rye <a href="https://ben.example/rye">b</a> <a class="mention" href="x">@b</a></p>',
    tags=[{"name": "Bread"}],
    mentions=[{"id": "8", "acct": "ben@b.example", "url": "https://b.example/@ben"}],
    card={
        "url": "https://ben.example/rye",
        "authors": [{"account": ben()}],
    },
    reblogs_count=1,
    favourites_count=1,
    replies_count=1,
    quote={"state": "accepted", "quoted_status": status(7, ben())},
)
BOOST = status(101, content="", reblog=status(7, ben()))
REPLY = status(99, in_reply_to_id="55", in_reply_to_account_id="8")

SAMPLES = {
    "webfinger": [visit("webfinger", finger_answer(), "/.well-known/webfinger")],
    "follower": [
        visit("follower", finger_answer(), "/.well-known/webfinger", signals=["acts", "exposure"])
    ],
    "nodeinfo": [
        visit(
            "nodeinfo",
            {
                "links": [
                    {
                        "rel": f"http://nodeinfo.diaspora.software/ns/schema/2.{minor}",
                        "href": f"/nodeinfo/2.{minor}",
                    }
                    for minor in (0, 1)
                ]
            },
            "/.well-known/nodeinfo",
        )
    ],
    "software": [
        visit("software", {"software": {"name": "Mastodon", "version": "4.5.1"}}, "/nodeinfo/2.1")
    ],
    "instance": [
        visit(
            "instance",
            {"version": "4.5.1", "configuration": {"timelines_access": {}}},
            "/api/v2/instance",
            site=f"{HOME}/",
            told={"tag": "rye"},
            signals=["directory"],
        )
    ],
    "lookup": [
        visit(
            "lookup",
            person(
                fields=[
                    {
                        "name": "Web",
                        "value": '<a href="https://ann.example/">a</a>',
                        "verified_at": "2026-01-01T00:00:00Z",
                    }
                ]
            ),
            "/api/v1/accounts/lookup?acct=ann",
        )
    ],
    "account": [visit("account", person(moved=ben()), "/api/v1/accounts/7")],
    "statuses": [
        visit("statuses", [RICH, BOOST, REPLY, status(98, ben())], "/api/v1/accounts/7/statuses"),
        visit("statuses", b"", "/api/v1/accounts/7/statuses", status=401),
    ],
    "parents": [
        visit(
            "parents", [status(55, ben())], "/api/v1/statuses?id%5B%5D=55", told={"acts": ACTS[:1]}
        )
    ],
    "people": [
        visit("people", [ben()], "/api/v1/accounts?id%5B%5D=8", told={"acts": ACTS[1:]}),
        visit("people", {}, "/api/v1/accounts?id%5B%5D=8", told={"acts": ACTS[1:]}, status=404),
    ],
    "followers": [visit("followers", [ben(), person("cid")], "/api/v1/accounts/7/followers")],
    "following": [visit("following", [ben()], "/api/v1/accounts/7/following")],
    "reblogged_by": [visit("reblogged_by", [ben()], "/api/v1/statuses/100/r", told=OF_POST)],
    "favourited_by": [visit("favourited_by", [ben()], "/api/v1/statuses/100/f", told=OF_POST)],
    "endorsements": [visit("endorsements", [ben()], "/api/v1/accounts/7/endorsements")],
    "context": [
        visit(
            "context",
            {"ancestors": [], "descendants": [status(8, ben(), in_reply_to_id="100")]},
            "/api/v1/statuses/100/context",
            told=OF_POST,
        )
    ],
    "tag": [visit("tag", [RICH, status(8, ben())], "/api/v1/timelines/tag/rye", site=f"{HOME}/")],
    "directory": [visit("directory", [ben()], "/api/v1/directory", site=f"{HOME}/")],
    "actor": [visit("actor", actor(), "/users/ann")],
    "collection": [
        visit(
            "collection",
            {"type": "OrderedCollection", "totalItems": 1, "orderedItems": [ben()["uri"]]},
            "/users/ann/followers",
            told={"list": "followers"},
        )
    ],
    "outbox": [
        visit(
            "outbox",
            {
                "type": "OrderedCollectionPage",
                "totalItems": 3,
                "next": f"{HOME}/users/ann/outbox?page=2",
                "orderedItems": [note(), note(101, tag=[]), {"type": "Create"}],
            },
            "/users/ann/outbox",
        )
    ],
}
