"""Arguments that name a file: any bytes, completed by the shell."""

import click
from click.shell_completion import CompletionItem


class FileName(click.types.StringParamType):
    """The name of a file or folder, or ``-``; whether it is there is for the command to see."""

    name = "file"

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002
        param: click.Parameter,  # noqa: ARG002
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Leave it to the shell, which knows its files."""
        return [CompletionItem(incomplete, type="file")]

    def get_missing_message(self, param: click.Parameter, ctx: click.Context | None) -> str | None:  # noqa: ARG002
        """Say how else it could have been named."""
        return f"Name a file, or set {param.envvar}." if param.envvar else None


FILE = FileName()
