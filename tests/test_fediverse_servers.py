"""A crawl of real servers of the fediverse brings home what they were seeded with, and ranks it."""

import csv
import shutil
import subprocess

import pytest
from fediverse_crawls import CrawlOfFediverse
from server_crawls import influence
from servers.fediverse_content import (
    ADA,
    BEDS,
    BLOG,
    BODO,
    CYRA,
    FEDERATED,
    GARDEN,
    GUS,
    HANA,
    IVO,
    JOAN,
    LOG,
    NELL,
    NOTES,
    ORCHIDS,
    SOLAR,
)

SNAC = (ADA, BODO, CYRA, JOAN, GUS, HANA, IVO)
PUBBY = (BLOG, NOTES)
SEEDS = [person.handle for person in FEDERATED.people]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory, fediverse):
    crawled = CrawlOfFediverse(tmp_path_factory.mktemp("fediverse") / "f.db", (fediverse,), SEEDS)
    crawled.said = crawled.crawl()
    return crawled


def followers_of(person):
    return {(actor.handle, person.handle) for actor, each in FEDERATED.follows if each == person}


def number_of(pairs, person):
    return sum(each == person for each in pairs)


def said_of(note):
    """Return a post as it is held: what was written, after the warning before it."""
    return "\n".join(part for part in (note.warning, note.written) if part)


def posts(crawled):
    """Return address -> (handle, text), and so find the address of a note."""
    asked = "select p.native_id, handle, text, kind from posts p join accounts using (account_id)"
    return {address: told for address, *told in crawled.ask(asked)}


def address_of(crawled, note):
    told = [note.author.handle, said_of(note)]
    return next(address for address, (*held, _) in posts(crawled).items() if held == told)


def test_profiles_are_those_of_the_accounts_homes(crawled):
    held = crawled.ask("select handle, name, bio from accounts where consent != 'deny'")
    expected = [(each.handle, each.name, each.bio) for each in (*SNAC, *PUBBY)]
    assert sorted(map(tuple, held)) == sorted(expected)


def test_counts_are_what_homes_claim_and_no_posts_is_no_count_of_snac(crawled):
    held = {
        handle: tuple(counts)
        for handle, *counts in crawled.ask(
            "select handle, max(followers_count), max(following_count), max(posts_count)"
            " from account_counts join accounts using (account_id) group by handle"
        )
    }
    targets = [target for _, target in FEDERATED.follows]
    actors = [actor for actor, _ in FEDERATED.follows]
    for person in SNAC:
        followers, following, total = held[person.handle]
        assert (followers, following) == (number_of(targets, person), number_of(actors, person))
        assert not total
    assert held[BLOG.handle][0] == number_of(targets, BLOG)


def test_posts_have_the_texts_that_were_written_and_nothing_else_is_one(crawled):
    public = [
        note
        for note in FEDERATED.notes
        if note.visibility == "public" and not note.author.is_hidden
    ]
    kinds = {None: "original"}
    expected = [
        [note.author.handle, said_of(note), kinds.get(note.answers, "reply")] for note in public
    ]
    assert sorted(posts(crawled).values()) == sorted(expected)


def test_tags_are_those_of_the_posts(crawled):
    asked = "select tag from tags join posts using (post_id) where native_id = ?"
    for note in (ORCHIDS, SOLAR):
        tags = {tag for (tag,) in crawled.ask(asked, address_of(crawled, note))}
        assert tags == set(note.tags)


def test_of_who_wants_not_to_be_found_neither_name_nor_words_are_kept(crawled):
    (consent, name, bio) = crawled.ask(
        "select consent, name, bio from accounts where handle = ?", NELL.handle
    )[0]
    assert (consent, name, bio) == ("deny", None, None)
    content = crawled.path.read_bytes()
    for note in FEDERATED.notes:
        if note.visibility == "private" or note.author.is_hidden:
            assert note.text.encode() not in content


def test_answers_are_acts_on_whom_they_answer(crawled):
    expected = {
        (
            f"http://{GARDEN}/{note.author.login}",
            f"http://{GARDEN}/{note.answers.author.login}",
            address_of(crawled, note.answers),
            address_of(crawled, note),
        )
        for note in FEDERATED.notes
        if note.answers
    }
    assert {act[:4] for act in crawled.acts("reply")} == expected
    assert crawled.acts("mention") == set()


def test_an_entry_by_another_is_that_ones_boost_and_no_post_of_the_account(crawled):
    seeded = {
        (f"http://{actor.host}/{actor.login}", address_of(crawled, note))
        for actor, note in FEDERATED.boosts
    }
    held = {(actor, post) for actor, _, post, *_ in crawled.acts("repost")}
    assert held <= seeded
    # snac shows the last who boosted a post; of each that was boosted there is one.
    assert {post for _, post in held} == {post for _, post in seeded}
    for person, total in ((ADA, 3), (HANA, 1), (GUS, 1), (JOAN, 0)):
        assert crawled.coverage("posts")[person.handle][2] == total


def test_lists_for_those_who_signed_in_are_kept_as_not_whole(crawled):
    orchids = (ADA.handle, address_of(crawled, ORCHIDS))
    boosts, likes = (
        number_of([note for _, note in acts], ORCHIDS)
        for acts in (FEDERATED.boosts, FEDERATED.likes)
    )
    assert crawled.coverage_of_posts("reposters")[orchids] == [0, boosts, 0]
    assert crawled.coverage_of_posts("likers")[orchids] == [0, likes, 0]
    assert crawled.coverage_of_posts("replies")[orchids] == [0, 1, 0]
    assert crawled.acts("like") == set()


def test_an_empty_list_against_a_count_is_not_whole_and_one_against_none_is(crawled):
    targets = [target for _, target in FEDERATED.follows]
    held = crawled.coverage("followers")
    for person in SNAC:
        claimed = number_of(targets, person)
        assert held[person.handle] == [int(not claimed), claimed, 0]


def test_lists_that_are_not_there_are_kept_as_not_whole(crawled):
    # snac answers in HTML that there are no endorsements; pubby has no such page either.
    held = crawled.coverage("endorsements")
    assert held == {person.handle: [0, None, 0] for person in (*SNAC, BLOG)}


def test_whom_pubby_shows_as_followers_follow_by_rest_and_by_activitypub(crawled):
    assert crawled.follows() == followers_of(BLOG) | followers_of(NOTES)
    held = crawled.coverage("followers")
    for person in PUBBY:
        assert held[person.handle] == [1, *[len(followers_of(person))] * 2]
    asked = {url for (url,) in crawled.ask("select url from fetches where status = 200")}
    assert f"http://{NOTES.host}/ap/followers" in asked
    assert not any(f"{NOTES.host}/api/" in url for url in asked)


def test_a_list_that_gives_the_same_page_for_ever_is_read_once(crawled):
    assert crawled.coverage("posts")[IVO.handle] == [1, None, len(LOG)]
    asked = crawled.ask("select distinct url from fetches")
    pages = [url for (url,) in asked if BEDS in url and "/statuses?" in url]
    assert len(pages) == 2 * sum(person.host == BEDS for person in SNAC)


def test_connections_that_break_off_are_tried_again(crawled):
    broken = {url for (url,) in crawled.ask("select url from fetches where status is null")}
    answered = {url for (url,) in crawled.ask("select url from fetches where status is not null")}
    assert broken <= answered
    failed = crawled.ask("select address from crawl_tasks where last_error is not null")
    assert failed == []


def test_what_a_host_runs_is_asked_once(crawled):
    held = crawled.ask(
        "select handle, value from facts join accounts using (account_id) where kind = 'software'"
    )
    software = {GARDEN: "snac", BEDS: "snac", BLOG.host: "pubby", NOTES.host: "pubby"}
    assert sorted((handle.partition("@")[2], value.split()[0]) for handle, value in held) == sorted(
        software.items()
    )


def test_who_does_not_decide_and_who_refuses_are_counted(crawled):
    said = crawled.run("status", crawled.path).stdout
    assert "1 opted out" in said
    assert "#nobot in the bio (1)" in said


def test_a_second_crawl_adds_nothing(crawled, tmp_path):
    again = CrawlOfFediverse(tmp_path / "again.db", crawled.servers, crawled.seeds)
    shutil.copy(crawled.path, again.path)
    before = again.content()
    again.crawl()
    assert again.content() == before


@pytest.mark.parametrize("requests", [3, 35, 80])
def test_killed_at_any_moment_it_goes_on_to_the_same_rows(crawled, tmp_path, requests):
    killed = CrawlOfFediverse(tmp_path / "killed.db", crawled.servers, SEEDS)
    (server,) = crawled.servers
    killed.kill_after(requests, server.ports)
    killed.crawl()
    assert killed.content() == crawled.content()


def test_accounts_are_ranked_in_the_same_file(crawled):
    asked = ("rank", str(crawled.path), "--by", "followers", "--format", "csv")
    first = next(csv.DictReader(crawled.run(*asked).stdout.splitlines()))
    assert (first["handle"], float(first["followers"])) == (ADA.handle, len(followers_of(ADA)))


def test_where_snac_itself_is_asked_its_robots_txt_refuses_all_and_that_is_told(
    fediverse, tmp_path
):
    alone = CrawlOfFediverse(tmp_path / "alone.db", (), [ADA.handle])
    direct = f"{GARDEN}=127.0.0.1:{fediverse.ports[GARDEN]}"
    command = influence(*alone.crawling("--resolve", direct))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 3
    assert "Disallow: /" in done.stderr
    asked = alone.ask("select url from fetches")
    assert asked == [(f"https://{GARDEN}/robots.txt",)]


@pytest.fixture(scope="module")
def signed_in(tmp_path_factory, fediverse):
    """Return a crawl by somebody who has a token for each of the snac servers."""
    crawled = CrawlOfFediverse(tmp_path_factory.mktemp("signed") / "f.db", (fediverse,), SEEDS)
    crawled.tokens = {person.host: fediverse.tokens[person.handle] for person in (JOAN, GUS)}
    with pytest.MonkeyPatch.context() as environment:
        for host, token in crawled.tokens.items():
            variable = f"INFLUENCE_TOKEN_{host.upper().replace('.', '_')}"
            environment.setenv(variable, token)
        crawled.done = crawled.run(*crawled.crawling())
    return crawled


def acts_of(crawled, kind):
    return {(actor, post) for actor, target, post, *_ in crawled.acts(kind) if target != actor}


def test_with_a_token_it_is_known_who_acted(signed_in):
    for kind, acts in (("repost", FEDERATED.boosts), ("like", FEDERATED.likes)):
        assert acts_of(signed_in, kind) == {
            (f"http://{actor.host}/{actor.login}", address_of(signed_in, note))
            for actor, note in acts
        }
    orchids = (ADA.handle, address_of(signed_in, ORCHIDS))
    boosts = number_of([note for _, note in FEDERATED.boosts], ORCHIDS)
    assert signed_in.coverage_of_posts("reposters")[orchids] == [1, boosts, boosts]


def test_what_only_followers_may_see_is_not_held_for_a_token(signed_in):
    content = signed_in.path.read_bytes()
    for note in FEDERATED.notes:
        if note.visibility == "private" or note.author.is_hidden:
            assert note.text.encode() not in content


def test_tokens_are_nowhere_afterwards(signed_in):
    files = [path.read_bytes() for path in signed_in.path.parent.iterdir()]
    said = [signed_in.done.stdout.encode(), signed_in.done.stderr.encode()]
    words = [str(word).encode() for word in signed_in.done.args]
    assert len(files) >= 1
    for token in signed_in.tokens.values():
        assert not any(token.encode() in content for content in (*files, *said, *words))
