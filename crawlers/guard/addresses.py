"""Which addresses are of the public internet.

``ipaddress.is_global`` alone is not enough: it is true of multicast and of addresses that carry a
private one inside (NAT64, 6to4), and differs between versions of Python, so that the networks that
matter are named here (https://www.iana.org/assignments/iana-ipv6-special-registry).
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")
_REFUSED = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16"),
            *("198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3"),
            "168.63.129.16/32",  # the metadata of Azure, at a public address
            *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16"),
            *("3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
        ),
    )
)


def is_public(address: str) -> bool:
    """Return whether an address may be connected to.

    An IPv4 address inside an IPv6 one (mapped, NAT64) decides.

    >>> is_public("93.184.215.14"), is_public("::ffff:127.0.0.1"), is_public("64:ff9b::7f00:1")
    (True, False, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id:
            return False
        parsed = _inside(parsed)
    if any(parsed in network for network in _REFUSED if network.version == parsed.version):
        return False
    return parsed.is_global


def is_loopback(address: str) -> bool:
    """Return whether an address is of this machine.

    >>> is_loopback("127.0.0.2"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return (_inside(parsed) if isinstance(parsed, IPv6Address) else parsed).is_loopback


def _inside(address: IPv6Address) -> IPv4Address | IPv6Address:
    if address.ipv4_mapped:
        return address.ipv4_mapped
    return IPv4Address(int(address) & 0xFFFF_FFFF) if address in _NAT64 else address
