"""The kind ``user``: who an account is, as Firebase has it."""

from collections.abc import Iterator

from crawlers.answers import Visit, shown
from crawlers.cursors import as_cursor
from crawlers.documents import checked_json
from crawlers.errors import AnswerUnusable, PageGone
from crawlers.hackernews.asking import SOURCE, key, name_in, page_of_account, search
from crawlers.hackernews.items import text_in, time_in
from crawlers.json_values import as_object, as_words
from crawlers.words import LONGEST_BIO
from influence.opt_outs import opt_out_tag
from influence.records import Account, Consent, Record, Task

BIO = "bio"


def read(visit: Visit) -> Iterator[Record]:
    """Yield an account, and the visit to what it wrote; nothing more of one that opts out.

    Raises
    ------
    PageGone, AnswerUnusable
        Where there is no such account, or what came is none.
    """
    url, seen_at = visit.answer.url, visit.answer.seen_at
    said = checked_json(visit.answer)
    if said is None:
        raise PageGone(f"{shown(url)} leads to no such account.")
    told = as_object(said)
    name = name_in(told.get("id"))
    if name is None or name != visit.task.site:
        raise AnswerUnusable(f"{shown(url)} is no account of Hacker News.")
    about = as_words(told.get("about")) or ""
    if tag := opt_out_tag(about):
        yield Account(key(name), name, seen_at=seen_at)
        yield Consent(key(name), "deny", f"{tag} in the {BIO}", BIO, seen_at)
        return
    yield Consent(key(name), "unset", None, BIO, seen_at)
    yield Account(
        key(name),
        name,
        url=page_of_account(name),
        bio=text_in(about, LONGEST_BIO),
        created_at=time_in(told.get("created"), seen_at),
        seen_at=seen_at,
    )
    address = search(tags=f"(story,comment,poll),author_{name}")
    cursor = as_cursor(again=True)
    yield Task(SOURCE, "written", address, name, cursor, signals=visit.task.signals)
