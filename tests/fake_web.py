"""A small web for crawls: blogs that list and link to each other, a clock, and a log of who asked.

Its pages are JSON and its readers a few lines, so that what is tried is how a crawl runs.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zlib import crc32

import httpx

from crawlers.client import Agent, Client, Clock, Manners
from crawlers.errors import AnswerUnusable
from crawlers.guard import Guard
from crawlers.run import Asked, Crawling, Inline, begin, seeds_of, visit
from influence.records import Account, Coverage, Key, Link, Post, Task
from influence.store import open_database
from influence.store.crawling import Beside
from influence.windows import from_seconds

BEGIN = 1_780_000_000.0
TOOK = 0.05
DELAY = 2.0


def blog(number):
    return f"https://b{number}.example/"


class FakeClock:
    """Time that passes only where somebody sleeps or a request takes it."""

    def __init__(self, now=BEGIN):
        self.time = now

    def now(self):
        return self.time

    def sleep(self, seconds):
        assert seconds >= 0
        self.time += seconds

    def text(self):
        return from_seconds(self.time)

    @property
    def clock(self):
        return Clock(self.now, self.sleep)


@dataclass
class Web:
    """Blogs by number: whom each lists, and whom each of its posts links to.

    ``refusing`` of them have a robots.txt that forbids their posts, ``broken`` answer nonsense,
    ``busy`` say 503 the first time, ``silent`` do not answer. ``words`` are those of its posts.
    """

    lists: dict[int, tuple[int, ...]] = field(default_factory=dict)
    posts: dict[int, tuple[int, ...]] = field(default_factory=dict)
    refusing: frozenset[int] = frozenset()
    broken: frozenset[int] = frozenset()
    busy: frozenset[int] = frozenset()
    silent: frozenset[int] = frozenset()
    words: dict[int, str] = field(default_factory=dict)
    clock: FakeClock = field(default_factory=FakeClock)
    log: list[tuple[float, float, str, int]] = field(default_factory=list)

    @property
    def numbers(self):
        named = [each for many in (*self.lists.values(), *self.posts.values()) for each in many]
        return sorted({0, *self.lists, *self.posts, *named})

    def answer(self, request):
        """Return the answer to a request, and note it: begin, end, address, status."""
        begun = self.clock.time
        self.clock.time += TOOK
        address = str(request.url)
        response = self._answer(request, address)
        self.log.append((begun, self.clock.time, address, response.status_code))
        return response

    def _answer(self, request, address):
        parts = urlsplit(address)
        number = int(parts.hostname.removeprefix("b").removesuffix(".example"))
        if number in self.silent:
            raise httpx.ConnectError("no route", request=request)
        if parts.path == "/robots.txt":
            rules = "Disallow: /post\n" if number in self.refusing else ""
            return httpx.Response(200, text=f"User-agent: *\n{rules}")
        if number in self.busy and not any(address == asked for *_, asked, _ in self.log):
            return httpx.Response(503, headers={"retry-after": "30"})
        body = self._body(number, parts.path)
        if body is None:
            return httpx.Response(404)
        tag = f'"{crc32(body.encode())}"'
        if request.headers.get("if-none-match") == tag:
            return httpx.Response(304, headers={"etag": tag})
        return httpx.Response(200, text=body, headers={"etag": tag})

    def _body(self, number, path):
        if number in self.broken and path == "/feed":
            return "<html>"
        posts = self.posts.get(number, ())
        if path.startswith("/post"):
            place = int(path.removeprefix("/post"))
            if place >= len(posts):
                return None
            text = self.words.get(number, "words")
            return json.dumps({"link": blog(posts[place]), "text": text})
        pages = {
            "/": {"name": f"Blog {number}", "lists": number in self.lists},
            "/feed": [f"{blog(number)}post{place}" for place in range(len(posts))],
            "/list": [blog(each) for each in self.lists.get(number, ())],
        }
        return json.dumps(pages[path]) if path in pages else None

    def asked(self):
        """Return how often each address that is no robots.txt was answered with its content."""
        return Counter(
            address
            for _, _, address, status in self.log
            if status == 200 and not address.endswith("/robots.txt")
        )


def read(visit_):
    """Return the records of a page of this web."""
    task, answer = visit_
    try:
        said = json.loads(answer.body)
    except ValueError as error:
        raise AnswerUnusable(f"{task.address} is no JSON.") from error
    return list(READERS[task.kind](task, said, answer.seen_at))


def _home(task, said, seen_at):
    yield Account(Key("blog", task.site), name=said["name"], url=task.site, seen_at=seen_at)
    yield Task("blog", "feed", f"{task.site}feed", task.site)
    if said["lists"]:
        yield Task("blog", "blogroll", f"{task.site}list", task.site)


def _feed(task, said, seen_at):
    account = Key("blog", task.site)
    for address in said:
        yield Post(Key("blog", address), account, "article", url=address, seen_at=seen_at)
        yield Task("blog", "page", address, task.site)
    yield Coverage("posts", account, is_complete=True, held_count=len(said), seen_at=seen_at)


def _page(task, said, seen_at):
    account, post = Key("blog", task.site), Key("blog", task.address)
    link = said["link"]
    yield Post(post, account, "article", url=task.address, text=said["text"], seen_at=seen_at)
    yield Link(account, link, post)
    yield Task("blog", "home", link, link, pointer="link")


def _list(task, said, seen_at):
    for address in said:
        yield Account(Key("blog", address), url=address, seen_at=seen_at)
        yield Link(Key("blog", task.site), address, position="blogroll")
        yield Task("blog", "home", address, address, pointer="blogroll")


READERS = {"home": _home, "feed": _feed, "page": _page, "blogroll": _list}


def client_of(web, memory, delay=DELAY):
    return Client(
        Agent("https://anna.blog/bot"),
        guard=Guard(),
        memory=memory,
        manners=Manners(delay=delay, jitter=max),
        clock=web.clock.clock,
        transport=httpx.MockTransport(web.answer),
    )


def crawl(path, web, *, most=3, told=lambda _: None, prepare=lambda _: None, **asked):
    """Crawl this web from its first blog into a database, and return the report."""
    asked = Asked(**{"addresses": (blog(0),), "depth": 99, "budget": 10_000, **asked})
    with open_database(path, create=True) as db, Beside(path) as memory:
        client = client_of(web, memory)
        begun, _ = begin(db, asked, seeds_of(asked), web.clock.text)
        workers = Inline(lambda task: visit(task, client, read, web.clock.now), most)
        crawling = Crawling(db, begun, workers, client, web.clock.clock, told)
        prepare(db)
        return crawling.run()


TABLES = ("accounts", "posts", "interactions", "links", "coverage", "crawl_tasks", "pointers")


def rows(path, tables=TABLES):
    """Return what a database holds of a crawl, without ids of its own and without times."""
    with open_database(path) as db:
        return {table: sorted(_rows_of(db, table), key=repr) for table in tables}


def _rows_of(db, table):
    names = {
        "account_id": "select native_id from accounts where account_id = ?",
        "actor_id": "select native_id from accounts where account_id = ?",
        "target_id": "select native_id from accounts where account_id = ?",
        "post_id": "select native_id from posts where post_id = ?",
    }
    own = {"accounts": "account_id", "posts": "post_id"}.get(table)
    left_out = {
        "task_id",
        "link_id",
        "interaction_id",
        "coverage_id",
        own,
        "worth",
        "gain",
        "voters",
        "how",
    }
    for row in db[table].rows:
        yield {
            column: db.execute(names[column], [value]).fetchone() if column in names else value
            for column, value in row.items()
            if column not in left_out and not column.endswith("_at")
        }
