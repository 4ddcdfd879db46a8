"""One snac, a small server of the fediverse: its command line, and its API with a token."""

import json
import re
import time
from urllib.parse import quote, urlencode

from servers import debian
from servers.installing import CannotStart, installed, once, run
from servers.running import LOOPBACK

VERSION = "2.75-2~bpo12+1"
SETTINGS = {
    "protocol": "http",
    "show_instance_timeline": True,
    "disable_email_notifications": True,
    "queue_retry_minutes": 1,
    "queue_timeout": 30,
    "queue_timeout_2": 30,
    "timeline_purge_days": 0,
    "num_threads": 24,  # those that deliver wait for others to ask who delivers
}


def program():
    """Return the program, unpacked once."""
    debian.require("libcurl4", "libssl3")
    folder = once(installed() / f"snac-{VERSION.partition('~')[0]}", unpack)
    return folder / "usr/bin/snac"


def unpack(folder):
    debian.unpack(folder, ("bookworm-backports", "snac2", VERSION))


class Snac:
    """An instance in a folder, which answers for one host.

    ``ask`` asks it for an address of that host, as ``Server.ask`` does.
    """

    def __init__(self, command, folder, host, ask):
        self.command = command
        self.folder = folder
        self.host = host
        self.tokens = {}
        self._ask = ask

    def found(self):
        answers = f"{LOOPBACK}\n1\n{self.host}\n\nadmin@{self.host}\n"
        run([self.command, "init", self.folder], seconds=30, stdin=answers)
        self._change(self.folder / "server.json", **SETTINGS)

    def listen(self, port):
        """Have it answer at a port from its next start on."""
        self._change(self.folder / "server.json", port=port)

    def enrol(self, person):
        """Add somebody, who shows strangers how many follow."""
        added = [self.command, "adduser", self.folder, person.login]
        said = run(added, seconds=60, stdin=f"{person.name}\n\n")
        password = re.search(r"User password is (\S+)", said)[1]
        asked = {"login": person.login, "passwd": password}
        told = self._asked("POST", "/oauth/x-snac-get-token", data=asked)
        self.tokens[person.login] = told.text.strip()
        profile = {"display_name": person.name, "note": person.bio}
        self.api("PATCH", "accounts/update_credentials", person, **profile)
        self._change(self.folder / f"user/{person.login}/user.json", show_contact_metrics=True)

    def follow(self, person, address, **environment):
        """Have somebody follow the account of an address, wherever it is at home."""
        command = [self.command, "follow", self.folder, person.login, address]
        run(command, seconds=60, **environment)

    def api(self, method, path, person, **data):
        """Return what the API answers somebody."""
        told = self._asked(method, f"/api/v1/{path}", person=person, data=data)
        if told.status >= 400:
            raise RuntimeError(f"{self.host}: {method} {path} {told.status} {told.text[:500]}")
        return json.loads(told.text)

    def react(self, person, address, act):
        """Have somebody boost or like a post, once it has reached the person's own timeline."""
        path = f"/api/v2/search?resolve=true&q={quote(address, safe='')}"

        def done():
            told = self._asked("GET", path, person=person)
            found = json.loads(told.text)["statuses"] if told.status == 200 else []
            return any(
                self._asked("POST", f"/api/v1/statuses/{each['id']}/{act}", person=person).status
                == 200
                for each in found
            )

        until(done, f"{person.handle} to {act} {address}")

    def _asked(self, method, path, *, person=None, data=None):
        headers = {"Authorization": f"Bearer {self.tokens[person.login]}"} if person else {}
        body = None if method == "GET" else urlencode(data or {"": ""}).encode()
        url = f"http://{self.host}{path}"
        return self._ask(url, method=method, data=body, headers=headers)

    def _change(self, path, **settings):
        path.write_text(json.dumps(json.loads(path.read_text()) | settings, indent=1))


def until(is_done, what, seconds=150):
    """Wait until something has come about; servers deliver to one another when they come to it."""
    ends = time.monotonic() + seconds
    while not is_done():
        if time.monotonic() > ends:
            raise CannotStart(f"Waited {seconds} s for {what}.")
        time.sleep(0.1)
