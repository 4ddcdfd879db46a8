"""Answers of the real YouTube API, mapped to what a person read in them.

Out of the tests of python-youtube (MIT), in ``api-samples/youtube`` of the real data. They hold
real people's words, so that they stay there; of those only numbers stand here.
"""

import json
from collections import Counter

import pytest
from youtube_samples import read

from crawlers.errors import AnswerUnusable, PageGone
from influence.records import Account, Coverage, Interaction, Post, Tag, Task

DEVELOPERS, GOOGLE = "UC_x5XG1OV2P6uZZ5FSM9Ttw", "UCK8sQmJBp8GCxrOtXWBpyEA"
TESTER = "UCa-vrCLQHviTOVnEKDOdetQ"
LATER = "2026-11-30T00:00:00Z"

CHANNELS = {
    # whose, under which names, since when, how many followers and posts, which tasks
    "channels/info": (
        *(DEVELOPERS, "googledevelopers", "Google Developers", "2007-08-23T00:34:43Z"),
        *((None, None), ["playlists"]),
    ),
    "channels/info_multiple": (
        *(GOOGLE, "google", "Google", "2005-09-18T22:37:10Z"),
        *((10_700_000, 2_678), ["uploads", "playlists"]),
    ),
    "channel_info_multi": (
        *(DEVELOPERS, "googlecode", "Google Developers", "2007-08-23T00:34:43Z"),
        *((None, None), ["playlists"]),
    ),
    "channel_info_single": (
        *(DEVELOPERS, "googledevelopers", "Google Developers", "2007-08-23T00:34:43Z"),
        *((1_927_873, 5_026), ["playlists"]),
    ),
}

COMMENTS = {
    # owner, video, (comments, authors), answers to be asked for, whether it is read to its end
    "comment_threads/comment_thread_single": (DEVELOPERS, "D-lhorsDlUQ", (1, 1), 0, True),
    "comment_threads/comment_threads_multi": (DEVELOPERS, "D-lhorsDlUQ", (2, 2), 0, True),
    "comment_threads/comment_threads_all_to_me": (TESTER, "JE8xdDp5B8Q", (4, 2), 1, False),
    "comment_threads/comment_threads_by_channel": (DEVELOPERS, "x", (2, 2), 0, True),
    "comment_threads/comment_threads_with_search": (DEVELOPERS, "x", (1, 1), 0, True),
    "comment_threads/comment_threads_by_video_paged_1": (
        DEVELOPERS,
        "F1UP7wRCPH8",
        (5, 5),
        1,
        False,
    ),
    "comment_threads/comment_threads_by_video_paged_2": (
        DEVELOPERS,
        "F1UP7wRCPH8",
        (5, 5),
        1,
        False,
    ),
}

ANSWERS = {
    "comments/comments_by_parent_paged_1": (2, "2019-12-01T04:46:31Z", True),
    "comments/comments_by_parent_paged_2": (1, "2019-12-01T04:46:00Z", False),
    "comments/comments_multi": (2, "2019-06-23T02:49:00Z", False),
    "comments/comments_single": (1, "2019-06-23T02:49:00Z", False),
}

VIDEOS = {
    # whose are read, posts, when the first was published, its language
    "videos/videos_info_multi": (DEVELOPERS, 1, "2019-03-21T20:37:49Z", "en"),
    "videos/videos_info_single": (DEVELOPERS, 1, "2019-03-21T20:37:49Z", "en"),
    "videos/videos_myrating_paged_1": ("UC-mexo-76-J1MlQM8NkWCYw", 1, "2014-05-24T21:35:51Z", None),
    "videos/videos_myrating_paged_2": ("UC-mexo-76-J1MlQM8NkWCYw", 1, "2019-08-28T09:29:43Z", None),
    "videos/videos_chart_paged_2": (TESTER, 0, None, None),
}

# Entries from before the API told whose video each is: of nobody's nothing is kept.
UNTOLD = [
    f"playlist_items/playlist_items_{name}"
    for name in ("filter_video", "multi", "paged_1", "paged_2", "single")
]

# Lists without the number of their entries, and what is no list of theirs.
OTHER = {
    "channels/update_resp": ("channel", PageGone),
    "playlists/insert_response": ("playlists", None),
    "error_permission_resp": ("channel", AnswerUnusable),
    "user_profile": ("channel", AnswerUnusable),
}


PLAYLISTS = ["mine", "multi", "paged_1", "paged_2", "single"]

UNASKED = {
    "abuse_reasons",
    "activities",
    "captions",
    "categories",
    "channel_banners",
    "channel_sections",
    "i18ns",
    "members",
    "search",
    "subscriptions",
}
"""Of what nothing is asked: it needs a login, costs too much, or tells nothing of who acts."""

WRITTEN = {"insert_response", "get_rating_response"}
"""Answers to who writes or rates, which nothing here does."""


@pytest.fixture(scope="module")
def sample(real_data):
    """Return what reads a sample."""

    def opened(name):
        path = real_data / "api-samples" / "youtube" / f"{name}.json"
        if not path.parent.is_dir():
            pytest.skip("INFLUENCE_REAL_DATA has no api-samples: no real answers were tried.")
        return json.loads(path.read_text(encoding="utf-8"))

    return opened


def of(kind, records):
    return [record for record in records if isinstance(record, kind)]


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_is_what_a_person_reads(sample, name):
    channel, handle, shown, since, counts, kinds = CHANNELS[name]
    records = read("channel", sample(name), site=f"@{handle}")
    (account,) = of(Account, records)
    assert (account.key.native_id, account.handle, account.name) == (channel, handle, shown)
    assert account.created_at == since
    assert (account.followers_count, account.posts_count) == counts
    assert [task.kind for task in of(Task, records)] == kinds


@pytest.mark.parametrize("name", COMMENTS)
def test_who_comments_is_what_a_person_reads(sample, name):
    owner, video, (comments, authors), answers, is_whole = COMMENTS[name]
    records = read("comments", sample(name), site=owner, video=video)
    assert len(of(Post, records)) == comments
    acts = of(Interaction, records)
    assert Counter(act.kind for act in acts) == {"reply": comments}
    assert {act.target.native_id for act in acts} == {owner}
    assert len({act.actor for act in acts}) == authors
    assert len(of(Task, records)) == answers
    assert [each.is_complete for each in of(Coverage, records)] == [is_whole]


@pytest.mark.parametrize("name", ANSWERS)
def test_who_answers_a_comment_is_what_a_person_reads(sample, name):
    number, first, goes_on = ANSWERS[name]
    told = {"video": "JE8xdDp5B8Q", "author": TESTER, "parent": "Ugw5zYU6n9pmIgAZWvN4AaABAg"}
    records = read("answers", sample(name), signals=["history"], **told)
    assert next(act.happened_at for act in of(Interaction, records)) == first
    assert len(of(Interaction, records)) == number
    assert bool(of(Task, records)) is goes_on


@pytest.mark.parametrize("name", VIDEOS)
def test_a_video_is_what_a_person_reads(sample, name):
    owner, number, published, spoken = VIDEOS[name]
    records = read("videos", sample(name), site=owner)
    found = of(Post, records)
    assert len(found) == number
    assert [(each.published_at, each.language) for each in found[:1]] == (
        [(published, spoken)] if number else []
    )
    assert {tag.post for tag in of(Tag, records)} <= {each.key for each in found}


@pytest.mark.parametrize("name", UNTOLD)
def test_a_video_of_nobody_who_is_told_is_not_kept(sample, name):
    records = read("playlist", sample(name), site=DEVELOPERS, playlist="PL1")
    assert of(Post, records) == of(Interaction, records) == []


@pytest.mark.parametrize("name", PLAYLISTS)
def test_playlists_of_which_no_length_is_told_are_not_asked_for(sample, name):
    records = read("playlists", sample(f"playlists/playlists_{name}"), site=DEVELOPERS)
    assert of(Task, records) == []


@pytest.mark.parametrize("name", OTHER)
def test_what_is_no_list_ends_in_a_sentence(sample, name):
    kind, error = OTHER[name]
    if error is None:
        assert read(kind, sample(name)) == []
        return
    with pytest.raises(error):
        read(kind, sample(name))


def test_every_sample_is_mapped_or_of_what_is_never_asked_for(real_data):
    folder = real_data / "api-samples" / "youtube"
    mapped = {*CHANNELS, *COMMENTS, *ANSWERS, *VIDEOS, *UNTOLD, *OTHER}
    mapped |= {f"playlists/playlists_{name}" for name in PLAYLISTS}
    names = {path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.json")}
    asked = {name for name in names - mapped if name.partition("/")[0] not in UNASKED}
    assert {name.partition("/")[2] for name in asked} == WRITTEN
    assert len(mapped) == 34
