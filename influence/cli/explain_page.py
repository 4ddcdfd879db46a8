"""In which form ``influence explain`` writes."""

from collections.abc import Mapping
from typing import Any

from influence.errors import UsageError
from influence.show.explanations import choose_form
from influence.show.topical import FORMS


def explain_form(options: Mapping[str, Any]) -> str:
    """Return the form that is meant, before anything is computed.

    Raises
    ------
    UsageError
        Where explanations, or those of a topic or a brief, are not written in it.
    """
    for name in ("brief", "topic"):
        if options[name] is not None:
            form = options["form"] or "text"
            if form not in FORMS:
                raise UsageError(f"With --{name}, explain writes {', '.join(FORMS)}: not {form}.")
            return str(form)
    return choose_form(options["form"], options["output"])
