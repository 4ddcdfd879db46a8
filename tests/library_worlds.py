"""The world of `inf.example()` as a file, for the library and the command line alike."""

import influence as inf

BEST, SECOND = "joro_dig", "coru_bakes"


def write_example(place, *done):
    """Write the example to a file after some things were done to it, and return its name."""
    with inf.example() as world:
        for each in done:
            each(world)
        world.sqlite.conn.execute("vacuum into ?", [str(place)])
    return str(place)
