"""Who an account of the fediverse is, where it is at home, and whether it wants to be listed."""

import pytest
from mastodon_visits import ANN, BEN, HOME, actor, ben, finger_answer, of, person, read, tasks, told

from crawlers.answers import Asking
from crawlers.errors import AnswerUnusable, NotAllowed
from crawlers.guard import Guard
from crawlers.run import Asked, seeds_of
from crawlers.sources import asking_of, seed_of
from influence.library.addresses import asked_addresses
from influence.records import Account, Consent, Coverage, Fact, Follow, Identity, Interaction, Task

LOOKUP = "/api/v1/accounts/lookup?acct=ann"


def lookup(**said):
    return read("lookup", person(**said), LOOKUP)


def account(**said):
    (found,) = of(Account, lookup(**said))
    return found


# ---- seeds


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("@ann@M.example", "ann@m.example"),
        ("ann@m.example", "ann@m.example"),
        ("https://m.example/@ann", "ann@m.example"),
        ("https://m.example/@ann/", "ann@m.example"),
        ("https://m.example/@ben@b.example", "ben@b.example"),
        ("@ada@localhost:8011", "ada@localhost:8011"),
    ],
)
def test_a_handle_or_a_profile_is_asked_of_its_domain(address, handle):
    task = seed_of(address)
    domain = handle.partition("@")[2]
    scheme = "http" if domain.startswith("localhost") else "https"
    assert task.kind == "webfinger"
    assert task.site == handle
    assert task.address.startswith(f"{scheme}://{domain}/.well-known/webfinger?resource=acct%3A")


@pytest.mark.parametrize(
    "address", ["https://medium.com/@ann", "https://vimeo.com/@ann", "https://m.example/ann"]
)
def test_what_only_looks_like_a_profile_is_a_blog(address):
    assert seed_of(address).source == "blog"


def test_the_address_of_an_actor_is_asked_for_itself():
    task = seed_of("https://m.example/ap/users/117020565966271181")
    assert (task.kind, task.address, task.site) == ("actor", task.site, task.address)
    assert "activity+json" in asking_of(task).accept


def test_a_host_is_asked_about_each_tag_and_for_its_directory_apart():
    tasks_ = [seed_of(each) for each in ("#rye@m.example", "#jam@m.example", "#@m.example")]
    assert {task.kind for task in tasks_} == {"instance"}
    assert len({task.address for task in tasks_}) == 3
    assert [told(task).get("tag") for task in tasks_] == ["rye", "jam", None]
    assert [task.signals for task in tasks_] == [(), (), ("directory",)]


def test_the_whole_directory_is_wanted_where_history_is():
    (task,) = seeds_of(Asked(addresses=("#@m.example",), history=True))
    assert task.signals == ("directory", "history")


def test_a_handle_with_its_mark_is_no_file_of_addresses():
    assert asked_addresses(["@ann@m.example"], (), Guard(), print) == ("@ann@m.example",)


# ---- WebFinger


def finger(answer, handle="ann@m.example", url=f"{HOME}/.well-known/webfinger", **more):
    return read("webfinger", answer, url=url, site=handle, told={"handle": handle, **more})


def test_who_a_domain_keeps_is_looked_up_there():
    records = finger(finger_answer())
    assert of(Account, records)[0][:2] == (ANN, "ann@m.example")
    (task,) = tasks(records, "lookup")
    assert task.address == f"{HOME}/api/v1/accounts/lookup?acct=ann"
    assert task.site == ANN.native_id
    assert tasks(records, "nodeinfo")


def test_a_domain_that_redirects_to_its_host_keeps_its_own_name():
    answer = finger_answer("acct:ann@bread.example")
    records = finger(answer, "ann@bread.example")
    assert of(Account, records)[0][:2] == (ANN, "ann@bread.example")
    assert told(tasks(records, "lookup")[0])["handle"] == "ann@bread.example"


def test_a_domain_that_answers_for_another_host_is_checked_there():
    answer = finger_answer("acct:ann@bread.example")
    asked = finger(answer, "ann@bread.example", "https://bread.example/.well-known/webfinger")
    (question,) = asked
    assert question.address.startswith(f"{HOME}/.well-known/webfinger?resource=acct%3Aann%40bread")


def test_nobody_can_claim_the_account_of_another_host():
    evil = "https://evil.example/.well-known/webfinger"
    answer = finger_answer("acct:ann@evil.example")
    (question,) = finger(answer, "ann@evil.example", evil)
    assert of(Account, [question]) == []
    agreed = finger_answer()  # what the true home says to that
    (again,) = finger(agreed, "ann@evil.example", asked=1)
    assert again.address.startswith(f"{HOME}/.well-known/webfinger?resource=acct%3Aann%40m.ex")
    with pytest.raises(AnswerUnusable, match="do not agree"):
        finger(answer, "ann@evil.example", evil, asked=3)


@pytest.mark.parametrize(
    "answer",
    [{}, [], {"subject": "mailto:ann@m.example"}, finger_answer(actor="javascript:alert(1)")],
)
def test_an_answer_that_names_no_account_is_told(answer):
    with pytest.raises(AnswerUnusable, match="tells no account"):
        finger(answer)


# ---- profiles


def test_an_account_is_keyed_by_its_actor_and_claims_its_counts():
    assert account() == Account(
        ANN,
        "ann@m.example",
        "Ann",
        "https://m.example/@ann",
        "Bakes",
        None,
        is_bot=False,
        created_at="2020-01-01T00:00:00Z",
        followers_count=3,
        following_count=2,
        posts_count=5,
        seen_at="2026-03-01T09:30:00Z",
    )


def test_an_account_of_an_older_server_is_keyed_by_its_handle():
    assert account(uri=None).key.native_id == "ann@m.example"


def test_a_name_goes_without_its_pictures():
    shown = account(display_name="Ann :cat: :hat:", emojis=[{"shortcode": "cat"}])
    assert shown.name == "Ann :hat:"
    assert account(display_name="").name == "ann"


def test_counts_that_are_hidden_are_unknown():
    hidden = account(followers_count=-1, pleroma={"hide_follows_count": True})
    assert (hidden.followers_count, hidden.following_count) == (None, None)


def test_a_host_that_says_no_posts_of_who_posts_counts_none():
    assert account(statuses_count=0, last_status_at="2026-02-01").posts_count is None
    assert account(statuses_count=0, last_status_at=None).posts_count == 0


def test_no_mail_address_is_kept():
    assert account(note="<p>ann@m.example</p>").bio == "[mail address]"


def test_a_verified_field_is_an_identity_and_others_are_not():
    link = '<a href="https://{}.example/" rel="me">x</a>'
    fields = [
        {"name": "a", "value": link.format("ann"), "verified_at": "2026-01-01T00:00:00.000Z"},
        {"name": "b", "value": link.format("other"), "verified_at": None},
    ]
    (identity,) = of(Identity, lookup(fields=fields))
    assert (identity.account, identity.url, identity.how) == (ANN, "https://ann.example/", "rel=me")


def test_the_lists_of_an_account_are_asked_for():
    records = lookup()
    kinds = {task.kind: task for task in of(Task, records)}
    assert set(kinds) == {"statuses", "following", "endorsements"}
    assert kinds["statuses"].address == f"{HOME}/api/v1/accounts/7/statuses?limit=40"
    assert told(kinds["statuses"])["followers"] == 3
    assert told(kinds["following"])["claimed"] == 2


def test_of_one_who_moved_away_only_the_new_account_is_asked_for():
    records = lookup(moved=ben())
    assert [task.kind for task in of(Task, records)] == ["webfinger"]
    assert of(Identity, records)[0][:3] == (ANN, BEN.native_id, "moved")


def test_an_account_of_another_host_is_no_answer():
    with pytest.raises(AnswerUnusable, match="no account of that host"):
        read("lookup", ben(), LOOKUP)


def test_a_list_that_another_host_answers_is_not_read():
    with pytest.raises(AnswerUnusable, match="is at home"):
        read("followers", [ben()], url="https://b.example/api/v1/accounts/7/followers")


@pytest.mark.parametrize("status", [401, 403, 404])
def test_where_the_api_is_closed_its_actor_is_asked_for(status):
    records = read("lookup", b"", LOOKUP, status=status)
    (task,) = records
    assert (task.kind, task.address) == ("actor", ANN.native_id)
    assert asking_of(task) == Asking(asking_of(task).accept, frozenset({401, 403}))


# ---- consent


@pytest.mark.parametrize(
    ("said", "signal", "reason", "seen_in"),
    [
        ({"discoverable": True}, "allow", None, "profile"),
        ({"discoverable": None}, "unset", None, "profile"),
        ({"discoverable": False}, "deny", "discoverable is off", "profile"),
        ({"noindex": True}, "deny", "noindex is on", "profile"),
        ({"suspended": True}, "deny", "suspended is on", "profile"),
        ({"limited": True}, "deny", "limited is on", "profile"),
        ({"pleroma": {"deactivated": True}}, "deny", "deactivated", "profile"),
        ({"note": "<p>#<span>nobot</span></p>"}, "deny", "#nobot in the bio", "bio"),
        ({"display_name": "Ann #NoBridge"}, "deny", "#nobridge in the name", "bio"),
        (
            {"fields": [{"name": "x", "value": "#noindex"}]},
            "deny",
            "#noindex in the profile fields",
            "profile",
        ),
    ],
)
def test_what_an_account_says_of_being_listed_is_kept_with_its_place(said, signal, reason, seen_in):
    records = lookup(**said)
    assert Consent(ANN, signal, reason, seen_in, "2026-03-01T09:30:00Z") in of(Consent, records)
    if signal == "deny":
        assert of(Task, records) == []
        (only,) = of(Account, records)
        assert (only.name, only.bio, only.followers_count) == (None, None, None)


def test_an_old_server_that_says_nothing_gives_no_signal():
    said = person()
    del said["discoverable"]
    assert of(Consent, read("lookup", said, LOOKUP)) == []


def test_of_strangers_a_host_is_believed_a_no_and_never_a_yes():
    records = read("followers", [ben(), person("cid", "c.example", discoverable=False)])
    cid = "https://c.example/users/cid"
    assert [(each.account.native_id, each.signal) for each in of(Consent, records)] == [
        (cid, "deny")
    ]
    assert [each.followers_count for each in of(Account, records)] == [None, None]


def test_how_a_host_treats_strangers_is_no_wish_of_theirs():
    assert of(Consent, read("followers", [ben(limited=True, suspended=True)])) == []


# ---- hosts


def nodeinfo(*links):
    return {
        "links": [
            {"rel": f"http://nodeinfo.diaspora.software/ns/schema/{version}", "href": href}
            for version, href in links
        ]
    }


def test_the_newest_document_about_a_host_is_read():
    (task,) = read("nodeinfo", nodeinfo(("2.0", "/n/2.0"), ("2.1", "/n/2.1")), "/.well-known/x")
    assert (task.kind, task.address) == ("software", f"{HOME}/n/2.1")


def test_a_document_at_another_host_is_not_read():
    with pytest.raises(AnswerUnusable, match="names no document"):
        read("nodeinfo", nodeinfo(("2.0", "http://169.254.169.254/")), "/.well-known/x")


def test_what_a_host_runs_is_a_fact():
    (fact,) = read("software", {"software": {"name": "GoToSocial", "version": "0.19"}}, "/n")
    assert fact == Fact(ANN, "software", f"{HOME}/n", "gotosocial 0.19", "2026-03-01T09:30:00Z")


def instance(access, **said):
    answer = {"version": "4.5.0", "configuration": {"timelines_access": access}}
    return read("instance", answer, "/api/v2/instance", told={"tag": "rye"}, **said)


def test_the_posts_of_a_tag_are_asked_for_where_they_are_open():
    (task,) = instance({"hashtag_feeds": {"local": "public"}})
    assert (task.kind, task.address) == ("tag", f"{HOME}/api/v1/timelines/tag/rye?limit=40")
    (of_old,) = instance(None)
    assert of_old.kind == "tag"


def test_the_posts_of_a_tag_are_not_asked_for_where_they_are_closed():
    with pytest.raises(NotAllowed, match="signed in"):
        instance({"hashtag_feeds": {"local": "authenticated"}})


def test_a_host_without_the_second_version_is_asked_for_the_first():
    url = "/api/v2/instance"
    (task,) = read("instance", b"<h1>404</h1>", url, status=404, site=f"{HOME}/")
    assert task.address == f"{HOME}/api/v1/instance"
    assert read("instance", b"", "/api/v1/instance", status=404, site=f"{HOME}/") == []


# ---- ActivityPub


def test_an_actor_is_an_account_and_leads_to_its_collections():
    records = read("actor", actor(type="Service"), "/users/ann")
    (found,) = of(Account, records)
    assert (found.key, found.handle, found.bio, found.is_bot) == (
        ANN,
        "ann@m.example",
        "Bakes",
        True,
    )
    assert [(task.kind, told(task)["list"]) for task in of(Task, records)] == [
        ("collection", "followers"),
        ("collection", "following"),
        ("outbox", "outbox"),
    ]


def test_another_actor_than_was_asked_for_is_none():
    with pytest.raises(AnswerUnusable, match="not the actor"):
        read("actor", actor(id="https://m.example/users/cid"), "/users/ann")


def test_an_actor_that_hides_from_strangers_is_let_be():
    records = read("actor", actor(hidesToPublicFromUnauthedWeb=True), "/users/ann")
    assert of(Consent, records)[0].signal == "deny"
    assert of(Task, records) == []


def collection(answer, name="followers", **more):
    return read("collection", answer, f"/users/ann/{name}", told={"list": name, **more})


def test_a_collection_that_only_counts_is_not_whole():
    records = collection({"type": "OrderedCollection", "totalItems": 6})
    assert of(Account, records)[0].followers_count == 6
    (coverage,) = of(Coverage, records)
    assert coverage[5:8] == (False, 6, 0)


def test_a_collection_that_names_people_is_read_page_by_page():
    first = collection({"type": "Collection", "totalItems": 2, "first": f"{HOME}/f?page=1"})
    (task,) = of(Task, first)
    assert of(Coverage, first) == []
    page = {"type": "CollectionPage", "items": [BEN.native_id, f"{HOME}/users/cid"]}
    records = collection(page, **{name: told(task).get(name) for name in ("claimed", "pages")})
    assert BEN in [each.actor for each in of(Follow, records)]
    assert of(Coverage, records)[0][5:8] == (True, 2, 2)


def test_a_collection_on_another_host_is_not_followed():
    records = collection({"type": "Collection", "first": "https://evil.example/f"})
    assert of(Task, records) == []


def test_a_recommended_account_is_linked_to_and_visited():
    headers = {"link": f'<{HOME}/x?since_id=1>; rel="prev"'}
    records = read("endorsements", [ben()], "/api/v1/accounts/7/endorsements", headers=headers)
    assert Interaction("link", ANN, BEN, native_id="endorsement") in records
    (task,) = of(Task, records)
    assert (task.pointer, task.site, task.kind) == ("recommend", BEN.native_id, "webfinger")
