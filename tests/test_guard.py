"""Which addresses a crawl may ask for, and how much of an answer it takes in."""

import gzip
import zlib

import httpcore
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import NotAllowed
from crawlers.guard import Blocked, Guard, GuardedBackend, Inflated, TooLarge, parse_mapping
from crawlers.guard.addresses import is_loopback, is_public
from crawlers.guard.connecting import NoAddress
from crawlers.guard.inflating import NotInflatable
from influence.errors import UsageError

PUBLIC = ["93.184.215.14", "1.1.1.1", "2606:4700::6810:84e5", "::ffff:8.8.8.8", "64:ff9b::808:808"]
ANY_HOST = "0.0.0.0"  # noqa: S104  # it is refused
PRIVATE = [
    *(ANY_HOST, "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.9.9.9"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1"),
    *("192.88.99.1", "192.168.1.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.7"),
    *("224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"),
    *("2001:20::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "5f00::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1"),
    *("ff0e::1", "", "localhost", "1.2.3", "0x7f.1"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address):
    assert is_public(address)
    assert not is_loopback(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_any_other_address_is_not(address):
    assert not is_public(address)


REFUSED = [
    ("http://127.0.0.1/", "not public"),
    ("http://0x7f.1/", "leads to 127.0.0.1"),
    ("http://0x7f000001/", "leads to 127.0.0.1"),
    ("http://2130706433/", "leads to 127.0.0.1"),
    ("http://017700000001/", "leads to 127.0.0.1"),
    ("http://127.1/", "leads to 127.0.0.1"),
    ("http://0/", "leads to 0.0.0.0"),
    ("http://0xa9fea9fe/", "leads to 169.254.169.254"),
    ("http://127。0。0。1/", "leads to 127.0.0.1"),
    ("http://１２７．０．０．１/", "leads to 127.0.0.1"),  # noqa: RUF001
    ("http://①②⑦.⓪.⓪.①/", "leads to 127.0.0.1"),
    ("http://127.0.0.1./", "leads to 127.0.0.1"),
    ("http://[::1]/", "not public"),
    ("http://[::ffff:127.0.0.1]/", "not public"),
    ("http://[::ffff:7f00:1]/", "not public"),
    ("http://[64:ff9b::7f00:1]/", "not public"),
    ("http://[2002:7f00:1::]/", "not public"),
    ("http://[fe80::1%25eth0]/", "not public"),
    ("http://[ff02::1]/", "not public"),
    ("http://169.254.169.254/latest/meta-data/", "not public"),
    ("http://metadata.google.internal/", "not of the public web"),
    ("http://localhost/", "not of the public web"),
    ("http://localhost./", "not of the public web"),
    ("http://anna.localhost/", "not of the public web"),
    ("http://LOCALHOST:80/", "not of the public web"),
    ("http://router/", "not of the public web"),
    ("http://router.local/", "not of the public web"),
    ("http://a.onion/", "not of the public web"),
    ("http://a.home.arpa/", "not of the public web"),
    ("http://a.test/", "not of the public web"),
    ("http://a.invalid/", "not of the public web"),
    ("ftp://anna.example/", "no address of the web"),
    ("file:///etc/passwd", "no address of the web"),
    ("gopher://anna.example/", "no address of the web"),
    ("data:text/html,x", "no address of the web"),
    ("javascript:alert(1)", "no address of the web"),
    ("//anna.example/", "no address of the web"),
    ("http:///", "no address of the web"),
    ("", "no address of the web"),
    ("http://anna:rye@anna.example/", "name or password"),
    ("http://anna.example@127.0.0.1/", "name or password"),
    ("http://127.0.0.1\\@anna.example/", "name or password"),
    ("http://127.0.0.1\\.anna.example/", "no name of a host"),
    ("http://anna.example:22/", "port 22"),
    ("http://anna.example:8080/", "port 8080"),
    ("http://anna.example:99999/", "no address"),
    ("http://anna.example:x/", "no address"),
    ("http://[::1/", "no address"),
    ("http://anna%2eexample/", "no name of a host"),
    ("http://127%2e0%2e0%2e1/", "no name of a host"),
    ("http://an na.example/", "no name of a host"),
    ("http://-anna.example/", "no name of a host"),
    ("http://anna..example/", "no name of a host"),
    (f"http://{'a' * 64}.example/", "no name of a host"),
    (f"http://{'a.' * 127}example/", "no name of a host"),
    (f"http://{'ü' * 300}.example/", "no name of a host"),
    (f"https://anna.example/{'x' * 2_048}", "longer than"),
]


@pytest.mark.parametrize(("url", "why"), REFUSED, ids=[url[:60] for url, _ in REFUSED])
def test_an_address_that_is_not_of_the_public_web_is_refused_by_its_looks(url, why):
    with pytest.raises(NotAllowed, match=why):
        Guard().checked(url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://Anna.Example", "https://anna.example/"),
        ("HTTPS://anna.example:443/A?b=C#d", "https://anna.example/A?b=C"),
        ("http://anna.example:443/", "http://anna.example:443/"),
        ("http://anna.example./x", "http://anna.example/x"),
        ("https://faß.example/ä ö?ü=ß", "https://xn--fa-hia.example/%C3%A4%20%C3%B6?%C3%BC=%C3%9F"),
        ("https://anna.example/%7Eanna/a%20b", "https://anna.example/%7Eanna/a%20b"),
        ("https://anna.example/a\nb", "https://anna.example/ab"),
        ("https://anna.example/x/../tags/./%2E%2e/a/..", "https://anna.example/"),
        ("https://anna.example//a//../b", "https://anna.example//a/b"),
        ("https://anna.example/100%?50%zz", "https://anna.example/100%25?50%25zz"),
        ("https://anna.example/\ud800", "https://anna.example/%3F"),
        ("https://anna.example/?<a>", "https://anna.example/?%3Ca%3E"),
        ("http://93.184.215.14/", "http://93.184.215.14/"),
        ("http://[2606:4700::6810:84e5]/", "http://[2606:4700::6810:84e5]/"),
        ("https://my_blog.tumblr.com/", "https://my_blog.tumblr.com/"),
    ],
)
def test_an_address_is_asked_for_in_one_form(url, asked):
    assert Guard().checked(url) == asked
    assert Guard().checked(asked) == asked


@given(st.text(max_size=40), st.text(max_size=20), st.sampled_from(["http", "https"]))
def test_any_address_is_refused_or_has_a_form_that_stays(host, rest, scheme):
    try:
        asked = Guard().checked(f"{scheme}://{host}/{rest}")
    except NotAllowed:
        return
    assert str(httpx.URL(asked)) == asked  # what is checked is what is asked for
    assert asked.isascii()
    assert asked.isprintable()
    assert Guard().checked(asked) == asked


def test_loopback_is_asked_only_where_that_was_allowed_and_then_at_any_port():
    guard = Guard(allow_loopback=True)
    for url in ("http://127.0.0.1:8099/", "http://localhost:8099/", "http://[::1]:8099/x"):
        assert guard.checked(url) == url
        with pytest.raises(NotAllowed):
            Guard().checked(url)
    for url in ("http://10.0.0.1/", "http://169.254.169.254/", "http://anna.example:8099/"):
        with pytest.raises(NotAllowed):
            guard.checked(url)


class Inner:
    def __init__(self):
        self.asked = []

    def connect_tcp(self, host, port, *_):
        self.asked.append((host, port))
        raise httpcore.ConnectError("nobody")


def backend(guard):
    made = GuardedBackend(guard)
    made._inner = Inner()
    return made


@pytest.mark.parametrize("address", [address for address in PRIVATE if address])
def test_a_name_that_leads_to_an_address_that_is_not_public_is_not_connected_to(address):
    for addresses in ([address], ["93.184.215.14", address], [address, "93.184.215.14"]):
        guarded = backend(Guard(resolve=lambda *_, found=addresses: found))
        with pytest.raises(Blocked, match="is not public"):
            guarded.connect_tcp("anna.example", 443)
        assert guarded._inner.asked == []


def test_the_address_that_was_checked_is_the_one_that_is_connected_to():
    answers = [["93.184.215.14", "1.1.1.1"], ["127.0.0.1"]]  # a name that changes its mind
    guarded = backend(Guard(resolve=lambda *_: answers.pop(0)))
    with pytest.raises(httpcore.ConnectError, match="nobody"):
        guarded.connect_tcp("anna.example", 443)
    assert guarded._inner.asked == [("93.184.215.14", 443), ("1.1.1.1", 443)]
    with pytest.raises(Blocked):
        guarded.connect_tcp("anna.example", 443)


def test_a_name_that_leads_nowhere_is_told():
    def nowhere(*_):
        raise OSError("Name or service not known")

    with pytest.raises(NoAddress, match=r"anna\.example has no address \(Name or service"):
        backend(Guard(resolve=nowhere)).connect_tcp("anna.example", 443)
    with pytest.raises(NoAddress, match="has no address"):
        backend(Guard(resolve=lambda *_: [])).connect_tcp("anna.example", 443)


def test_no_socket_of_this_machine_is_connected_to():
    with pytest.raises(Blocked):
        backend(Guard()).connect_unix_socket("/run/docker.sock")


def test_a_mapped_host_is_connected_to_elsewhere_and_any_name_will_do():
    mapping = parse_mapping(["anna.test=127.0.0.1:8099", "router=[::1]:81"])
    guarded = backend(Guard(mapping=mapping))
    assert Guard(mapping=mapping).checked("https://anna.test/") == "https://anna.test/"
    for host in ("anna.test", "ANNA.test", "router"):
        with pytest.raises(httpcore.ConnectError, match="nobody"):
            guarded.connect_tcp(host, 443)
    assert guarded._inner.asked == [("127.0.0.1", 8099), ("127.0.0.1", 8099), ("::1", 81)]
    with pytest.raises(NotAllowed):
        Guard(mapping=mapping).checked("https://ben.test/")


def test_mapping_every_host_leaves_the_rules_on_addresses_as_they_are():
    guard = Guard(mapping=parse_mapping(["*=localhost:8099", "anna.example=127.0.0.1:80"]))
    assert guard.is_private
    assert guard.mapping.place("ben.example") == ("127.0.0.1", 8099)
    assert guard.mapping.place("anna.example") == ("127.0.0.1", 80)
    for url in ("http://169.254.169.254/", "http://anna.example:22/", "file:///etc/passwd"):
        with pytest.raises(NotAllowed):
            guard.checked(url)


@pytest.mark.parametrize(
    "rule",
    ["", "a", "a=", "a=b", "a=127.0.0.1", "a=127.0.0.1:", "a=127.0.0.1:0", "=127.0.0.1:80",
     "a=127.0.0.1:99999", "a=http://127.0.0.1:80", "a b=127.0.0.1:80"],
)  # fmt: skip
def test_a_mapping_that_is_none_is_told_how_to_write_it(rule):
    with pytest.raises(UsageError, match="write HOST=ADDRESS:PORT, such as anna"):
        parse_mapping([rule])


def test_a_mapping_leads_to_this_machine_alone():
    for rule in ("a.blog=10.0.0.1:80", "a.blog=93.184.215.14:80", "*=[2606:4700::1]:80"):
        with pytest.raises(UsageError, match="no address of this machine"):
            parse_mapping([rule])


TEXT = bytes(range(256)) * 1_000


def packed(body):
    return gzip.compress(body, mtime=0)  # without a time, which would be part of a test's name


def raw_deflate(body):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKED = [
    ("", TEXT),
    ("identity", TEXT),
    ("gzip", packed(TEXT)),
    ("x-gzip", packed(TEXT)),
    ("GZIP, identity", packed(TEXT)),
    ("gzip", packed(TEXT[:300]) + packed(TEXT[300:])),
    ("gzip", packed(TEXT) + b"\0garbage\x1f\x8b"),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", raw_deflate(TEXT)),
    ("deflate", raw_deflate(b"")),
    ("gzip", packed(b"")),
    ("gzip", b""),
    ("gzip", packed(bytes(1 << 20))),
]


@pytest.mark.parametrize("step", [1, 7, 1_000, 10_000_000])
@pytest.mark.parametrize(("coding", "body"), PACKED)
def test_a_body_is_inflated_however_it_comes(coding, body, step):
    inflated = Inflated(coding, limit=2_000_000)
    for start in range(0, len(body), step):
        inflated.feed(body[start : start + step])
    assert inflated.whole() in {TEXT, b"", bytes(1 << 20)}
    assert inflated.wire == len(body)


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "\x00"])
def test_a_body_that_is_compressed_otherwise_is_refused(coding):
    with pytest.raises(NotInflatable, match="was not asked for"):
        Inflated(coding, limit=100)


@pytest.mark.parametrize(
    ("coding", "body"),
    [("gzip", packed(TEXT)[:-20]), ("gzip", TEXT), ("deflate", zlib.compress(TEXT)[:-9])],
)
def test_a_body_that_is_broken_or_cut_is_refused(coding, body):
    def inflate():
        inflated = Inflated(coding, limit=1_000_000)
        inflated.feed(body)
        return inflated.whole()

    with pytest.raises(NotInflatable, match=r"is broken|ends in the middle"):
        inflate()


@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_no_more_is_taken_in_than_allowed(coding):
    pack = {"": bytes, "gzip": packed, "deflate": zlib.compress}[coding]
    inflated = Inflated(coding, limit=1_000)
    with pytest.raises(TooLarge):
        inflated.feed(pack(bytes(100_000)))
    assert inflated.taken() == bytes(1_000)


@given(st.sampled_from(["", "gzip", "deflate"]), st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_inflate_or_are_refused(coding, chunks):
    inflated = Inflated(coding, limit=100)
    try:
        for chunk in chunks:
            inflated.feed(chunk)
        inflated.whole()
    except (NotInflatable, TooLarge):
        pass
    assert len(inflated.taken()) <= 100
