"""``influence completion``: what makes a shell complete this program."""

import click

_EXAMPLES = """\b
Examples:
  influence completion bash > influence.bash
  influence completion zsh
  influence completion fish

\b
For good: put one line into ~/.bashrc, ~/.zshrc or ~/.config/fish/config.fish
  eval "$(influence completion bash)"
  eval "$(influence completion zsh)"
  influence completion fish | source
"""


@click.command(epilog=_EXAMPLES)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete commands, options, scores and files."""
    from click.shell_completion import get_completion_class

    from influence.cli import COMPLETE_VARIABLE, cli
    from influence.invocation import NAME
    from influence.show import open_output

    maker = get_completion_class(shell)
    if maker is None:
        raise LookupError(shell)
    with open_output() as stream:
        stream.write(maker(cli, {}, NAME, COMPLETE_VARIABLE).source())
