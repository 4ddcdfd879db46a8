"""Real servers as fixtures: each starts for the first test that asks and ends with the run."""

import os

import pytest
from servers.installing import CannotStart
from servers.wordpress import WordPress

REQUIRED = os.environ.get("INFLUENCE_REQUIRE_SERVERS") == "1"
FIXTURES = {"wordpress_blogs"}


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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark the tests that talk to servers, and keep them on one worker: no server starts twice."""
    for item in items:
        if FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.server)
            item.add_marker(pytest.mark.xdist_group("servers"))
