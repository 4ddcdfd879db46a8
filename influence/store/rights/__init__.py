"""What people may ask of whoever holds data about them: to see it, and to be forgotten.

:func:`forget` erases accounts and remembers keyed hashes, :func:`forgotten_in` knows them again
when a file or a crawl brings them back, :func:`held_about` collects what is held of one account,
:func:`retain` deletes what is older than may be kept. All read the tables off the schema, so that
a table that is added is covered as well.
"""
