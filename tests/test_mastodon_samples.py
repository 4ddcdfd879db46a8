"""Answers of real servers, mapped to what a person read in them.

Out of the recorded tests of Mastodon.py (MIT), in ``api-samples/mastodon`` of the real data: of
mastodon.social and of a Mastodon 4.6. They hold real people's words, so that they stay there; of
those who did not write them as tests only numbers stand here.
"""

import json
from collections import Counter

import pytest
from mastodon_visits import of, read

from influence.records import (
    Account,
    Consent,
    Coverage,
    Follow,
    Identity,
    Interaction,
    Link,
    Post,
    Tag,
    Task,
)

SEEN_AT = "2026-11-30T00:00:00Z"
LOCAL = "http://localhost:3000"
TESTER = f"{LOCAL}/ap/users/117020565966271181"
SECOND = f"{LOCAL}/ap/users/117020566092212359"

TAG = "fgiztsshwiaqqiztpmmjbtvmescsculuvmgjgopwoeidbcrixp"

ACCOUNTS = {
    # (handle, name), (followers, following, posts), signal, kinds of tasks
    "testserver__api-v1-accounts-id__account__1_200": (
        ("mastodonpy_test@localhost:3000", "mastodonpy_test"),
        (0, 0, None),
        "unset",
        3,
    ),
    "testserver__api-v1-accounts-id__account_update_credentials_quote_policy__1_200": (
        ("mastodonpy_test@localhost:3000", "John Lennon"),
        (0, 0, 0),
        "unset",
        3,
    ),
    "testserver__api-v1-accounts-lookup__account_lookup__2_200": (
        ("mastodonpy_test@localhost:3000", "John Lennon"),
        (0, 0, None),
        "unset",
        3,
    ),
    "testserver__api-v1-accounts-lookup__account_lookup__3_200": (
        ("mastodonpy_test@localhost:3000", "John Lennon"),
        (0, 0, None),
        "unset",
        3,
    ),
    "testserver__api-v1-accounts-lookup__accounts__0_200": (
        ("mastodonpy_test@localhost:3000", "mastodonpy_test"),
        (0, 0, None),
        "unset",
        3,
    ),
    "testserver__api-v1-accounts-lookup__accounts__1_200": (
        ("mastodonpy_test_2@localhost:3000", "mastodonpy_test_2"),
        (0, 0, None),
        "allow",
        3,
    ),
    "testserver__api-v1-accounts-verify-credentials__account__0_200": (
        ("mastodonpy_test@localhost:3000", "mastodonpy_test"),
        (0, 0, None),
        "unset",
        3,
    ),
    **{
        f"testserver__api-v1-accounts-verify-credentials__account_{name}_200": (
            ("admin@localhost:3000", "admin"),
            (0, 0, posts),
            "unset",
            3,
        )
        for name, posts in {
            "endorse_unendorse__0": 0,
            "familiar_followers__0": 1,
            "familiar_followers__2": 1,
            "familiar_followers__3": 1,
        }.items()
    },
    "testserver__api-v1-accounts-verify-credentials__account_block_unblock__0_200": (
        ("admin@localhost:3000", "admin"),
        (0, 0, None),
        "unset",
        3,
    ),
}

REFUSING = (
    "real__api-v1-accounts-verify-credentials__entity_account__1_200",
    "real__api-v1-accounts-verify-credentials__entity_credentialaccountsource__0_200",
    "real__api-v1-accounts-verify-credentials__entity_role__0_200",
)

REMOTE = (
    "real__api-v1-accounts-id__entity_account__0_200",
    "real__api-v1-accounts-id__entity_accountfield__0_200",
)

# Kind of task; posts, texts, tags; acts; next page; whole.
LISTS = {
    "accounts-id-followers__account_followers__1": ("followers", (0, 0, 0), {}, False, True),
    "accounts-id-following__account_following__1": ("following", (0, 0, 0), {}, False, True),
    "accounts-search__account_search__0": ("followers", (0, 0, 0), {"follow": 2}, True, None),
    "accounts-search__account_search__2": ("following", (0, 0, 0), {"follow": 1}, True, None),
    "accounts-search__account_search__4": ("followers", (0, 0, 0), {}, False, True),
    "accounts-search__account_search__5": ("followers", (0, 0, 0), {"follow": 2}, True, None),
    "statuses-id-favourited-by__status_favourited_by__2": (
        "favourited_by",
        (0, 0, 0),
        {"like": 1},
        False,
        True,
    ),
    "statuses-id-reblogged-by__status_reblogged_by__2": (
        "reblogged_by",
        (0, 0, 0),
        {"repost": 1},
        False,
        True,
    ),
    "statuses-id-reblogged-by__status_reblogged_by__5": (
        "reblogged_by",
        (0, 0, 0),
        {},
        False,
        True,
    ),
    "directory__directory__0": ("directory", (0, 0, 0), {}, True, None),
    "accounts-id-statuses__account_pinned__4": ("statuses", (1, 0, 0), {}, False, True),
    "accounts-id-statuses__fetch_next_previous__11": ("statuses", (5, 0, 0), {}, True, None),
    "accounts-id-statuses__fetch_next_previous__12": ("statuses", (5, 0, 0), {}, True, None),
    "accounts-id-statuses__fetch_next_previous__13": ("statuses", (5, 0, 0), {}, True, None),
    "accounts-id-statuses__fetch_next_previous_after_persist__11": (
        "statuses",
        (5, 0, 0),
        {},
        True,
        None,
    ),
    "accounts-id-statuses__fetch_next_previous_after_persist__12": (
        "statuses",
        (5, 0, 0),
        {},
        True,
        None,
    ),
    "statuses-id-context__status_context__1": ("context", (0, 0, 0), {}, False, True),
    "timelines-home__min_max_id__1": ("tag", (1, 0, 0), {}, True, None),
    "timelines-home__min_max_id__2": ("tag", (0, 0, 0), {}, False, None),
    "timelines-home__min_max_id__3": ("tag", (0, 0, 0), {}, False, None),
    "timelines-home__min_max_id__4": ("tag", (1, 0, 0), {}, True, None),
    "timelines-home__follow_with_notify_reblog__6": ("tag", (1, 0, 0), {}, True, None),
    "timelines-home__home_tl__1": ("tag", (9, 0, 0), {"mention": 1}, True, None),
    "timelines-public__timeline_disabled__2": ("tag", (20, 0, 0), {"mention": 3}, True, None),
    "timelines-tag-hoot__hashtag_tl__2": ("tag", (1, 1, 1), {}, True, None),
    f"timelines-tag-{TAG}__fetch_remaining__31": ("tag", (10, 10, 10), {}, True, None),
    f"timelines-tag-{TAG}__fetch_remaining__32": ("tag", (10, 10, 10), {}, True, None),
    f"timelines-tag-{TAG}__fetch_remaining__33": ("tag", (10, 10, 10), {}, True, None),
    f"timelines-tag-{TAG}__fetch_remaining__34": ("tag", (0, 0, 0), {}, False, None),
    f"timelines-tag-{TAG}__pagination_iterator__31": ("tag", (10, 10, 10), {}, True, None),
    f"timelines-tag-{TAG}__pagination_iterator__32": ("tag", (10, 10, 10), {}, True, None),
}

# Posts alone, read as the only one of their author's, at the author's home: posts, texts, tags.
SINGLE = {
    "real__api-v1-statuses-id__entity_customemoji__0_200": (1, 1, 1),
    "real__api-v1-statuses-id__entity_filterresult__0_200": (1, 1, 0),
    "real__api-v1-statuses-id__entity_mediaattachment__0_200": (0, 0, 0),
    "real__api-v1-statuses-id__entity_mediaattachment__1_200": (0, 0, 0),
    "real__api-v1-statuses-id__entity_mediaattachmentaudiometadata__0_200": (0, 0, 0),
    "real__api-v1-statuses-id__entity_mediaattachmentcolors__0_200": (0, 0, 0),
    "testserver__api-v1-statuses-id__admin_moderation__11_200": (1, 1, 0),
    "testserver__api-v1-statuses-id__admin_moderation__16_200": (1, 1, 0),
    "testserver__api-v1-statuses-id__status__1_200": (1, 0, 0),
    "testserver__api-v1-statuses-id__status_card__1_200": (1, 0, 0),
    "testserver__api-v1-statuses-id__status_quote_approval_visibility__3_200": (1, 1, 0),
    "testserver__api-v1-statuses-id__status_edit__3_200": (1, 1, 0),
}

LINKING = {"testserver__api-v1-statuses-id__status_quote_approval_visibility__3_200"}

TIMELINES = [
    f"testserver__api-v1-timelines-public__{name}_200"
    for name in ("public_tl__2", "public_tl__3", "public_tl_anonymous__2")
]

CONTEXT = "real__api-v1-statuses-id-context__entity_context__0_200"

UNASKED = {
    "accounts-familiar-followers",
    "accounts-id-featured-tags",
    "accounts-id-lists",
    "accounts-relationships",
    "instance-activity",
    "instance-peers",
    "search",
    "statuses-id-card",
    "statuses-id-history",
    "suggestions",
    "trends-links",
    "trends-statuses",
    "trends-tags",
}
"""Of what nothing is asked: it needs a login, or tells nothing of who acts."""

CLOSED = {
    "testserver__api-v1-accounts-lookup__account_lookup__1_404": ("lookup", ["actor"]),
    "testserver__api-v1-statuses-0__status_missing__0_404": ("context", []),
    "testserver__api-v1-timelines-home__home_tl_anonymous_throws__0_401": (
        "statuses",
        ["followers", "actor"],
    ),
    "testserver__api-v1-timelines-home__unauthed_home_tl_throws__1_401": ("tag", []),
}


@pytest.fixture(scope="module")
def sample(real_data):
    """Return what reads a sample: its answer, where it came from, and its headers."""

    def opened(name):
        path = real_data / "api-samples" / "mastodon" / f"{name}.json"
        if not path.parent.is_dir():
            pytest.skip("INFLUENCE_REAL_DATA has no api-samples: no real answers were tried.")
        held = json.loads(path.read_text(encoding="utf-8"))
        headers = {key: ", ".join(values) for key, values in held["headers"].items()}
        return held["json"], held["request"]["uri"], headers, held["status"]

    return opened


def at_home(kind, answer, url, site, headers=None, **more):
    handle = {"handle": f"somebody@{url.split('/')[2]}"}
    said = {"url": url, "site": site, "headers": headers or {}, "seen_at": SEEN_AT}
    return read(kind, answer, **said, told={**handle, **more.pop("told", {})}, **more)


@pytest.mark.parametrize("name", ACCOUNTS)
def test_an_account_is_what_a_person_reads(sample, name):
    answer, url, headers, _ = sample(name)
    (handle, shown), counts, signal, tasks = ACCOUNTS[name]
    records = at_home("account", answer, url, answer["uri"], headers)
    (account,) = of(Account, records)
    assert account.key.native_id == answer["uri"]
    assert (account.handle, account.name) == (handle, shown)
    assert account[8:11] == counts
    assert account.created_at == "2026-08-01T00:00:00Z"
    assert [each.signal for each in of(Consent, records)] == [signal]
    assert len(of(Task, records)) == tasks


@pytest.mark.parametrize("name", REFUSING)
def test_an_account_that_refuses_keeps_no_name(sample, name):
    answer, url, headers, _ = sample(name)
    records = at_home("account", answer, url, answer["uri"], headers)
    (account,) = of(Account, records)
    assert account[2:6] == (None, None, None, None)
    assert [each[1:4] for each in of(Consent, records)] == [("deny", "noindex is on", "profile")]
    assert of(Task, records) == []


@pytest.mark.parametrize("name", REMOTE)
def test_an_account_of_elsewhere_is_hearsay_and_at_home_is_not(sample, name):
    answer, url, headers, _ = sample(name)
    records = at_home("followers", [answer], url, "https://mastodon.social/users/x", headers)
    (account,) = of(Account, records)
    assert account[7:11] == (None, None, None, None)
    assert ":" not in account.name
    assert of(Consent, records) == []
    home = answer["uri"].rpartition("/users/")[0] + "/api/v1/accounts/1"
    records = at_home("account", answer, home, answer["uri"], headers)
    assert of(Account, records)[0][7:11] == ("2017-02-03T00:00:00Z", 3553, 540, 75076)
    assert [each.signal for each in of(Consent, records)] == ["allow"]
    assert [each.how for each in of(Identity, records)] == ["rel=me"]
    assert all(json.loads(task.cursor)["hidden"] for task in of(Task, records))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_what_a_person_reads(sample, name):
    answer, url, headers, _ = sample(f"testserver__api-v1-{name}_200")
    kind, (posts, texts, tags), acts, goes_on, is_whole = LISTS[name]
    of_post = {"post": f"{TESTER}/statuses/1", "status": "1"}
    site = TESTER if kind == "statuses" else f"{LOCAL}/ap/users/1"
    records = at_home(kind, answer, url, site, headers, told=of_post)
    found = of(Post, records)
    assert len(found) == posts
    assert sum(each.text is not None for each in found) == texts
    assert len(of(Tag, records)) == tags
    done = Counter(each.kind for each in of(Interaction, records))
    assert done + Counter(follow=len(of(Follow, records))) == Counter(acts)
    assert any(task.kind == kind for task in of(Task, records)) is goes_on
    assert [each.is_complete for each in of(Coverage, records)] == (
        [] if is_whole is None else [is_whole]
    )


@pytest.mark.parametrize("name", SINGLE)
def test_a_post_is_what_a_person_reads(sample, name):
    answer, _, _, _ = sample(name)
    author = answer["account"]["uri"]
    url = "/".join(author.split("/")[:3]) + "/api/v1/accounts/1/statuses"
    records = at_home("statuses", [answer], url, author, {"link": ""})
    found = of(Post, records)
    texts = sum(each.text is not None for each in found)
    assert (len(found), texts, len(of(Tag, records))) == SINGLE[name]
    assert bool(of(Link, records)) is (name in LINKING)
    assert all(each.key.native_id == answer["uri"] for each in found)
    assert of(Interaction, records) == []


@pytest.mark.parametrize("name", CLOSED)
def test_a_refusal_leads_to_what_is_open(sample, name):
    answer, url, headers, status = sample(name)
    kind, kinds = CLOSED[name]
    told = {"post": f"{TESTER}/statuses/1", "status": "1"}
    records = at_home(kind, answer, url, TESTER, headers, status=status, told=told)
    assert [task.kind for task in of(Task, records)] == kinds
    assert {type(each) for each in records} <= {Task, Coverage}


@pytest.mark.parametrize("name", TIMELINES)
def test_a_timeline_of_several_accounts_names_each_once(sample, name):
    answer, url, headers, _ = sample(name)
    records = at_home("tag", answer, url, f"{LOCAL}/", headers)
    assert len(of(Post, records)) == 8
    assert Counter(each.key.native_id for each in of(Account, records))[SECOND] == 1
    # Who has not decided about being found is named without words.
    silent = {each.account for each in of(Consent, records) if each.signal == "unset"}
    assert {each.text for each in of(Post, records) if each.account in silent} <= {None}


def test_a_thread_for_few_eyes_leaves_no_trace(sample):
    answer, url, headers, _ = sample(CONTEXT)
    of_post = {"post": "https://mastodon.social/users/x/statuses/1", "status": "1"}
    site = "https://mastodon.social/users/x"
    (coverage,) = at_home("context", answer, url, site, headers, told=of_post)
    assert (coverage.kind, coverage.held_count) == ("replies", 0)


def test_every_sample_is_mapped_or_of_what_is_never_asked_for(real_data):
    folder = real_data / "api-samples" / "mastodon"
    mapped = {*ACCOUNTS, *REFUSING, *REMOTE, *SINGLE, *CLOSED, *TIMELINES, CONTEXT}
    mapped |= {f"testserver__api-v1-{name}_200" for name in LISTS}
    others = {path.stem for path in folder.glob("*.json")} - mapped
    assert {name.split("__")[1].split("-", 2)[2] for name in others} == UNASKED
    assert len(mapped) == 68
