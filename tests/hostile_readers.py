"""Readers that misbehave as documents make real ones misbehave; the sandbox imports them."""

import os
import time

from crawlers.errors import AnswerUnusable, NotAllowed, TryLater
from influence.records import Key, Tag


def tags(words):
    """Yield records, as readers do."""
    for word in words.split():
        yield Tag(Key("blog", "https://anna.example/"), word)


def computes_for_ever(_):
    while True:
        pass


def sleeps_for_ever(_):
    time.sleep(3_600)
    yield 1


def takes_memory(megabytes):
    held = bytearray(megabytes << 20)
    yield len(held)


def keeps_memory(megabytes, kept=[]):  # noqa: B006  # as a cache of a library does
    kept.append(bytearray(megabytes << 20))
    yield len(kept)


def dies(_):
    os._exit(3)


def crashes(_):
    os.abort()


def raises_halfway(_):
    yield 1
    raise KeyError("title")


def recurses(_):
    return recurses(_)


def refuses(_):
    raise NotAllowed("It says noindex.")


def finds_no_use(_):
    raise AnswerUnusable("It is no feed.")


def comes_later(_):
    raise TryLater("Later.", 5)


def yields_much(count):
    yield bytes(count)


def yields_what_cannot_travel(_):
    yield lambda: None


def tells_process(_):
    yield os.getpid()


def writes_a_file(path):
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"rye")
    yield 1


def tells_environment(_):
    yield os.environ.get("API_KEY")


class Bomb:
    """Runs where it is unpickled."""

    def __reduce__(self):
        return os.system, ("exit 3",)


def sends_a_bomb(_):
    yield Bomb()
