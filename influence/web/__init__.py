"""The page on 127.0.0.1: what PR staff read instead of a terminal.

From outside: :func:`influence.web.app.create_app` makes it of a database's path. A handler parses
its address into a query, calls one function, and responds; the ending of the address (``.json``,
``.csv``, ``.xlsx``) chooses the form. Every page works without JavaScript, and nothing leaves the
machine.
"""
