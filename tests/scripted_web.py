"""A web that is a function from addresses to answers, and a clock that only a test moves."""

import threading

import httpx

from crawlers.client import Agent, Client, Clock, Manners
from crawlers.guard import Guard
from influence.records import HostState

BEGAN = 1_900_000_000.0
PUBLIC = "93.184.215.14"


class FakeTime:
    """Seconds since 1970 that pass only where something sleeps or a test says so."""

    def __init__(self):
        self._now = BEGAN
        self._lock = threading.Lock()
        self.slept = []

    def now(self):
        return self._now

    def sleep(self, seconds):
        assert seconds > 0
        with self._lock:
            self.slept.append(seconds)
            self._now += seconds

    pass_by = sleep

    @property
    def clock(self):
        return Clock(self.now, self.sleep)


class Web(httpx.BaseTransport):
    """Answers each request by ``pages``: address -> answer, list of answers, or what to call.

    An answer is a status, or (status, headers, body); an exception is raised. ``asked`` is when
    (begin, end) which address was asked, with which headers.
    """

    def __init__(self, pages=None, *, time=None, takes=0.0):
        self.pages = {} if pages is None else pages
        self.time = time or FakeTime()
        self.takes = takes
        self.asked = []
        self._lock = threading.Lock()

    def handle_request(self, request):
        began, url = self.time.now(), str(request.url)
        if self.takes:
            self.time.pass_by(self.takes)
        with self._lock:
            self.asked.append((began, self.time.now(), url, dict(request.headers)))
            answer = self._answer(url)
        if isinstance(answer, Exception):
            raise answer
        status, headers, body = (answer, {}, b"") if isinstance(answer, int) else answer
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))

    def urls(self, *, robots=False):
        return [url for _, _, url, _ in self.asked if robots or not url.endswith("/robots.txt")]

    def _answer(self, url):
        answer = self.pages.get(url, 404 if url.endswith("/robots.txt") else (200, {}, b"rye"))
        if callable(answer):
            answer = answer(url)
        if isinstance(answer, list):
            answer = answer.pop(0) if len(answer) > 1 else answer[0]
        return answer


class Memory:
    """What a run would keep in its database."""

    def __init__(self):
        self.hosts = {}
        self.validators = {}

    def host_state(self, host):
        return self.hosts.get(host, HostState(host))

    def validators_of(self, url):
        return self.validators.get(url)

    def keep(self, fetched):
        self.hosts.update({state.host: state for state in fetched.hosts})
        self.validators.update({held.url: held for held in getattr(fetched, "validators", ())})


def client_of(web, *, memory=None, guard=None, **manners):
    """Return a client whose network and clock are those of a scripted web; back-off is the most."""
    settings = {"patience": 10_000.0, "jitter": lambda _, most: most, **manners}
    return Client(
        Agent("https://anna.blog/bot"),
        guard=guard or Guard(resolve=lambda *_: [PUBLIC]),
        memory=memory,
        manners=Manners(**settings),
        clock=web.time.clock,
        transport=web,
    )
