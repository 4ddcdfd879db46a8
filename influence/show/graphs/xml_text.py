"""Text that XML can hold, whatever a name or an address holds."""

import re

_UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f&<>"\ud800-\udfff\ufffe\uffff]')
_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
_HELD = "\t\n\r"
"""Controls that XML 1.0 can hold, though only as references where white space is not kept."""


def escaped(text: str) -> str:
    r"""Return text for an attribute or an element; what XML cannot hold becomes ``\xNN``.

    XML 1.0, section 2.2: no control but tab, line feed and carriage return, not even by number.

    >>> escaped('<a & "b">\n')
    '&lt;a &amp; &quot;b&quot;&gt;&#10;'
    >>> escaped("bell\x07")
    'bell\\x07'
    """
    return _UNSAFE.sub(_reference, text)


def _reference(found: re.Match[str]) -> str:
    character = found[0]
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    if character in _HELD or 0x7F <= code <= 0x9F:
        return f"&#{code};"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
