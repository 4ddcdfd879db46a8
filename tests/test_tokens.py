"""Tokens: where they come from, the one host that each is shown to, and that nothing keeps them."""

import io
import json
import logging
import traceback
from contextlib import suppress

import httpx
import keyring
import keyring.backend
import keyring.errors
import pytest
from mastodon_visits import HOME, person
from scripted_web import FakeTime, Web, client_of

from crawlers.errors import FetchFailed
from crawlers.run import visit
from crawlers.sources import read
from crawlers.tokens import Token, Tokens, Way, from_keyring
from influence.errors import UsageError
from influence.records import Interaction
from influence.store.crawling import DueTask

SECRET = "tok-en_0123456789.abc"  # noqa: S105
API = f"{HOME}/api/v1/accounts/7/endorsements?limit=80"
ENVIRONMENT = {"INFLUENCE_TOKEN_M_EXAMPLE": SECRET}


class InMemory(keyring.backend.KeyringBackend):
    priority = 1

    def __init__(self, **held):
        self.held = held

    def get_password(self, service, username):
        return self.held.get(username) if service == "influence-discovery" else None

    def set_password(self, service, username, password):
        raise NotImplementedError

    delete_password = set_password


class Nowhere(InMemory):
    def get_password(self, service, username):
        raise keyring.errors.NoKeyringError(service, username)


@pytest.fixture
def keyring_of():
    before = keyring.get_keyring()
    yield keyring.set_keyring
    keyring.set_keyring(before)


def shown_to(tokens, url):
    token = tokens.of(url)
    return None if token is None else token.headers()


# ---- where they come from


@pytest.mark.parametrize(
    ("variable", "host"),
    [
        ("MASTODON_SOCIAL", "mastodon.social"),
        ("MY__HOST_EXAMPLE", "my-host.example"),
        ("XN____BCHER__KVA_EXAMPLE", "xn--bcher-kva.example"),
        ("M_EXAMPLE___8443", "m.example:8443"),
    ],
)
def test_a_variable_is_for_one_host(variable, host):
    tokens = Tokens({f"INFLUENCE_TOKEN_{variable}": SECRET})
    assert shown_to(tokens, f"https://{host}/api") == {"Authorization": f"Bearer {SECRET}"}
    others = ("a.example", "my.host.example", "xn.bcher.kva.example", "m.example", f"www.{host}")
    assert {shown_to(tokens, f"https://{other}/") for other in others} == {None}


def test_a_key_of_youtube_goes_by_its_name_and_in_a_header_of_its_own():
    tokens = Tokens({"INFLUENCE_TOKEN_YOUTUBE": SECRET})
    found = shown_to(tokens, "https://www.googleapis.com/youtube/v3/channels")
    assert found == {"X-Goog-Api-Key": SECRET}


def test_the_keyring_is_asked_where_the_environment_has_nothing(keyring_of):
    keyring_of(InMemory(**{"m.example": "from-keyring", "b.example": SECRET}))
    tokens = Tokens({"INFLUENCE_TOKEN_B_EXAMPLE": "from-environment"}, from_keyring)
    assert shown_to(tokens, HOME) == {"Authorization": "Bearer from-keyring"}
    assert shown_to(tokens, "https://b.example") == {"Authorization": "Bearer from-environment"}
    assert shown_to(tokens, "https://c.example") is None


def test_without_a_keyring_there_is_no_token(keyring_of, monkeypatch):
    keyring_of(Nowhere())
    assert from_keyring("m.example") is None
    monkeypatch.setitem(__import__("sys").modules, "keyring", None)
    assert from_keyring("m.example") is None


@pytest.mark.parametrize("secret", ["a b", "rye\r\nX-Other: 1", "brød", "xyz", "\0" * 9])
def test_what_can_be_no_token_is_refused_without_telling_it(secret):
    with pytest.raises(UsageError, match="INFLUENCE_TOKEN_M_EXAMPLE") as error:
        Tokens({"INFLUENCE_TOKEN_M_EXAMPLE": secret}).of(HOME)
    assert secret not in str(error.value)


@pytest.mark.parametrize("secret", ["Bearer abcd-1234", '""', " ", "rye\nbread"])
def test_a_variable_that_holds_no_token_is_told_before_anything_is_asked_for(secret):
    with pytest.raises(UsageError, match="INFLUENCE_TOKEN_M_EXAMPLE holds what can be no token"):
        Tokens({**ENVIRONMENT, "INFLUENCE_TOKEN_M_EXAMPLE": secret}).checked()
    assert Tokens(ENVIRONMENT).checked().of(HOME)


def test_what_a_keyring_holds_that_is_no_token_ends_a_visit_in_words():
    tokens = Tokens({}, lambda _: "Bearer abcd-1234")
    outcome = visited(Web({API: LISTED}), tokens)
    assert "m.example under influence-discovery in the keyring" in outcome.error
    assert "UsageError" not in outcome.error
    assert "abcd-1234" not in outcome.error


# ---- whom they are shown to


def test_a_token_is_shown_by_tls_alone_but_to_servers_of_ones_own():
    assert shown_to(Tokens(ENVIRONMENT), "http://m.example/") is None
    own = Tokens(ENVIRONMENT, is_own=lambda host: host == "m.example")
    assert shown_to(own, "http://m.example/") == {"Authorization": f"Bearer {SECRET}"}


def asked_with(web):
    return {url for _, _, url, headers in web.asked if SECRET in str(headers)}


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "http://m.example/", "https://m.example:443@evil.example/"]
)
def test_a_redirect_elsewhere_takes_no_token_along(target):
    web = Web({API: (302, {"location": target}, b"")})
    with suppress(FetchFailed):
        client_of(web).get(API, token=Token(Way("m.example"), SECRET))
    assert asked_with(web) == {API}


def test_robots_txt_is_asked_for_as_a_stranger():
    web = Web({API: (200, {}, b"[]")})
    client_of(web).get(API, token=Token(Way("m.example"), SECRET))
    assert asked_with(web) == {API}
    assert f"{HOME}/robots.txt" in {url for _, _, url, _ in web.asked}


# ---- when they are shown


LISTED = (200, {"content-type": "application/json"}, json.dumps([person("cid")]).encode())


def visited(web, tokens):
    return visit(due(), client_of(web), read, FakeTime().now, tokens)


def test_an_open_list_is_asked_for_as_a_stranger_only():
    web = Web({API: LISTED})
    assert visited(web, Tokens(ENVIRONMENT)).records
    assert asked_with(web) == set()
    assert web.urls() == [API]


def test_a_closed_list_is_asked_for_again_with_the_token_and_the_next_with_it_at_once():
    web, tokens = Web(), Tokens(ENVIRONMENT)
    web.pages[API] = lambda _: LISTED if web_is_shown(web) else (401, {}, b"")
    for requests in (2, 1):
        web.asked.clear()
        outcome = visited(web, tokens)
        assert [type(each) for each in outcome.records].count(Interaction) == 1
        assert web.urls() == [API] * requests == [each.url for each in outcome.fetches][-requests:]
        assert asked_with(web) == {API}


def test_a_token_that_is_refused_is_shown_once_and_told_by_its_name():
    web, tokens = Web({API: (401, {}, b"")}), Tokens(ENVIRONMENT)
    for requests in (2, 1):
        web.asked.clear()
        (coverage,) = visited(web, tokens).records
        assert not coverage.is_complete
        assert len(web.urls()) == requests
    (said,) = tokens.refused
    assert said.startswith("m.example refuses the token of INFLUENCE_TOKEN_M_EXAMPLE")


def test_a_token_is_not_called_refused_by_another_host_than_its_own():
    elsewhere = "https://o.example/followers"
    web, tokens = Web({elsewhere: (401, {}, b"")}), Tokens(ENVIRONMENT)
    led_away = (302, {"location": elsewhere}, b"")
    web.pages[API] = lambda _: led_away if web_is_shown(web) else (401, {}, b"")
    visited(web, tokens)
    assert asked_with(web) == {API}
    assert tokens.refused == []


def test_whose_lists_are_closed_to_strangers_is_told_with_where_to_put_a_token():
    tokens = Tokens({})
    visited(Web({API: (401, {}, b"")}), tokens)
    (said,) = tokens.missed
    assert said.startswith("m.example shows some lists to those alone who signed in")
    assert "INFLUENCE_TOKEN_M_EXAMPLE" in said
    assert not list(Tokens(ENVIRONMENT).missed)


# ---- what keeps them


FAILURES = {
    "refused": (401, {}, b"{}"),
    "broken": (500, {}, b"x"),
    "echoed": (200, {"content-type": "application/json"}, f'[{{"id": "{SECRET}"}}]'.encode()),
    "echoed in a header": (200, {"link": f"<{API}&t={SECRET}>; rel=next"}, b"[]"),
    "led away": (302, {"location": f"https://evil.example/?t={SECRET}"}, b""),
    "cut off": httpx.RemoteProtocolError(f"illegal header line: {SECRET}"),
    "not to be sent": httpx.LocalProtocolError(f"Illegal header value {SECRET}"),
    "no answer": httpx.ConnectError(f"no way with {SECRET}"),
}


def due(kind="endorsements"):
    told = (API, f"{HOME}/users/ann", HOME, '{"id": "7"}', ())
    return DueTask(1, "mastodon", kind, *told, depth=0, gain=1.0, failures=0, sites_found=0)


@pytest.mark.parametrize("answer", FAILURES.values(), ids=FAILURES)
def test_whatever_a_host_does_with_it_no_outcome_log_or_traceback_tells_a_token(answer):
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    tokens, token = Tokens(ENVIRONMENT), Token(Way("m.example"), SECRET)
    web = Web({API: lambda _: answer if web_is_shown(web) else (401, {}, b"{}")})
    try:
        outcome = visit(due(), client_of(web), read, FakeTime().now, tokens)
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(logging.WARNING)
    assert asked_with(web) == {API}
    assert SECRET not in repr(outcome) + said.getvalue() + repr(tokens.refused)
    with pytest.raises(FetchFailed) as error:
        client_of(Web({API: answer})).get(API, token=token)
    told = "".join(traceback.format_exception(error.value))
    assert SECRET not in told + repr(error.value.log)


def web_is_shown(web):
    return SECRET in str(web.asked[-1][3])
