"""Answers as text and trees: the charset, and what is refused before a parser sees it.

A document is written by strangers. It may be no text, nested without end, or grow as it is read;
each of these ends in AnswerUnusable. What takes too long or too much memory all the same is ended
by ``crawlers.sandbox``, in whose workers these functions are called.
"""

import json
import re
from typing import Any, Final

from lxml import etree

from crawlers.answers import Answer, shown
from crawlers.charsets import decoded
from crawlers.elements import local_name
from crawlers.errors import AnswerUnusable

DEEPEST: Final = 400
"""Elements within elements; the real web stays below 100."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_BEFORE_ROOT = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!DOCTYPE", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_FIRST = 4_096
_TOO_DEEP = etree.XPath("/*" * (DEEPEST + 1))


def media_type(answer: Answer) -> str:
    """Return what the host says it sent, such as ``text/html``; empty where it does not say.

    >>> media_type(Answer("https://a.example/", 200, {"content-type": "Text/HTML; x"}, b"", ""))
    'text/html'
    """
    return answer.headers.get("content-type", "").partition(";")[0].strip().lower()


def text_of(answer: Answer) -> str:
    r"""Return the body as text, without control characters and byte order mark.

    The charset is looked for in this order: byte order mark, header, what the document says of
    itself, UTF-8, a guess. A charset that does not fit what was sent is passed over.

    Raises
    ------
    AnswerUnusable
        Where the body is no text.

    Examples
    --------
    >>> text_of(Answer("https://a.example/", 200, {}, "\ufeffpão\0".encode(), ""))
    'pão'
    """
    text = decoded(answer.body, answer.headers.get("content-type", ""))
    head = text[:_FIRST]
    if len(_CONTROLS.findall(head)) > len(head) // 20 + 8:
        raise AnswerUnusable(f"{shown(answer.url)} is no text.")
    return _CONTROLS.sub("", text)


def checked_tree(answer: Answer) -> etree._Element:
    """Return the body, HTML, as a tree.

    A page without any element is a tree of one empty ``html``.

    Raises
    ------
    AnswerUnusable
        Where the body is no text, or is nested deeper than ``DEEPEST``.
    """
    # huge_tree, since a page nested deeper than 256 is cut without a word otherwise.
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, no_network=True)
    root = _parsed(text_of(answer).encode(), parser)
    if root is None:
        return etree.Element("html")
    if _TOO_DEEP(root):
        raise AnswerUnusable(_deep(answer.url))
    return root


def checked_xml(answer: Answer) -> etree._Element:
    """Return the root of the body as XML; what is not well-formed is mended where that is possible.

    Entities other than XML's own five are not read.

    Raises
    ------
    AnswerUnusable
        Where the body is no text, declares entities, is nested deeper than 256 elements (the limit
        of libxml2, which would cut the rest), holds no XML at all, or is HTML.
    """
    text = text_of(answer)
    refuse_entities(text, answer.url)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        recover=True,
        remove_comments=True,
        remove_pis=True,
    )
    root = _parsed(text.strip().encode(), parser)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        raise AnswerUnusable(_deep(answer.url, 256))
    if root is None or not isinstance(root.tag, str):
        raise AnswerUnusable(f"{shown(answer.url)} is no XML.")
    if local_name(root) == "html":
        raise AnswerUnusable(f"{shown(answer.url)} is HTML where XML was expected.")
    return root


def checked_json(answer: Answer) -> Any:  # noqa: ANN401  # JSON is anything
    r"""Return the value of the body as JSON, in whose texts no half of a character is left.

    Raises
    ------
    AnswerUnusable
        Where the body is no text, no JSON, or nested too deep.

    Examples
    --------
    >>> checked_json(Answer("https://a.example/", 200, {}, rb'["\ud83c"]', ""))
    ['?']
    """
    text = text_of(answer)
    try:
        value = json.loads(text)
        return json.loads(_whole(json.dumps(value, ensure_ascii=False))) if r"\u" in text else value
    except RecursionError as error:
        raise AnswerUnusable(f"{shown(answer.url)} is JSON nested too deep.") from error
    except ValueError as error:
        raise AnswerUnusable(f"{shown(answer.url)} is no JSON: {str(error)[:200]}.") from error


def refuse_entities(text: str, url: str) -> None:
    r"""Raise AnswerUnusable where a document declares entities, which can grow without end.

    Looked for in the first 4 KB, and in the whole declaration of the document's type wherever that
    begins; the words may be written about further down.

    >>> refuse_entities('<!DOCTYPE rss PUBLIC "-//Netscape" "http://a.example/d"><rss/>', "")
    >>> refuse_entities("<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", "https://a.example/")
    Traceback (most recent call last):
    ...
    crawlers.errors.AnswerUnusable: https://a.example/ declares entities.
    """
    found = _BEFORE_ROOT.match(text)
    if _ENTITY.search(text, 0, _FIRST) or (found and _ENTITY.search(text, *found.span())):
        raise AnswerUnusable(f"{shown(url)} declares entities.")
    if found and "[" in text[found.end() : text.find(">", found.end())]:
        inside = text[found.end() : found.end() + 16 * _FIRST]
        if _ENTITY.search(inside.partition("]>")[0]):
            raise AnswerUnusable(f"{shown(url)} declares entities.")


def _parsed(body: bytes, parser: etree.HTMLParser | etree.XMLParser) -> etree._Element | None:
    try:
        return etree.fromstring(body, parser) if body else None
    except (etree.ParserError, etree.XMLSyntaxError):  # nothing in it
        return None


def _deep(url: str, deepest: int = DEEPEST) -> str:
    return f"{shown(url)} is nested deeper than {deepest} elements."


def _whole(text: str) -> str:
    return text.encode(errors="replace").decode()
