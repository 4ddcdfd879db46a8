"""Writing a network into a PDS, as the programs of its people would."""

import base64
import json
import re
from concurrent.futures import ThreadPoolExecutor

from servers import bluesky_content as content

MAIL, PASSWORD = "example.org", "correct horse battery staple 9"
ADMIN = base64.b64encode(b"admin:admin-pass").decode()  # of dev-env's PDS
POST, PROFILE = "app.bsky.feed.post", "app.bsky.actor.profile"
MARKUP = re.compile(r"#(?P<tag>\w+)|@(?P<handle>[\w-]+\.test)|(?P<link>https?://\S+)")
AT_A_TIME = 4


class Pds:
    """A PDS, and the sessions of those who have an account there."""

    def __init__(self, ask, host):
        self._ask, self._host = ask, host
        self.sessions = {}

    @property
    def dids(self):
        """Return handle -> DID."""
        return {handle: session["did"] for handle, session in self.sessions.items()}

    def call(self, method, told, *, authorization=None):
        """Call a procedure, and return what it answers."""
        headers = {"Content-Type": "application/json"}
        if authorization is not None:
            headers["Authorization"] = authorization
        data = b"" if told is None else json.dumps(told).encode()
        url = f"http://{self._host}/xrpc/{method}"
        answer = self._ask(url, data=data, method="POST", headers=headers)
        if answer.status >= 400:
            raise RuntimeError(f"{method}: {answer.status} {answer.text[:500]}")
        return json.loads(answer.body) if answer.body else {}

    def join(self, person):
        """Make an account."""
        told = {"handle": person.handle, "email": f"{person.handle}@{MAIL}"}
        made = self.call("com.atproto.server.createAccount", told | {"password": PASSWORD})
        self.sessions[person.handle] = made

    def call_as(self, handle, method, told):
        token = self.sessions[handle]["accessJwt"]
        return self.call(method, told, authorization=f"Bearer {token}")

    def write(self, handle, records):
        """Write records of an account, (collection, record) or with a key, in one go.

        Return their addresses, each with the hash of the record, as others name them.
        """
        writes = [
            {
                "$type": "com.atproto.repo.applyWrites#create",
                "collection": collection,
                "value": {"$type": collection, **record},
                **({"rkey": key[0]} if key else {}),
            }
            for collection, record, *key in records
        ]
        told = {"repo": self.dids[handle], "writes": writes}
        made = self.call_as(handle, "com.atproto.repo.applyWrites", told)
        return [{"uri": each["uri"], "cid": each["cid"]} for each in made["results"]]


def fill(pds):
    """Write the whole network; return post by its name -> where it stands."""
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        list(pool.map(pds.join, content.PEOPLE))
        written = list(pool.map(lambda person: begin(pds, person), content.PEOPLE))
        posts = {name: each for own in written for name, each in own.items()}
        write_answers(pds, posts)
        list(pool.map(lambda person: act(pds, person.handle, posts), content.PEOPLE))
    write_lists(pds)
    delete(pds, posts)
    for person in content.PEOPLE:
        leave(pds, person)
    return posts


def begin(pds, person):
    """Write a profile, and the posts that are about no others."""
    named = [post for post in content.ALL_POSTS if post.author == person.handle]
    first = [post for post in named if not (post.answers or post.quotes)]
    records = [(POST, record_of(pds, post, {})) for post in first]
    written = pds.write(person.handle, [(PROFILE, profile_of(person), "self"), *records])
    return dict(zip([post.name for post in first], written[1:], strict=True))


def profile_of(person):
    record = {"displayName": person.name, "description": person.bio}
    if person.labels:
        values = [{"val": label} for label in person.labels]
        record["labels"] = {"$type": "com.atproto.label.defs#selfLabels", "values": values}
    return record | {"createdAt": text_of(content.BEGAN)}


def record_of(pds, post, posts):
    record = {"text": post.text, "langs": ["en"], "createdAt": text_of(post.at)}
    if facets := facets_of(pds, post.text):
        record["facets"] = facets
    if post.answers:
        record["reply"] = {"root": posts[root_of(post)], "parent": posts[post.answers]}
    if post.quotes:
        record["embed"] = {"$type": "app.bsky.embed.record", "record": posts[post.quotes]}
    if post.card:
        external = {"uri": post.card, "title": "A page", "description": ""}
        record["embed"] = {"$type": "app.bsky.embed.external", "external": external}
    return record


def root_of(post):
    """Return the name of the post that a thread begins with."""
    by_name = {each.name: each for each in content.ALL_POSTS}
    while post.answers:
        post = by_name[post.answers]
    return post.name


def facets_of(pds, text):
    """Return what is marked up in a text; places are counted in bytes."""
    facets = []
    for found in MARKUP.finditer(text):
        start = len(text[: found.start()].encode())
        if found["tag"]:
            feature = {"$type": "app.bsky.richtext.facet#tag", "tag": found["tag"]}
        elif found["handle"]:
            did = pds.dids[found["handle"]]
            feature = {"$type": "app.bsky.richtext.facet#mention", "did": did}
        else:
            feature = {"$type": "app.bsky.richtext.facet#link", "uri": found["link"]}
        place = {"byteStart": start, "byteEnd": start + len(found[0].encode())}
        facets.append({"index": place, "features": [feature]})
    return facets


def write_answers(pds, posts):
    """Write the posts that answer or quote others, in their order."""
    for post in content.ALL_POSTS:
        if post.answers or post.quotes:
            (posts[post.name],) = pds.write(post.author, [(POST, record_of(pds, post, posts))])


def act(pds, handle, posts):
    """Write what an account does to others."""
    records = [
        (f"app.bsky.feed.{each.kind}", {"subject": posts[each.post], "createdAt": text_of(each.at)})
        for each in content.MARKS
        if each.actor == handle
    ]
    for name, edges in (("follow", content.FOLLOWS), ("block", content.BLOCKS)):
        records += [
            (
                f"app.bsky.graph.{name}",
                {"subject": pds.dids[each.target], "createdAt": text_of(each.at)},
            )
            for each in edges
            if each.actor == handle
        ]
    if records:
        pds.write(handle, records)


def write_lists(pds):
    made = {"createdAt": text_of(content.BEGAN)}
    for each in content.LISTS:
        purpose = f"app.bsky.graph.defs#{'mod' if each.is_to_mute else 'curate'}list"
        told = {"purpose": purpose, "name": each.name, **made}
        ((listed),) = pds.write(each.owner, [("app.bsky.graph.list", told)])
        records = [
            (
                "app.bsky.graph.listitem",
                {"subject": pds.dids[member], "list": listed["uri"], **made},
            )
            for member in each.members
        ]
        if each.has_pack:
            pack = {"name": f"{each.name}: begin here", "list": listed["uri"], **made}
            records.append(("app.bsky.graph.starterpack", pack))
        pds.write(each.owner, records)


def delete(pds, posts):
    """Write a post, and take it back again."""
    post = content.DELETED
    (written,) = pds.write(post.author, [(POST, record_of(pds, post, posts))])
    *_, key = written["uri"].split("/")
    told = {"repo": pds.dids[post.author], "collection": POST, "rkey": key}
    pds.call_as(post.author, "com.atproto.repo.deleteRecord", told)


def leave(pds, person):
    """Bring an account into the state that it is to be in."""
    if person.state == "deactivated":
        pds.call_as(person.handle, "com.atproto.server.deactivateAccount", {})
    elif person.state == "taken down":
        did = pds.dids[person.handle]
        told = {
            "subject": {"$type": "com.atproto.admin.defs#repoRef", "did": did},
            "takedown": {"applied": True, "ref": "1"},
        }
        method = "com.atproto.admin.updateSubjectStatus"
        pds.call(method, told, authorization=f"Basic {ADMIN}")


def text_of(moment):
    return f"{moment:%Y-%m-%dT%H:%M:%S.000Z}"
