"""Hides the modules named by ``HIDDEN_MODULES`` from this process, as if they were not installed.

Python imports it by itself where its folder is in ``PYTHONPATH``, so it holds for every process
that a command starts as well.
"""

import os
import sys

HIDDEN = frozenset(os.environ.get("HIDDEN_MODULES", "").split(","))


class Hiding:
    """A finder that finds what another finds, but for the hidden."""

    def __init__(self, finder):
        self._finder = finder

    def __getattr__(self, name):
        return getattr(self._finder, name)

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            return None
        return self._finder.find_spec(name, path, target)


sys.meta_path[:] = map(Hiding, sys.meta_path)
