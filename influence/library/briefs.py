"""A brief that a function is given: a file, or one that was read or made before."""

from os import PathLike

from influence.find import Brief, read_brief

BriefGiven = str | PathLike[str] | Brief


def brief_of(given: BriefGiven) -> Brief:
    """Return a brief.

    Raises
    ------
    InputUnusable
        Where the file cannot be read, or says what means nothing.
    """
    return given if isinstance(given, Brief) else read_brief(str(given))
