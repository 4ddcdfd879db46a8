"""Why a row cannot be taken."""


class BadRow(ValueError):
    """A row that cannot be taken; the message is the reason."""
