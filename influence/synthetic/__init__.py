"""Worlds with known truth: who follows whom, who acts on what, and what the next post would bring.

:func:`make_world` draws one from its settings, the same on every machine. :data:`PLAIN`,
:data:`HARSH` and :data:`PLANTED` serve the quality gate, :data:`DEMO` the demo and the notebook;
:data:`KINDS` are named kinds to compare scores on. :data:`ATTACKS` and the functions beside it add
what somebody does to look influential, to a world or to real data.
``World.graph()`` goes straight to the scores, :func:`write_world` writes the common CSV form.
"""

from influence.synthetic.attacks import ATTACKS, Attack, add_bots, add_pod, add_self_replies
from influence.synthetic.files import write_world
from influence.synthetic.settings import DEMO, HARSH, KINDS, PLAIN, PLANTED, Role, WorldSettings
from influence.synthetic.world import World, make_world

__all__ = [
    "ATTACKS",
    "DEMO",
    "HARSH",
    "KINDS",
    "PLAIN",
    "PLANTED",
    "Attack",
    "Role",
    "World",
    "WorldSettings",
    "add_bots",
    "add_pod",
    "add_self_replies",
    "make_world",
    "write_world",
]
