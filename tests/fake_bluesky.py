"""A Bluesky of any size that is a function from addresses to answers, and crawls of it."""

from urllib.parse import parse_qs, urlsplit

import httpx
from bluesky_samples import person, post, ref, view
from fake_web import FakeClock
from repositories import car_of

from crawlers.client import Agent, Client, Manners
from crawlers.guard import Guard
from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from crawlers.sources import read
from influence.store import open_database
from influence.store.crawling import Beside

LIKE, REPOST, FOLLOW = "app.bsky.feed.like", "app.bsky.feed.repost", "app.bsky.graph.follow"
PDS = "https://oyster.pds.blog"


def did(name):
    return f"did:plc:{name}"


def name_of(native_id):
    return native_id.rpartition(":")[2]


def uri(name, number):
    return f"at://{did(name)}/app.bsky.feed.post/3p{number:04d}"


def stamp(day):
    """Return the time of a day of the first month and later ones, one of 28 days each."""
    return f"2026-{1 + day // 28:02d}-{1 + day % 28:02d}T09:00:00.000Z"


class FakeBluesky:
    """Writers with posts, one a day, and others who follow them and pass their posts on.

    Parameters
    ----------
    posts
        Writer -> how many posts.
    follows
        Whoever follows -> whom.
    reposts
        Who passes on -> (writer, number of the post).
    hidden
        Who is for those only who are logged in.
    """

    def __init__(self, posts, follows, reposts, hidden=()):
        self.posts, self.follows, self.reposts = posts, follows, reposts
        self.hidden = hidden
        self.quotes = {}
        self.clock = FakeClock()
        self.asked = []

    def answer(self, request):
        url = str(request.url)
        self.asked.append(url)
        self.clock.sleep(0.05)
        parts = urlsplit(url)
        told = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/robots.txt":
            return httpx.Response(200, text="User-agent: *\nAllow: /")
        if parts.netloc == "plc.directory":
            return httpx.Response(200, json=self._document(parts.path[1:]))
        method = parts.path.rpartition(".")[2]
        if method == "getRepo":
            return httpx.Response(200, content=self._repository(name_of(told["did"])))
        about = told.get("actor") or told.get("handle") or told.get("uri") or ""
        if method == "getProfiles":
            about = parse_qs(parts.query)["actors"]
        return httpx.Response(200, json=getattr(self, method)(about, told))

    def _document(self, native_id):
        service = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer"}
        return {
            "id": native_id,
            "alsoKnownAs": [f"at://{name_of(native_id)}.blog"],
            "service": [{**service, "serviceEndpoint": PDS}],
        }

    def _repository(self, name):
        records = {
            f"{FOLLOW}/3f{number:04d}": {"subject": did(other), "createdAt": stamp(0)}
            for number, other in enumerate(self.follows.get(name, ()))
        }
        for number, (writer, place) in enumerate(self.reposts.get(name, ())):
            subject = {"uri": uri(writer, place), "cid": "bafyreib"}
            told = {"subject": subject, "createdAt": stamp(place + 1)}
            records[f"{REPOST}/3r{number:04d}"] = told
        for number in range(self.posts.get(name, 0)):
            records[f"app.bsky.feed.post/3p{number:04d}"] = self._post(name, number)
        return car_of(records or {"app.bsky.actor.profile/self": {}}, did(name))

    def _post(self, name, number):
        record = post(f"{name} {number}") | {"createdAt": stamp(number)}
        if quoted := self.quotes.get((name, number)):
            record["embed"] = {"$type": "app.bsky.embed.record", "record": ref(quoted)}
        return record

    def profile(self, name):
        followers = sum(name in others for others in self.follows.values())
        labels = []
        if name in self.hidden:
            labels = [{"src": did(name), "uri": did(name), "val": "!no-unauthenticated"}]
        counts = {"followersCount": followers, "postsCount": self.posts.get(name, 0)}
        return person(did(name), f"{name}.blog", **counts) | {"labels": labels}

    def resolveHandle(self, handle, _):  # noqa: N802 - as XRPC calls it
        return {"did": did(handle.removesuffix(".blog"))}

    def getProfile(self, actor, _):  # noqa: N802
        return self.profile(name_of(actor))

    def getProfiles(self, actors, _):  # noqa: N802
        return {"profiles": [self.profile(name_of(actor)) for actor in actors]}

    def getAuthorFeed(self, actor, told):  # noqa: N802
        name = name_of(actor)
        views = [
            {
                "post": view(
                    uri(name, number),
                    self._post(name, number),
                    self.profile(name),
                    repostCount=len(self._who(name, number)),
                )
                | {"indexedAt": stamp(number)}
            }
            for number in reversed(range(self.posts.get(name, 0)))
        ]
        return self._page("feed", views, told)

    def getFollowers(self, actor, told):  # noqa: N802
        name = name_of(actor)
        who = [each for each, others in self.follows.items() if name in others]
        return self._page("followers", [self.profile(each) for each in who], told)

    def getRepostedBy(self, address, told):  # noqa: N802
        name, number = name_of(address.split("/")[2]), int(address[-4:])
        who = [self.profile(each) for each in self._who(name, number)]
        return self._page("repostedBy", who, told)

    def _who(self, name, number):
        return [each for each, done in self.reposts.items() if (name, number) in done]

    def _page(self, name, items, told):
        start, size = int(told.get("cursor", 0)), int(told["limit"])
        page = {name: items[start : start + size]}
        return page | ({"cursor": str(start + size)} if start + size < len(items) else {})


def crawl(path, network, *, most=3, told=lambda _: None, **asked):
    """Crawl a network into a database, and return the report."""
    asked = Asked(**{"addresses": ("@ann.blog",), "depth": 99, "budget": 1_000, **asked})
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = Client(
            Agent("https://anna.blog/bot"),
            guard=Guard(),
            memory=memory,
            manners=Manners(delay=1.0, jitter=max),
            clock=network.clock.clock,
            transport=httpx.MockTransport(network.answer),
        )
        begun, _ = begin(db, asked, seeds_of(asked), network.clock.text)
        workers = Inline(lambda task: visit(task, client, read, network.clock.now), most)
        return Crawling(db, begun, workers, client, network.clock.clock, told).run()
