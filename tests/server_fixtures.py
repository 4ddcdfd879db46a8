"""Real servers as fixtures: each starts for the first test that asks and ends with the run."""

import os

import pytest
from servers.bluesky import Bluesky
from servers.fediverse import Fediverse
from servers.ghost import Ghost
from servers.installing import CannotStart
from servers.isso import Isso
from servers.mastodon_mock import MastodonMock
from servers.static import StaticBlogs
from servers.wordpress import WordPress
from xdist.scheduler import LoadScopeScheduling

REQUIRED = os.environ.get("INFLUENCE_REQUIRE_SERVERS") == "1"
FIXTURES = {
    "bluesky_network",
    "fediverse",
    "ghost_blog",
    "isso_comments",
    "mastodon_mock",
    "mastodon_to_post_to",
    "static_blogs",
    "wordpress_blogs",
}


def running(server):
    """Yield a server that runs; where it cannot, skip, or fail if every server is required."""
    try:
        server.start()
    except CannotStart as error:
        give_up = pytest.fail if REQUIRED else pytest.skip
        give_up(f"{server.name} was not tried: {error}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def wordpress_blogs():
    """Return three WordPress blogs that link to each other, with comments, pingbacks, blogrolls."""
    yield from running(WordPress())


@pytest.fixture(scope="session")
def ghost_blog():
    """Return a Ghost blog with comments by members, recommendations and a post for members."""
    yield from running(Ghost())


@pytest.fixture(scope="session")
def static_blogs():
    """Return two static blogs, built by Nikola and Pelican; Isso has the comments on the first."""
    yield from running(StaticBlogs())


@pytest.fixture(scope="session")
def isso_comments():
    """Return the comment server whose threads the first static blog embeds."""
    yield from running(Isso())


@pytest.fixture(scope="session")
def bluesky_network():
    """Return Bluesky's directory, PDS and AppView, with writers whose influence was planted."""
    yield from running(Bluesky())


@pytest.fixture(scope="session")
def fediverse():
    """Return two snac servers and two actors of pubby, who follow, boost and like one another."""
    yield from running(Fediverse())


@pytest.fixture(scope="session")
def mastodon_mock():
    """Return a stand-in for Mastodon: once plain, once with a limit on how often it is asked."""
    yield from running(MastodonMock())


@pytest.fixture(scope="session")
def mastodon_to_post_to():
    """Return another one: what is posted to it is in the way of who compares it with its seed."""
    yield from running(MastodonMock())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that talk to servers, and see that the scheduler will know them."""
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("server")
            if group_of(item.nodeid) != "servers":
                raise pytest.UsageError(f"{item.nodeid} needs a server: name its file so.")


def group_of(nodeid):
    """Return the group of a test: files with *server* in their names are one, any other its own.

    Tests of the real blogs are one too: their polite crawl waits for minutes.
    """
    file = nodeid.partition("::")[0]
    if "server" in file:
        return "servers"
    return file if "real_sites" in file else nodeid


class OneWorkerForServers(LoadScopeScheduling):
    """Keeps the tests that talk to servers on one worker, so that no server starts twice.

    Marks cannot tell the scheduler: xdist 3.8 writes them into ids that pytest 9.2 does not read.
    """

    def _split_scope(self, nodeid):
        return group_of(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return OneWorkerForServers(config, log)
