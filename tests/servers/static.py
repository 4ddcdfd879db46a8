"""Two static blogs by two generators, Nikola and Pelican, behind one web server."""

import sys
from xml.sax.saxutils import quoteattr

from servers.installing import run
from servers.python_packages import python
from servers.running import HERE, LOOPBACK, Server
from servers.seeded import Seeded
from servers.static_content import HEDGEROW_BLOG, TIDES_BLOG

SITES = "sites"


class StaticBlogs(Server):
    """One folder of files a host; what is at one's root is never seen at the other's."""

    name = "static"
    hosts = (HEDGEROW_BLOG.host, TIDES_BLOG.host)
    seeded = Seeded(blogs=(HEDGEROW_BLOG, TIDES_BLOG))

    def install(self):
        self.python = python()

    def found(self, folder):
        self.build_with_nikola(folder / "nikola", folder / SITES, HEDGEROW_BLOG)
        self.build_with_pelican(folder / "pelican", folder / SITES, TIDES_BLOG)

    def build_with_nikola(self, source, sites, blog):
        """RSS of the newest posts, its address relative to the page; a blogroll page and OPML."""
        settings = {
            "BLOG_AUTHOR": blog.authors[0].name,
            "BLOG_TITLE": blog.title,
            "BLOG_DESCRIPTION": blog.tagline,
            "BLOG_EMAIL": "nora@example.org",
            "SITE_URL": f"{blog.address}/",
            "TIMEZONE": "UTC",
            "DEFAULT_LANG": "en",
            "OUTPUT_FOLDER": str(sites / blog.host),
            "POSTS": (("posts/*.md", "posts", "post.tmpl"),),
            "PAGES": (("pages/*.md", "", "page.tmpl"),),
            "COMPILERS": {"markdown": (".md",)},
            "NAVIGATION_LINKS": {"en": (("/blogroll/", "Blogroll"), ("/archive.html", "Archive"))},
            "COMMENT_SYSTEM": "isso",
            "COMMENT_SYSTEM_ID": "http://comments.example/",
            "EXTRA_HEAD_DATA": '<link rel="blogroll" type="text/xml" href="/blogroll.opml">',
            "FEED_LENGTH": blog.feed_length,
        }
        write(source / "conf.py", assignments(settings))
        for post in blog.posts:
            head = f".. title: {post.title}\n.. slug: {post.slug}\n.. tags: {post.tags[0]}\n"
            head += f".. date: {post.published:%F %T} UTC\n"
            write(source / f"posts/{post.slug}.md", f"<!--\n{head}-->\n\n{post.text}\n")
        listed = "".join(f"- [{each.name}]({each.url})\n" for each in blog.blogroll)
        head = ".. title: Blogroll\n.. slug: blogroll\n"
        write(source / "pages/blogroll.md", f"<!--\n{head}-->\n\n{listed}")
        write(source / "files/blogroll.opml", opml(blog))
        run([self.python, "-m", "nikola", "build", "-q"], seconds=120, cwd=source)

    def build_with_pelican(self, source, sites, blog):
        """Atom and RSS of every post; the blogroll stands in the sidebar of every page."""
        settings = {
            "AUTHOR": blog.authors[0].name,
            "SITENAME": blog.title,
            "SITESUBTITLE": blog.tagline,
            "SITEURL": blog.address,
            "PATH": "content",
            "OUTPUT_PATH": str(sites / blog.host),
            "TIMEZONE": "UTC",
            "DEFAULT_LANG": "en",
            "DEFAULT_PAGINATION": 10,
            "FEED_ALL_ATOM": "feeds/all.atom.xml",
            "FEED_ALL_RSS": "feeds/all.rss.xml",
            "FEED_DOMAIN": blog.address,
            "LINKS": tuple((each.name, each.url) for each in blog.blogroll),
        }
        write(source / "pelicanconf.py", assignments(settings))
        for post in blog.posts:
            head = f"Title: {post.title}\nSlug: {post.slug}\nTags: {post.tags[0]}\n"
            head += f"Date: {post.published:%F %T}\n"
            write(source / f"content/{post.slug}.md", f"{head}\n{post.text}\n")
        run([self.python, "-m", "pelican", "-q", "--fatal=warnings"], seconds=120, cwd=source)

    def serve(self, folder):
        command = [sys.executable, HERE / "files.py", folder / SITES, LOOPBACK, str(self.port)]
        self.launch(command, folder=folder)


def assignments(settings):
    return "".join(f"{name} = {value!r}\n" for name, value in settings.items())


def opml(blog):
    outlines = "".join(
        f'<outline type="rss" text={quoteattr(each.name)} xmlUrl={quoteattr(each.url + "feed/")}'
        f" htmlUrl={quoteattr(each.url)}/>\n"
        for each in blog.blogroll
    )
    return f'<?xml version="1.0"?>\n<opml version="2.0"><body>\n{outlines}</body></opml>\n'


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
