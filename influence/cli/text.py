"""Arguments that are texts, and no names of files: those may be any bytes."""

import os

import click

from influence.library.account_rows import is_text


class Text(click.types.StringParamType):
    """A text in UTF-8, whatever the locale; bytes that are none are refused."""

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return the text; Python hands bytes that its locale does not know on as surrogates."""
        try:
            return value if is_text(value) else os.fsencode(value).decode("utf-8")
        except UnicodeError:
            return self.fail(f"{value!r} is no text in UTF-8.", param, ctx)


TEXT = Text()
