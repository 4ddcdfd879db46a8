"""The addresses that ``influence why-not`` is asked about."""

from collections.abc import Iterator, Sequence

from influence.cli.addresses_in import FILE, content_of, is_list


def asked_about(addresses: Sequence[str]) -> list[str]:
    """Return the addresses that words mean: each itself, or those of a list."""
    return [each for word in addresses for each in _listed(word)]


def _listed(word: str) -> Iterator[str]:
    """Yield the addresses that a word means: itself, or those of a list."""
    if not is_list(word):
        yield word
        return
    text = content_of(word.removeprefix(FILE)).decode("utf-8-sig", errors="replace")
    yield from filter(None, map(str.strip, text.splitlines()))
