"""Write the world that is measured: python world.py FOLDER."""

import sys
from dataclasses import replace

from influence.synthetic import PLAIN, make_world, write_world

# 100,000 accounts, 300,000 posts, 950,000 follows and a million reposts and quotes with their
# posts and times: more response than anywhere in life, since a million acts are wanted of a
# world small enough to be drawn in seconds.
LARGE = replace(
    PLAIN,
    accounts=100_000,
    communities=100,
    follows_per_account=11.0,
    posts_median=2.6,
    lurkers=0.3,
    receptivity_spread=1.2,
    response=0.4,
    cascade=0.4,
)

if __name__ == "__main__":
    write_world(make_world(LARGE), sys.argv[1])
