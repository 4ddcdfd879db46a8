"""A small fediverse: two snac servers and two actors of pubby, which talk to one another."""

import json

from servers.fediverse_content import BEDS, BLOG, FEDERATED, GARDEN, LECTERN, NOTES, VESTRY
from servers.python_packages import python
from servers.running import HERE, LOOPBACK, Server, free_port
from servers.snac import Snac, program, until


class Fediverse(Server):
    """The servers know one another by name, through a proxy that hands requests on.

    It stands in front of them for others too, since snac's own robots.txt refuses everybody;
    ``ports`` are where they are without it.
    """

    name = "fediverse"
    hosts = (GARDEN, BEDS, LECTERN, VESTRY)
    seeded = FEDERATED

    def __init__(self):
        super().__init__()
        self.ports = {}
        self.tokens = {}

    def install(self):
        self.snac, self.python = program(), python()

    def found(self, folder):
        for host in (GARDEN, BEDS):
            self._snac(folder, host).found()
        for host in (LECTERN, VESTRY):
            (folder / host).mkdir()

    def serve(self, folder):
        self.ports = {host: free_port() for host in self.hosts}
        rules = [f"{host}={port}" for host, port in self.ports.items()]
        self.launch([self.python, HERE / "forward.py", str(self.port), *rules], folder=folder)
        proxy = f"http://{LOOPBACK}:{self.port}"
        self.proxied = {"http_proxy": proxy, "no_proxy": ""}
        for host in (GARDEN, BEDS):
            self._snac(folder, host).listen(self.ports[host])
            self.launch([self.snac, "httpd", folder / host], folder=folder, **self.proxied)
        for person, how in ((BLOG, ["rest"]), (NOTES, [])):
            told = [folder / person.host, str(self.ports[person.host]), person.host]
            told += [person.login, person.name, person.bio, *how]
            command = [self.python, HERE / "pubby_app.py", *told]
            self.launch(command, folder=folder, **self.proxied)
        if (folder / "tokens.json").exists():
            self.tokens = json.loads((folder / "tokens.json").read_text())

    def answers(self):
        try:
            return all(
                self.ask(f"http://{host}/.well-known/nodeinfo", seconds=10).status == 200
                for host in self.hosts
            )
        except OSError:
            return False

    def fill(self):
        """Enrol people, have them follow, write what they write, and have others act on it."""
        self.homes = {host: self._snac(self.folder, host) for host in (GARDEN, BEDS)}
        for person in FEDERATED.people:
            if person.host in self.homes:
                self.homes[person.host].enrol(person)
        for actor, target in FEDERATED.follows:
            self.homes[actor.host].follow(actor, self._address_of(target), **self.proxied)
        until(self._all_follow, "everybody to follow")
        written = {}
        for note in FEDERATED.notes:
            written[note] = self._write(note, written)
        acts = [(*each, "reblog") for each in FEDERATED.boosts]
        acts += [(*each, "favourite") for each in FEDERATED.likes]
        for actor, note, act in acts:
            self.homes[actor.host].react(actor, written[note]["uri"], act)
        until(lambda: self._are_counted(written), "all acts to be counted")
        self.tokens = {
            f"{login}@{home.host}": token
            for home in self.homes.values()
            for login, token in home.tokens.items()
        }
        (self.folder / "tokens.json").write_text(json.dumps(self.tokens))

    def _snac(self, folder, host):
        return Snac(self.snac, folder / host, host, self.ask)

    def _address_of(self, person):
        own = person.host in self.homes
        return f"http://{person.host}/{person.login if own else 'ap/actor'}"

    def _all_follow(self):
        return all(
            self._followers_of(person) == sum(person == target for _, target in FEDERATED.follows)
            for person in FEDERATED.people
        )

    def _followers_of(self, person):
        headers = {"Accept": "application/activity+json"}
        home = self._address_of(person)
        told = self.ask(
            home if person.host in (LECTERN, VESTRY) else f"{home}/followers", headers=headers
        )
        said = json.loads(told.text)
        if "followers" in said:
            said = json.loads(self.ask(said["followers"], headers=headers).text)
        return said["totalItems"]

    def _write(self, note, written):
        if note.author.host in self.homes:
            told = {"status": note.written, "visibility": note.visibility}
            if note.answers:
                told["in_reply_to_id"] = written[note.answers]["id"]
            if note.warning:
                told |= {"spoiler_text": note.warning, "sensitive": "true"}
            return self.homes[note.author.host].api("POST", "statuses", note.author, **told)
        number = sum(each.author == note.author for each in written)
        address = f"http://{note.author.host}/posts/{number}"
        said = {"id": address, "content": f"<p>{note.written}</p>", "tags": note.tags}
        told = self.ask(
            f"http://{note.author.host}/publish",
            data=json.dumps(said).encode(),
            headers={"Content-Type": "application/json"},
        )
        if told.status != 200:
            raise RuntimeError(f"{address} {told.status} {told.text[:500]}")
        return {"uri": address}

    def _are_counted(self, written):
        """Tell whether what happened elsewhere has come back to the home of each post."""
        acts = (("reblogs_count", FEDERATED.boosts), ("favourites_count", FEDERATED.likes))
        for note in {note for _, made in acts for _, note in made}:
            home = self.homes[note.author.host]
            said = home.api("GET", f"statuses/{written[note]['id']}", note.author)
            for count, made in acts:
                if said[count] != sum(each == note for _, each in made):
                    return False
        return True
