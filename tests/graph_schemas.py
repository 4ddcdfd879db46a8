"""What a GEXF 1.3 and a GraphML file of ours may hold, as RELAX NG: our own part of the standards.

Written after gexf.rnc (https://github.com/gephi/gexf, specs/1.3) and graphml.xsd
(http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd): names, order, required attributes and
types, of the elements that we write. Neither schema is copied.
"""

from lxml import etree

_TYPES = "".join(f"<value>{kind}</value>" for kind in ("string", "long", "double", "int"))


def _grammar(namespace, start):
    return etree.RelaxNG(
        etree.fromstring(
            f'<element name="{start[0]}" ns="{namespace}" xmlns="http://relaxng.org/ns/structure/1.0"'
            f' datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">{start[1]}</element>'
        )
    )


def _element(name, *content):
    return f'<element name="{name}">{"".join(content) or "<empty/>"}</element>'


def _attribute(name, kind="string"):
    return f'<attribute name="{name}"><data type="{kind}"/></attribute>'


def _fixed(name, value):
    return f'<attribute name="{name}"><value>{value}</value></attribute>'


def _any(content):
    return f"<zeroOrMore>{content}</zeroOrMore>"


def _maybe(content):
    return f"<optional>{content}</optional>"


_CHANNELS = [
    f'<attribute name="{c}"><data type="nonNegativeInteger"><param name="maxInclusive">255</param>'
    "</data></attribute>"
    for c in "rgb"
]
_VALUES = _maybe(
    _element("attvalues", _any(_element("attvalue", _attribute("for"), _attribute("value"))))
)


def _attributes(element):
    return _element(
        "attributes",
        _fixed("class", element),
        _fixed("mode", "static"),
        _any(
            _element(
                "attribute",
                _attribute("id"),
                _attribute("title"),
                f'<attribute name="type"><choice>{_TYPES}</choice></attribute>',
                _maybe(_element("default", "<text/>")),
            )
        ),
    )


GEXF = _grammar(
    "http://gexf.net/1.3",
    (
        "gexf",
        _fixed("version", "1.3")
        + _element("meta", _element("creator", "<text/>"), _element("description", "<text/>"))
        + _element(
            "graph",
            _fixed("defaultedgetype", "directed"),
            _fixed("mode", "static"),
            _attributes("node"),
            _attributes("edge"),
            _element(
                "nodes",
                _attribute("count", "nonNegativeInteger"),
                _any(
                    _element(
                        "node",
                        _attribute("id"),
                        _attribute("label", "token"),
                        _VALUES,
                        _element("size", _attribute("value", "float")),
                        _element("position", *(_attribute(c, "float") for c in "xyz")),
                        _element("color", *_CHANNELS),
                    )
                ),
            ),
            _element(
                "edges",
                _attribute("count", "nonNegativeInteger"),
                _any(
                    _element(
                        "edge",
                        _attribute("source"),
                        _attribute("target"),
                        _attribute("weight", "double"),
                        _VALUES,
                    )
                ),
            ),
        ),
    ),
)

_DATA = _any(_element("data", _attribute("key", "NMTOKEN"), "<text/>"))

GRAPHML = _grammar(
    "http://graphml.graphdrawing.org/xmlns",
    (
        "graphml",
        _element("desc", "<text/>")
        + _any(
            _element(
                "key",
                _attribute("id", "NMTOKEN"),
                '<attribute name="for"><choice><value>node</value><value>edge</value></choice>'
                "</attribute>",
                _attribute("attr.name", "NMTOKEN"),
                f'<attribute name="attr.type"><choice>{_TYPES}</choice></attribute>',
                _maybe(_element("default", "<text/>")),
            )
        )
        + _element(
            "graph",
            _attribute("id", "NMTOKEN"),
            _fixed("edgedefault", "directed"),
            _any(
                _element(
                    "node",
                    _attribute("id", "NMTOKEN"),
                    _maybe(_element("desc", "<text/>")),
                    _DATA,
                )
            ),
            _any(
                _element(
                    "edge",
                    _attribute("source", "NMTOKEN"),
                    _attribute("target", "NMTOKEN"),
                    _DATA,
                )
            ),
        ),
    ),
)
