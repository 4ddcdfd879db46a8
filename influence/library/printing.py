"""Charts that print, in a notebook and in a file of it."""

from influence.library.results import needs_altair


def print_charts() -> None:
    """Print charts of Altair in this notebook as SVG: no script, and nothing from a network.

    Raises
    ------
    InputUnusable
        Where Altair is not installed: the command that installs it.

    Examples
    --------
    >>> import influence as inf
    >>> inf.print_charts()
    >>> with inf.example() as db:
    ...     shown = inf.rank(db, top=3).chart()._repr_mimebundle_()
    >>> [*shown]
    ['image/svg+xml']
    """
    needs_altair()
    from influence.show.charts import altair_look  # noqa: PLC0415 - an extra

    altair_look.print_charts()
