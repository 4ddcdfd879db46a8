"""Elements of a document, whichever parser made them."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


def local_name(element: "etree._Element") -> str:
    """Return the name of an element without its vocabulary, in small letters; none of a comment.

    Broken documents have elements of names that lxml itself refuses to take apart.
    """
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""
