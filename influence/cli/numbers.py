"""Arguments that are numbers."""

import math

import click


class Number(click.FloatRange):
    """A number between two; ``nan``, which every comparison lets pass, is none."""

    def convert(
        self,
        value: float,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> float:
        """Return the number."""
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a valid number.", param, ctx)
        return number
