"""Three WordPress blogs on PHP's own web server, with a private MariaDB on a socket."""

import dataclasses
import getpass
import json
import socket

from servers import debian
from servers.installing import installed, once, run
from servers.running import HERE, LOOPBACK, Server
from servers.seeded import Seeded
from servers.wordpress_content import BLOGS, KITCHEN, LOG, PINGED_AT

PROGRAMS = ("mariadb-client-core", "mariadb-server-core")
PROGRAMS += ("php-cli", "php-curl", "php-mbstring", "php-mysql", "php-xml")
VERSION = "6.8.12+dfsg1-0+deb13u1"
PACKAGES = (
    ("trixie", "wordpress", VERSION),
    ("trixie", "wordpress-theme-twentytwentyfive", VERSION),
    ("bookworm", "wordpress-theme-twentytwentyone", "6.1.9+dfsg1-0+deb12u1"),
)
PHP = HERE / "php"
PHP_OPTIONS = ("-d", "memory_limit=256M", "-d", "display_errors=stderr")
SMALL_AND_FAST = (
    "--no-defaults",
    "--skip-networking",
    "--performance-schema=OFF",
    "--innodb-log-file-size=8M",
    "--innodb-buffer-pool-size=64M",
    "--innodb-flush-log-at-trx-commit=0",
    "--innodb-doublewrite=0",
)


class WordPress(Server):
    """The blogs share code, database and port, and are told apart by the host that is asked for."""

    name = "wordpress"
    hosts = tuple(blog.host for blog in BLOGS)
    seeded = Seeded(blogs=BLOGS)

    def install(self):
        debian.require(*PROGRAMS)
        self.root = once(installed() / f"wordpress-{VERSION}", unpack) / "usr/share/wordpress"

    def found(self, folder):
        command = ["mariadb-install-db", "--no-defaults", "--skip-test-db"]
        command += [f"--datadir={folder / 'database'}", f"--user={getpass.getuser()}"]
        run([*command, "--auth-root-authentication-method=normal"], seconds=60)
        (folder / "begin.sql").write_text("create database if not exists wordpress;\n")

    def serve(self, folder):
        self.settings = {
            "WP_CONFIG": str(PHP / "wp-config.php"),
            "WP_DB_SOCKET": str(folder / "socket"),
            "WP_HOSTS": " ".join(self.hosts),
            "WP_PINGED_AT": f"{PINGED_AT:%F %T}",
            "WP_PORT": str(self.port),
            "WP_ROOT": str(self.root),
        }
        places = {"datadir": "database", "socket": "socket", "init-file": "begin.sql"}
        options = [f"--{option}={folder / name}" for option, name in places.items()]
        user = f"--user={getpass.getuser()}"
        self.launch(["mariadbd", *SMALL_AND_FAST, *options, user], folder=folder)
        self.wait_until(lambda: accepts(folder / "socket"), folder=folder)
        command = ["php", *PHP_OPTIONS, "-S", f"{LOOPBACK}:{self.port}", "-t", self.root]
        settings = self.settings | {"PHP_CLI_SERVER_WORKERS": "4"}
        self.launch([*command, PHP / "router.php"], folder=folder, **settings)

    def fill(self):
        for blog in BLOGS:
            described = json.dumps(description(blog))
            self.php("install.php", stdin=described)
            self.php("fill.php", stdin=described)
        for host in self.hosts:
            self.php("ping.php", host)

    def php(self, script, *arguments, stdin=""):
        command = ["php", *PHP_OPTIONS, PHP / script, *arguments]
        run(command, seconds=60, stdin=stdin, **self.settings)


def unpack(folder):
    debian.unpack(folder, *PACKAGES)
    config = folder / "usr/share/wordpress/wp-config.php"
    config.write_text("<?php require getenv('WP_CONFIG');\n")


def accepts(path):
    """Tell whether something listens on a socket."""
    with socket.socket(socket.AF_UNIX) as asking:
        return asking.connect_ex(str(path)) == 0


def description(blog):
    """Return what the scripts in PHP are told of a blog."""
    classic = blog.address == KITCHEN
    return {
        "host": blog.host,
        "title": blog.title,
        "tagline": blog.tagline,
        "theme": "twentytwentyone" if classic else "twentytwentyfive",
        "authors": [dataclasses.asdict(author) for author in blog.authors],
        "posts": [described_post(post) for post in blog.posts],
        "drafts": [described_post(post) for post in blog.drafts],
        "comments": [described_comment(comment, blog.comments) for comment in blog.comments],
        "blogroll": [dataclasses.asdict(entry) for entry in blog.blogroll],
        "pages": [blogroll_page(blog)] if blog.address == LOG else [],
    }


def described_post(post):
    published = f"{post.published:%F %T}"
    return dataclasses.asdict(post) | {
        "published": published,
        "slug": post.slug,
        "html": post.html,
    }


def described_comment(comment, among):
    answers = None if comment.answers is None else among.index(comment.answers)
    return dataclasses.asdict(comment) | {"at": f"{comment.at:%F %T}", "answers": answers}


def blogroll_page(blog):
    items = [
        f'<li><a href="{each.url}" rel="{each.rel}">{each.name}</a></li>' for each in blog.blogroll
    ]
    return {
        "post_title": "Blogroll",
        "post_name": "blogroll",
        "post_content": f"<ul>{''.join(items)}</ul>",
    }
