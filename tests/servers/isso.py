"""The comment server Isso, for the static blog whose pages embed it."""

import json
import sqlite3
from urllib.parse import quote, urlsplit

from servers.python_packages import python
from servers.running import LOOPBACK, Server
from servers.seeded import Seeded
from servers.static_content import COMMENTS, HEDGEROW

CONFIG = """\
[general]
dbpath = {folder}/comments.db
host = {blog}/
[server]
listen = http://{address}:{port}/
public-endpoint = http://{host}
[guard]
enabled = false
[moderation]
enabled = false
[rss]
base = {blog}/
"""


class Isso(Server):
    """The comments on a blog, under a host of their own."""

    name = "isso"
    hosts = ("comments.example",)
    seeded = Seeded(comments=COMMENTS)

    def install(self):
        self.program = python().with_name("isso")

    def serve(self, folder):
        settings = CONFIG.format(
            folder=folder, blog=HEDGEROW, host=self.hosts[0], address=LOOPBACK, port=self.port
        )
        (folder / "isso.cfg").write_text(settings)
        self.launch([self.program, "-c", "isso.cfg", "run"], folder=folder)

    def fill(self):
        """Write the comments as their authors would, then the times at which they wrote them."""
        ids = {}
        for comment in COMMENTS:
            ids[comment] = self.write(comment, ids.get(comment.answers))
        with sqlite3.connect(self.folder / "comments.db") as database:
            times = [(comment.at.timestamp(), number) for comment, number in ids.items()]
            database.executemany("update comments set created = ? where id = ?", times)
        database.close()

    def write(self, comment, parent):
        kept = {
            "author": comment.author,
            "email": "reader@example.org",
            "website": comment.author_url,
            "text": comment.text,
            "parent": parent,
            "title": "A post",
        }
        answer = self.ask(
            f"http://{self.hosts[0]}/new?uri={quote(urlsplit(comment.post).path)}",
            data=json.dumps(kept).encode(),
            headers={"Content-Type": "application/json", "Origin": HEDGEROW},
        )
        if answer.status >= 400:
            raise RuntimeError(f"{comment.text} {answer.status} {answer.text[:500]}")
        return json.loads(answer.text)["id"]
