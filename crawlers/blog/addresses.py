"""Which addresses are of one site, where its home is, and which hosts hold no blogs."""

import re
from urllib.parse import urlsplit

from influence.urls import site_of

_NO_BLOGS = frozenset(
    (
        # encyclopaedias, archives, standards, papers
        *("wikipedia.org", "wikimedia.org", "wiktionary.org", "wikidata.org", "wikiquote.org"),
        *(
            "wikisource.org",
            "fandom.com",
            "archive.org",
            "archive.is",
            "archive.ph",
            "archive.today",
        ),
        *("doi.org", "arxiv.org", "w3.org", "ietf.org", "rfc-editor.org", "creativecommons.org"),
        *("whatwg.org", "mozilla.org", "gnu.org", "britannica.com", "imdb.com", "goodreads.com"),
        *("openstreetmap.org", "jstor.org", "nih.gov", "researchgate.net", "scholar.google.com"),
        # code
        *("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "sourceforge.net", "sr.ht"),
        *("crates.io", "docs.rs", "rubygems.org", "packagist.org"),
        *("stackoverflow.com", "stackexchange.com", "superuser.com", "serverfault.com"),
        *("readthedocs.io", "readthedocs.org", "pkg.go.dev", "hub.docker.com", "codepen.io"),
        *(
            "jsfiddle.net",
            "gist.github.com",
            "githubusercontent.com",
            "play.rust-lang.org",
            "travis-ci.org",
        ),
        # shops and money
        *("ebay.com", "ebay.co.uk", "ebay.de", "etsy.com", "aliexpress.com", "walmart.com"),
        *("target.com", "bookshop.org", "ikea.com", "myshopify.com", "gumroad.com", "bestbuy.com"),
        *("paypal.com", "paypal.me", "patreon.com", "ko-fi.com", "buymeacoffee.com", "stripe.com"),
        *(
            "gofundme.com",
            "kickstarter.com",
            "indiegogo.com",
            "opencollective.com",
            "liberapay.com",
        ),
        *("booking.com", "airbnb.com", "tripadvisor.com", "eventbrite.com", "meetup.com"),
        *("amzn.to", "a.co", "redbubble.com", "zazzle.com", "teespring.com", "storenvy.com"),
        # social networks, video, sound
        *("facebook.com", "fb.com", "fb.me", "instagram.com", "twitter.com", "x.com", "tiktok.com"),
        *("linkedin.com", "snapchat.com", "threads.net", "threads.com", "bsky.app", "reddit.com"),
        *("redd.it", "discord.com", "discord.gg", "discordapp.com", "t.me", "telegram.org"),
        *(
            "whatsapp.com",
            "wa.me",
            "signal.org",
            "youtube.com",
            "youtu.be",
            "vimeo.com",
            "twitch.tv",
        ),
        *("spotify.com", "apple.com", "soundcloud.com", "bandcamp.com", "last.fm", "flickr.com"),
        *(
            "quora.com",
            "vk.com",
            "weibo.com",
            "xing.com",
            "keybase.io",
            "gravatar.com",
            "imgur.com",
        ),
        *(
            "linktr.ee",
            "about.me",
            "disqus.com",
            "blogger.com",
            "news.ycombinator.com",
            "lobste.rs",
        ),
        *("slideshare.net", "speakerdeck.com", "letterboxd.com", "strava.com", "ravelry.com"),
        *("pinterest.com", "skype.com", "zoom.us", "slack.com", "digg.com", "mixcloud.com"),
        # tools, hosts and what makes blogs
        *("wordpress.org", "automattic.com", "ghost.org", "jekyllrb.com", "gohugo.io", "hexo.io"),
        *(
            "getpelican.com",
            "getnikola.com",
            "11ty.dev",
            "python.org",
            "cloudflare.com",
            "nginx.org",
        ),
        *(
            "microsoft.com",
            "adobe.com",
            "dropbox.com",
            "typeform.com",
            "mailchimp.com",
            "calendly.com",
        ),
        *("list-manage.com", "feedburner.com", "feedly.com", "bloglovin.com", "inoreader.com"),
        *("webring.xxiivv.com", "statcounter.com", "histats.com", "goo.gl", "bit.ly", "t.co"),
        *(
            "tinyurl.com",
            "ow.ly",
            "buff.ly",
            "is.gd",
            "dlvr.it",
            "lnkd.in",
            "t.ly",
            "rb.gy",
            "amzn.eu",
        ),
    )
)
_NO_BLOG_NAMES = re.compile(
    r"(?:.+\.)?(?:npmjs|pypi|debian|amazon|google|yahoo|bing|yandex|baidu|duckduckgo|ecosia|qwant|ebay|pinterest)"
    r"\.(?:com?\.)?[a-z]{2,3}"
)
"""Names that have a host in every country, or of every kind."""


def is_no_blog(address: str) -> bool:
    """Return whether the host is known to hold no blogs: shops, networks, code, encyclopaedias.

    >>> is_no_blog("https://de.wikipedia.org/wiki/Roggen"), is_no_blog("https://www.amazon.de/dp/1")
    (True, True)
    >>> is_no_blog("https://mastodon.example/@anna"), is_no_blog("https://medium.com/@anna")
    (True, False)
    """
    site = site_of(address)
    if site is None:
        return True
    host, _, path = site.removeprefix("https://").partition("/")
    labels = host.split(".")
    above = {".".join(labels[start:]) for start in range(len(labels) - 1)}
    if above & _NO_BLOGS or _NO_BLOG_NAMES.fullmatch(host):
        return True
    return path.startswith("@") and host not in {"medium.com", "substack.com", "velog.io"}


def is_within(address: str, site: str) -> bool:
    """Return whether an address is one of a site, with ``www.`` or without.

    >>> is_within("http://www.anna.example/rye", "https://anna.example/")
    True
    """
    return bare(site_of(address) or "") == bare(site)


def bare(site: str) -> str:
    """Return a site without scheme and ``www.``."""
    return site.removeprefix("https://").removeprefix("www.")


def home_of(address: str) -> str | None:
    """Return where the blog of an address is found: its root, by the scheme and port of a link.

    >>> home_of("http://anna.example:8080/2024/rye/?p=1")
    'http://anna.example:8080/'
    >>> home_of("https://medium.com/@anna/rye-1f")
    'https://medium.com/@anna'
    """
    site = site_of(address)
    if site is None:
        return None
    parts = urlsplit(address)
    host, _, path = site.removeprefix("https://").partition("/")
    if host != (parts.hostname or "").rstrip("."):
        return site
    try:
        port = parts.port
    except ValueError:
        return site
    is_usual = port in {None, 80, 443}
    return f"{parts.scheme}://{host}{'' if is_usual else f':{port}'}/{path}"
