"""Zip and tar archives: read member by member, nothing private opened, nothing unpacked to disk."""

import io
import json
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib

import pytest
from archive_files import Imported, as_tar, as_zip
from test_mastodon_files import ACTOR, ANN, FOLLOWING, LOAF, announce, collection, create, outbox
from test_x_files import ACCOUNT, FILES, POSTS, ytd
from test_youtube_files import CHANNEL, COLUMNS, SUBSCRIPTIONS, comment

from crawlers.files import bundles, find_files
from influence.cli import main
from influence.errors import InputUnusable

PRIVATE_WORDS = "the words of a private message"
MESSAGES = ytd("direct_messages", {"dmConversation": {"messages": [{"text": PRIVATE_WORDS}]}})
PRIVATE = {
    "data/direct-messages.js": MESSAGES,
    "data/deleted-tweets.js": ytd("deleted_tweets", {"tweet": {"full_text": PRIVATE_WORDS}}),
    "data/ad-engagements.js": ytd("ad_engagements", {"ad": PRIVATE_WORDS}),
    "data/phone-number.js": ytd("phone_number", {"device": {"phoneNumber": PRIVATE_WORDS}}),
    "data/tweets_media/1.jpg": b"\xff\xd8",
    "Your archive.html": "<html>",
}
X_ZIP = {"data/": "", **dict(reversed(FILES.items())), **PRIVATE}


def test_a_whole_x_archive_says_the_same_as_its_files(tmp_path):
    whole = Imported(tmp_path, {"x.zip": as_zip(X_ZIP)})
    single = Imported(tmp_path, FILES)
    assert not whole.problems
    assert whole.acts() == single.acts()
    assert whole.follows() == single.follows()
    names = [report.path.partition(": ")[2] for report in whole.reports]
    assert names[0] == "data/account.js"
    assert sorted(names) == sorted(FILES)
    assert PRIVATE_WORDS not in "".join(whole.dump())
    assert whole.reports[0].aside.partition(": ")[2] == (
        "not opened of the X archive: 4 *.js, 1 *.html, 1 *.jpg"
    )
    before = whole.dump()
    Imported(tmp_path, {"x.zip": as_zip(X_ZIP)}, whole.db)
    assert whole.dump() == before


def test_no_private_member_is_ever_opened(tmp_path, monkeypatch):
    opened = []
    found = zipfile.ZipFile.open

    def spied(self, name, *rest, **more):
        opened.append(getattr(name, "filename", name))
        return found(self, name, *rest, **more)

    monkeypatch.setattr(zipfile.ZipFile, "open", spied)
    data = as_zip(X_ZIP)
    opened.clear()
    Imported(tmp_path, {"x.zip": data})
    assert set(opened) == set(FILES)


MASTODON = {
    "media/1.png": b"\x89PNG",
    "outbox.json": outbox(announce(LOAF), create("1"), create("2", "direct")),
    "likes.json": collection("likes.json", [LOAF]),
    "bookmarks.json": collection("bookmarks.json", [f"{ANN}/statuses/secret"]),
    "actor.json": json.dumps(ACTOR),
}


@pytest.mark.parametrize(("name", "pack"), [("a.tar.gz", as_tar), ("a.zip", as_zip)])
def test_a_mastodon_archive_is_read_packed_either_way(tmp_path, name, pack):
    done = Imported(tmp_path, {name: pack(MASTODON)})
    assert [act[0] for act in done.acts()] == ["like", "repost"]
    assert "secret" not in str(done.acts())
    assert ("ann@bread.example",) in done.rows("select handle from accounts")
    assert "1 *.json" in done.reports[0].aside
    assert Imported(tmp_path, {"plain.tar": as_tar(MASTODON, packed=False)}).acts() == done.acts()


def test_a_takeout_is_read_but_for_what_is_private(tmp_path):
    folder = "Takeout/YouTube and YouTube Music"
    history = f"Channel Id,Channel Url,Channel Title\nUCsecret,x,{PRIVATE_WORDS}\n"
    files = {
        f"{folder}/subscriptions/subscriptions.csv": SUBSCRIPTIONS,
        f"{folder}/comments/comments.csv": COLUMNS + comment("c1", "hi"),
        f"{folder}/channels/channel.csv": CHANNEL,
        f"{folder}/history/search-history.csv": history,
        f"{folder}/playlists/Favorites.csv": history,
        "Takeout/Google Pay/transactions.csv": history,
    }
    done = Imported(tmp_path, {"takeout.zip": as_zip(files)})
    assert done.follows() == [("UCann", "UCben", None), ("UCann", "UCcleo", None)]
    assert PRIVATE_WORDS not in "".join(done.dump())


def test_any_zip_of_data_is_a_bundle_and_empty_files_in_it_are_passed_over(tmp_path):
    files = {
        "posts.csv": "post_id,account_id\np1,1\n",
        "acts.jsonl": '{"actor_id": "2", "target_id": "1", "type": "repost", "post_id": "p1"}\n',
        "accounts.csv": "id,handle\n",
        "nothing.csv": "",
        "notes.txt": PRIVATE_WORDS,
        "blocked_accounts.csv": "eve@x.example\n",
    }
    done = Imported(tmp_path, {"export.zip": as_zip(files)})
    assert done.acts() == [("repost", "2", "1", "p1", None, None)]
    assert done.reports[0].aside.partition(": ")[2] == "not opened of the archive: 1 *.csv, 1 *.txt"
    with pytest.raises(InputUnusable, match="every file of it that is read is empty"):
        Imported(tmp_path, {"empty.zip": as_zip({"posts.csv": "", "accounts.csv": "id,handle\n"})})
    with pytest.raises(InputUnusable, match=r"other\.zip: notes\.csv: its first line must name"):
        Imported(tmp_path, {"other.zip": as_zip({"notes.csv": "a,b\n1,2\n"})})


def test_a_problem_names_the_member_and_the_place_in_it(tmp_path):
    posts = POSTS.replace("Mon Mar 01 09:00:00 +0000 2021", "soon", 1)
    done = Imported(
        tmp_path, {"x.zip": as_zip({"data/account.js": ACCOUNT, "data/tweets.js": posts})}
    )
    (problem,) = done.problems
    assert problem.file == f"{tmp_path / 'x.zip'}: data/tweets.js"
    assert problem.line == 1


def test_the_command_tells_of_each_member_and_a_rehearsal_keeps_nothing(tmp_path, capsys):
    path, database = tmp_path / "x.zip", str(tmp_path / "a.db")
    path.write_bytes(as_zip(X_ZIP))
    assert main(["import", database, str(path), "--dry-run"]) == 0
    rehearsed = capsys.readouterr().err
    assert not (tmp_path / "a.db").exists()
    assert main(["import", database, str(path)]) == 0
    told = capsys.readouterr().err
    for name in FILES:
        assert f"{path}: {name}: " in told
        assert f"{path}: {name}: " in rehearsed
    assert f"{path}: not opened of the X archive: 4 *.js" in told
    assert f"{path}: data/like.js: left out: 1 likes of posts whose author is not told" in told
    assert main(["status", database]) == 0
    status = capsys.readouterr().out
    assert "of x" in status
    assert "missing: all acts are one account's" in status


def test_two_archives_of_two_people_keep_their_owners(tmp_path):
    other = X_ZIP | {"data/account.js": ACCOUNT.replace('"1"', '"7"')}
    done = Imported(tmp_path, {"a.zip": as_zip(X_ZIP), "b.zip": as_zip(other)})
    assert {row[:2] for row in done.follows()} == {("1", "6"), ("5", "1"), ("7", "6"), ("5", "7")}


def refused(tmp_path, name, data, match):
    with pytest.raises(InputUnusable, match=match):
        Imported(tmp_path, {name: data})


def test_a_bomb_is_refused_before_anything_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "UNSUSPICIOUS", 1 << 20)
    bomb = "window.YTD.tweets.part0 = [" + " " * (8 << 20) + "]"
    data = as_zip({"data/account.js": ACCOUNT, "data/tweets.js": bomb})
    refused(tmp_path, "bomb.zip", data, "more than 200 times its size")
    refused(tmp_path, "bomb.tar.gz", as_tar({"outbox.json": bomb}), "more than 200 times its size")


def test_a_zip_that_lies_about_a_size_gives_no_more_than_it_says(tmp_path):
    text = "post_id,account_id\n" + "".join(f"p{n},1\n" for n in range(200_000))
    data = bytearray(as_zip({"posts.csv": text}))
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.index(magic) + offset
        data[place : place + 4] = struct.pack("<I", 100)
    refused(tmp_path, "liar.zip", bytes(data), "damaged archive")


def test_too_many_members_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "MOST_MEMBERS", 10)
    many = {f"{number}.csv": "" for number in range(11)}
    refused(tmp_path, "many.zip", as_zip(many), "lists more than 10 files")
    refused(tmp_path, "many.tar", as_tar(many, packed=False), "lists more than 10 files")


def test_damaged_encrypted_and_useless_archives_end_in_a_sentence(tmp_path):
    data = as_zip(X_ZIP)
    refused(tmp_path, "cut.zip", data[: len(data) // 2], r"cut\.zip is a damaged archive")
    broken = bytearray(as_zip({"posts.csv": "post_id,account_id\np1,1\n"}, zipfile.ZIP_STORED))
    broken[broken.index(b"p1,1")] ^= 0xFF
    refused(tmp_path, "broken.zip", bytes(broken), r"broken\.zip is a damaged archive")
    newer = bytearray(as_zip({"posts.csv": "post_id,account_id\np1,1\n"}))
    newer[newer.index(b"PK\x01\x02") + 6] = 127
    refused(
        tmp_path, "newer.zip", bytes(newer), r"newer\.zip is a damaged archive: zip file version"
    )
    locked = bytearray(as_zip({"posts.csv": "post_id,account_id\np1,1\n"}))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(magic) + offset] |= 1
    refused(tmp_path, "locked.zip", bytes(locked), r"locked\.zip is encrypted")
    refused(tmp_path, "photos.zip", as_zip({"1.jpg": b"x"}), "holds no file that is read")
    packed = as_tar(MASTODON)
    refused(tmp_path, "cut.tar.gz", packed[: len(packed) // 2], r"cut\.tar\.gz")


def test_links_and_outward_names_of_an_archive_reach_no_file(tmp_path):
    (tmp_path / "secret.csv").write_text("post_id,account_id\nsecret,1\n")
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as bundle:
        link = tarfile.TarInfo("posts.csv")
        link.type, link.linkname = tarfile.SYMTYPE, str(tmp_path / "secret.csv")
        bundle.addfile(link)
        plain = b"post_id,account_id\np1,1\n"
        for name in ("../outside.csv", "/absolute.csv"):
            info = tarfile.TarInfo(name)
            info.size = len(plain)
            bundle.addfile(info, io.BytesIO(plain))
    done = Imported(tmp_path, {"links.tar": out.getvalue()})
    assert done.rows("select native_id from posts") == [("p1",)]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["links.tar", "secret.csv"]


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE])
@pytest.mark.parametrize("size", [b"\xfe\x00", b"\xfc\x00", b"\x00\x00"])
def test_a_tar_that_runs_in_circles_ends_in_a_sentence(tmp_path, kind, size):
    """A header of negative size leads back to itself (CVE-2025-8194)."""
    info = tarfile.TarInfo("posts.csv")
    info.type = kind
    header = bytearray(info.tobuf(tarfile.GNU_FORMAT))
    header[124:136] = b"\xff" * 10 + size  # minus 512, 1024 or 65,536, in base 256
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    before = as_tar({"posts.csv": "post_id,account_id\np1,1\n"}, packed=False)[:1024]
    data = before + bytes(header) + bytes(4096)
    refused(tmp_path, "circle.tar", data, r"circle\.tar is no sound tar archive")


def test_a_header_of_gigabytes_is_refused(tmp_path):
    info = tarfile.TarInfo("long")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 1 << 32
    data = info.tobuf(tarfile.GNU_FORMAT) + b"x" * 4096
    refused(tmp_path, "long.tar", data, "no sound tar archive")


@pytest.mark.parametrize(("kind", "pack"), [("tar", as_tar), ("zip", as_zip)])
def test_an_archive_on_stdin_asks_for_the_file(tmp_path, kind, pack):
    command = [sys.executable, "-m", "influence", "import", str(tmp_path / "a.db"), "-"]
    done = subprocess.run(command, input=pack(MASTODON), capture_output=True, check=False)
    assert done.returncode == 1
    assert f"- is a {kind} archive, which cannot be read from here" in done.stderr.decode()


def test_a_spreadsheet_is_no_bundle(tmp_path):
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(as_zip({"[Content_Types].xml": "<Types/>", "xl/a.xml": "<a/>"}))
    assert bundles.members_of(str(path)) is None


def test_names_that_would_garble_a_terminal_are_shown_plain(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(as_zip({"posts\x1b[31m.csv": "post_id,account_id\np1,1\n"}))
    (file,) = find_files([str(path)])
    assert file.path == f"{path}: posts?[31m.csv"


def test_gzipped_files_inside_a_bundle_are_read(tmp_path):
    packed = zlib.compressobj(wbits=31)
    data = packed.compress(b"post_id,account_id\np1,1\n") + packed.flush()
    done = Imported(tmp_path, {"a.zip": as_zip({"posts.csv.gz": data})})
    assert done.rows("select native_id from posts") == [("p1",)]


def test_a_followed_list_beside_an_archive_knows_its_owner(tmp_path):
    files = MASTODON | {"following_accounts.csv": FOLLOWING}
    done = Imported(tmp_path, {"a.tar.gz": as_tar(files)})
    assert done.follows() == [(ANN, "ben@oven.example", None)]
