"""mastodon_mock, written by others after Mastodon's documentation: plain, and with a limit."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from shutil import copyfile
from urllib.parse import urlencode

from servers.fediverse_content import LANES, MOCKED
from servers.python_packages import python
from servers.running import HERE, LOOPBACK, Server, free_port

TOLL = "toll.example"
LIMIT, SECONDS = 20, 2
WRITTEN_FROM = datetime(2026, 3, 1, 8, tzinfo=UTC)
"""When the first post was written, each later one an hour after; boosts came a month later."""

CONFIG = """\
domain = "{host}"
url_scheme = "http"
[database]
path = "{folder}/{host}.db"
[ratelimit]
enabled = {is_limited}
limit = {limit}
window_seconds = {seconds}
"""
ACCOUNT = """\
[[seed.accounts]]
username = "{login}"
display_name = "{name}"
note = "{bio}"
bot = {is_bot}
access_token = "{login}"
"""


class MastodonMock(Server):
    """The same community under two names; the second host answers only so often in a while."""

    name = "mastodon-mock"
    hosts = (LANES, TOLL)
    seeded = MOCKED

    def __init__(self):
        super().__init__()
        self.ports = {}

    @property
    def addresses(self):
        return {host: (LOOPBACK, port) for host, port in self.ports.items()}

    def install(self):
        self.python = python()

    def serve(self, folder):
        self.ports = {LANES: self.port, TOLL: free_port()}
        if (folder / f"{LANES}.db").exists():
            copyfile(folder / f"{LANES}.db", folder / f"{TOLL}.db")
        for host in self.hosts:
            limits = {"limit": LIMIT, "seconds": SECONDS, "is_limited": str(host == TOLL).lower()}
            config = CONFIG.format(host=host, folder=folder, **limits)
            accounts = [
                ACCOUNT.format(
                    login=each.login, name=each.name, bio=each.bio, is_bot=str(each.is_bot).lower()
                )
                for each in MOCKED.people
            ]
            (folder / f"{host}.toml").write_text(config + "".join(accounts))
            # -P, since this folder has a module of the name of theirs.
            command = [self.python, "-P", HERE / "mastodon_mock_app.py", folder / f"{host}.toml"]
            self.launch([*command, str(self.ports[host])], folder=folder)

    def answers(self):
        try:
            return all(
                self.ask(f"http://{host}/health", seconds=10).status == 200 for host in self.hosts
            )
        except OSError:
            return False

    def fault(self, path, effect, count=1, host=LANES):
        """Have the next requests for a path fail in some way."""
        rule = {"match": {"path": path}, "effect": effect, "count": count}
        url, headers = f"http://{host}/api/v1/_mock/faults", {"Content-Type": "application/json"}
        read(self.ask(url, data=json.dumps(rule).encode(), headers=headers), path)

    def fill(self):
        """Have everybody follow, write and act, then set what the API has no way to set."""
        self.ids = {
            each: self._api(each, "GET", "accounts/verify_credentials")["id"]
            for each in MOCKED.people
        }
        for actor, target in MOCKED.follows:
            self._api(actor, "POST", f"accounts/{self.ids[target]}/follow")
        for actor, target in MOCKED.endorsements:
            self._api(actor, "POST", f"accounts/{self.ids[target]}/endorse")
        written = {}
        for note in MOCKED.notes:
            told = {"status": note.written, "visibility": note.visibility}
            if note.answers:
                told["in_reply_to_id"] = written[note.answers]
            written[note] = self._api(note.author, "POST", "statuses", **told)["id"]
        for act, acts in (("reblog", MOCKED.boosts), ("favourite", MOCKED.likes)):
            for actor, note in acts:
                self._api(actor, "POST", f"statuses/{written[note]}/{act}")
        self._set(written)

    def _set(self, written):
        database = sqlite3.connect(self.folder / f"{LANES}.db")
        with database:
            for person, native_id in self.ids.items():
                said = {"discoverable": True, "indexable": False} | person.wishes
                database.execute(
                    "update accounts set discoverable = ?, indexable = ? where id = ?",
                    (said["discoverable"], said["indexable"], int(native_id)),
                )
            for note, native_id in written.items():
                at = f"{time_of(note):%F %T}.000000"
                database.execute(
                    "update statuses set created_at = ? where id = ?", (at, int(native_id))
                )
            for actor, note in MOCKED.boosts:
                at = f"{time_of_boost(actor, note):%F %T}.000000"
                database.execute(
                    "update statuses set created_at = ? where reblog_of_id = ? and account_id = ?",
                    (at, int(written[note]), int(self.ids[actor])),
                )
        database.close()

    def _api(self, person, method, path, **data):
        headers = {"Authorization": f"Bearer {person.login}"}
        body = None if method == "GET" else urlencode(data).encode()
        url = f"http://{LANES}/api/v1/{path}"
        return read(self.ask(url, method=method, data=body, headers=headers), path)


def read(answer, path):
    if answer.status >= 400:
        raise RuntimeError(f"{path} {answer.status} {answer.text[:500]}")
    return json.loads(answer.text)


def time_of(note):
    """Return when a post was written."""
    return WRITTEN_FROM + timedelta(hours=MOCKED.notes.index(note))


def time_of_boost(actor, note):
    """Return when somebody boosted a post."""
    return WRITTEN_FROM + timedelta(days=30 + MOCKED.boosts.index((actor, note)))
