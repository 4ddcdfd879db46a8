"""What is held about somebody, as a file to send: JSON that begins with plain sentences."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, TextIO

from influence.ranking.held import PersonalData


def write_held(held: PersonalData, stream: TextIO) -> None:
    """Write what is held; rows are written as they come, sections without any are left out."""
    stream.write('{\n"read this first": ')
    stream.write(json.dumps(held.facts, indent=1, ensure_ascii=False))
    for name, rows in held.sections:
        if (first := next(rows, None)) is not None:
            stream.write(f",\n{json.dumps(name)}: [")
            stream.writelines(_lines(chain([first], rows)))
            stream.write("\n]")
    stream.write("\n}\n")


def _lines(rows: Iterator[Mapping[str, Any]]) -> Iterator[str]:
    comma = ""
    for row in rows:
        yield f"{comma}\n {json.dumps(row, ensure_ascii=False)}"
        comma = ","
