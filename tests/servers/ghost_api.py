"""Writing a blog into Ghost through its own Admin API."""

import json
from http.cookies import SimpleCookie

EMAIL, PASSWORD = "hana@example.org", "correct horse battery staple 9"
OPEN = {"comments_enabled": "all", "recommendations_enabled": True, "members_signup_access": "all"}


class Admin:
    """The owner of a blog, signed in to a server that was just set up."""

    def __init__(self, server, blog):
        self.server = server
        self.root = f"{blog.address}/ghost/api/admin"
        self.headers = {"Content-Type": "application/json", "Origin": blog.address}
        (owner,) = blog.authors
        about = {"name": owner.name, "blogTitle": blog.title, "email": EMAIL, "password": PASSWORD}
        self.request("authentication/setup/", {"setup": [about]})
        signed_in = self.request("session/", {"username": EMAIL, "password": PASSWORD})
        cookies = SimpleCookie(signed_in.headers["Set-Cookie"])
        self.headers["Cookie"] = "; ".join(f"{key}={each.value}" for key, each in cookies.items())

    def request(self, path, content=None, method=None):
        data = None if content is None else json.dumps(content).encode()
        url = f"{self.root}/{path}"
        answer = self.server.ask(url, data=data, method=method, headers=self.headers)
        if answer.status >= 400:
            raise RuntimeError(f"{method or ''} {path}: {answer.status} {answer.text[:500]}")
        return answer

    def write(self, kind, item, options=""):
        """Write one thing of a kind and return it as Ghost keeps it."""
        return json.loads(self.request(f"{kind}/{options}", {kind: [item]}).text)[kind][0]


def fill(server, blog):
    """Write everything that a blog is to hold into an empty Ghost."""
    admin = Admin(server, blog)
    settings = OPEN | {"description": blog.tagline}
    listed = [{"key": key, "value": value} for key, value in settings.items()]
    admin.request("settings/", {"settings": listed}, method="PUT")
    remove_what_ghost_comes_with(admin)
    posts = {post.url: write_post(admin, post) for post in blog.posts}
    write_comments(admin, blog.comments, posts)
    for entry in blog.recommendations:
        about = {"title": entry.name, "url": entry.url, "one_click_subscribe": False}
        admin.write("recommendations", about)


def remove_what_ghost_comes_with(admin):
    for post in json.loads(admin.request("posts/?limit=all").text)["posts"]:
        admin.request(f"posts/{post['id']}/", method="DELETE")


def write_post(admin, post):
    kept = {
        "title": post.title,
        "slug": post.slug,
        "html": post.html,
        "status": "published",
        "visibility": post.access,
        "tags": post.tags,
        "published_at": f"{post.published:%FT%T.000Z}",
    }
    written = admin.write("posts", kept, "?source=html")
    if written["url"] != post.url:
        raise RuntimeError(f"{post.url} became {written['url']}")
    return written["id"]


def write_comments(admin, comments, posts):
    ids, members = {}, {}
    for comment in comments:
        if comment.author not in members:
            email = f"{comment.author.lower().replace(' ', '.')}@example.org"
            members[comment.author] = admin.write(
                "members", {"name": comment.author, "email": email}
            )["id"]
        kept = {
            "post_id": posts[comment.post],
            "member_id": members[comment.author],
            "html": f"<p>{comment.text}</p>",
            "created_at": f"{comment.at:%FT%T.000Z}",
        }
        if comment.answers:
            kept["parent_id"] = ids[comment.answers]
        ids[comment] = admin.write("comments", kept)["id"]
