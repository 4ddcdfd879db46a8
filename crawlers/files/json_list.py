"""One JSON list of objects as a source, such as ``influence rank --format json`` writes."""

from collections.abc import Iterable, Iterator

from crawlers.bad_row import BadRow
from crawlers.files.columns import Kind
from crawlers.files.form import File, Form, Head, first_record
from crawlers.files.json_items import items_of, read_items
from crawlers.files.json_objects import ObjectReader
from crawlers.files.reading import Reading, as_text
from influence.records import Record


def read_json_list(reading: Reading) -> Iterator[Record]:
    """Yield the records of a JSON list; items that cannot be taken are told and passed over.

    Raises
    ------
    InputUnusable
        Where it is cut off, or no JSON; then nothing of it goes in.
    """
    objects = ObjectReader(reading)

    def records_of(item: object) -> Iterable[Record]:
        if not isinstance(item, dict):
            raise BadRow("is no JSON object")
        return objects.records(item)

    with as_text(reading.stream, reading.encoding) as text:
        yield from read_items(reading, items_of(text, reading.name), records_of)


def _recognises(head: Head) -> bool:
    return head.text.lstrip("\ufeff \t\r\n").startswith("[")


def _look(file: File) -> Kind | None:
    first_record(read_json_list, file)
    return None


FORM = Form("JSON list", _recognises, read_json_list, _look, counts="item")
