"""A brief that a function is given: a file, or one that was read or made before."""

from os import PathLike

from influence.find import Brief, parse_brief, read_brief

BriefGiven = str | PathLike[str] | Brief


def brief_of(given: BriefGiven) -> Brief:
    """Return a brief.

    Raises
    ------
    InputUnusable
        Where the file cannot be read, or says what means nothing.
    """
    return given if isinstance(given, Brief) else read_brief(str(given))


def brief(text: str) -> Brief:
    """Read a brief from a text, as ``brief.toml`` holds it (docs/brief.md).

    Returns
    -------
    Brief
        What :func:`influence.candidates`, ``find``, ``explain`` and ``shortlist`` take.

    Raises
    ------
    InputUnusable
        Where it says what means nothing: the line, and what to write.

    Examples
    --------
    >>> import influence as inf
    >>> inf.brief('topics = ["sourdough"]').shares
    {'topical_influence': 0.75, 'topic_share': 0.25}
    """
    return parse_brief(text)
