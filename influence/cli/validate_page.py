"""The picture that ``influence validate`` writes beside its rows."""

from pathlib import Path
from typing import TYPE_CHECKING

from influence.errors import UsageError
from influence.show import open_output

if TYPE_CHECKING:
    from influence.library.validating import Validation


def check_chart(chart: str | None, output: str) -> None:
    """Say before the work is done where a chart cannot go."""
    if chart is None:
        return
    if not chart.casefold().endswith(".svg"):
        raise UsageError(f"--chart {chart}: the picture is SVG; name a file that ends in .svg.")
    if Path(chart).absolute() == Path(output).absolute():
        raise UsageError("--chart and -o name the same file.")
    if not Path(chart).absolute().parent.is_dir():
        raise UsageError(f"--chart {chart}: there is no such folder.")


def write_picture(found: "Validation", chart: str | None) -> None:
    """Write the picture, where one was asked for."""
    if chart:
        with open_output(chart) as stream:
            stream.write(found.picture().svg)
