"""What the options of ``influence rank`` ask for."""

from collections.abc import Mapping
from typing import Any

from influence.library.pseudonyms import pseudonyms_of
from influence.library.ranking import Asked
from influence.library.rankings import Wanted


def asked_by(options: Mapping[str, Any]) -> Asked:
    """Return what is ranked."""
    named = {name: options[name] for name in Asked._fields if name in options}
    return Asked(**named, settings=options["set"])


def wanted_by(options: Mapping[str, Any]) -> Wanted:
    """Return which rows are wanted, and whether by names."""
    pseudonyms = pseudonyms_of(pseudonymise=options["pseudonymise"], key=options["pseudonym_key"])
    return Wanted(options["list"], options["top"], options["where"], pseudonyms)
