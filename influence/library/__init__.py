"""What ``import influence`` gives: one function a command, with the same names and columns.

A function takes an open :class:`~influence.library.database.Database` and returns a
:class:`~influence.library.results.Result`; the command of its name parses options, calls it, and
writes what it returns. ``influence/__init__.py`` lists the public names.
"""
