"""The charset of a document: what it says, what its host says, and what its bytes say.

Names mean what browsers take them for (https://encoding.spec.whatwg.org/#names-and-labels): pages
that say ISO-8859-1 are written in Windows-1252. Only charsets of the web are known, since Python
also calls ``unicode_escape`` and the like by that word, some of which are slow on purpose-made
bytes.
"""

import re
from collections.abc import Iterator

from bs4.dammit import EncodingDetector
from charset_normalizer import from_bytes

_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "l1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "gb_2312-80", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "ks_c_5601", "euc-kr", "korean"), "cp949"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("iso-8859-9", "latin5", "latin-5"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **dict.fromkeys(("utf8", "utf-8", "unicode-1-1-utf-8", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("utf-16", "utf-16le"), "utf-16-le"),
    **dict.fromkeys(("macintosh", "x-mac-roman"), "mac-roman"),
    "utf-16be": "utf-16-be",
    "koi8-ru": "koi8-u",
    "x-mac-cyrillic": "mac-cyrillic",
}
_AS_NAMED = re.compile(
    r"windows-125[0-8]|cp125[0-8]|iso-?8859-(?:[2-8]|1[03-6])|koi8-[ru]|ibm866|cp866|gb18030"
    r"|euc-jp|iso-2022-jp|euc-kr"
)
_IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_FIRST = 1_024
_GUESSED = 1 << 16
_FEW = 200


def decoded(body: bytes, content_type: str) -> str:
    r"""Return a document as text, whatever it is written in.

    The first charset wins that fits every byte, of: the one that the header names, that which the
    document names in its first KB, UTF-8. Where none does (one broken letter in a long page), the
    first wins that fits all but a few; else the bytes are guessed at.

    >>> decoded("Brötchen".encode("cp1252"), "text/html; charset=iso-8859-1")
    'Brötchen'
    >>> decoded('<meta charset="gb2312">面包'.encode("gb18030"), "text/html")
    '<meta charset="gb2312">面包'
    >>> decoded("Brötchen".encode(), "text/html; charset=ascii-ish")
    'Brötchen'
    """
    body, marked = EncodingDetector.strip_byte_order_mark(body)
    if marked is not None:
        return body.decode(marked, "replace")
    charsets = list(dict.fromkeys((*_named(body, content_type), "utf-8")))
    for charset in charsets:
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    for charset in charsets:
        text = body.decode(charset, "replace")
        if text.count("\ufffd") <= len(text) // _FEW:
            return text
    guess = from_bytes(body[:_GUESSED]).best()
    return body.decode(guess.encoding if guess else "cp1252", "replace")


def _named(body: bytes, content_type: str) -> Iterator[str]:
    """Yield the charsets that the header and the document name, as what browsers take them for."""
    if found := _IN_HEADER.search(content_type):
        yield from _meant(found[1])
    name = EncodingDetector.find_declared_encoding(body[:_FIRST], is_html=True)
    if name and not name.startswith("utf-16"):  # it could not have been read, were it true
        yield from _meant(name)


def _meant(name: str) -> Iterator[str]:
    label = name.lower()
    if label in _MEANT:
        yield _MEANT[label]
    elif _AS_NAMED.fullmatch(label):
        yield label
