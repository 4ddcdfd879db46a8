"""Worlds with known truth: who follows whom, who acts on what, and what the next post would bring.

:func:`make_world` draws one from its settings, the same on every machine. :data:`PLAIN`,
:data:`HARSH` and :data:`PLANTED` serve the quality gate, :data:`DEMO` the demo and the notebook.
``World.graph()`` goes straight to the scores, :func:`write_world` writes the common CSV form.
"""

from influence.synthetic.files import write_world
from influence.synthetic.settings import DEMO, HARSH, PLAIN, PLANTED, Role, WorldSettings
from influence.synthetic.world import World, make_world

__all__ = [
    "DEMO",
    "HARSH",
    "PLAIN",
    "PLANTED",
    "Role",
    "World",
    "WorldSettings",
    "make_world",
    "write_world",
]
