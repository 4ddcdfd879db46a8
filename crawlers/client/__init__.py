"""The only place that talks HTTP.

``Client.get`` asks for one address; how polite it is, what it refuses and how it fails is decided
here and nowhere else. A client is made of an ``Agent`` (who asks), a ``Guard`` (which addresses), a
``Memory`` (what was known before), ``Manners`` (pauses) and a ``Clock``. ``robots.refusal_by`` and
``turns.turn_of`` are pure, for whoever explains or plans without asking.
"""

from crawlers.client.agent import Agent, agent_with
from crawlers.client.apis import PAGE
from crawlers.client.asking import Clock, Manners, steady_clock
from crawlers.client.client import ANYTHING, Client, Memory
from crawlers.client.exchange import Limits
from crawlers.client.journeys import Fetched
from crawlers.client.robots import Robots, refusal_by
from crawlers.client.turns import authority_of, turn_of

__all__ = [
    "ANYTHING",
    "PAGE",
    "Agent",
    "Client",
    "Clock",
    "Fetched",
    "Limits",
    "Manners",
    "Memory",
    "Robots",
    "agent_with",
    "authority_of",
    "refusal_by",
    "steady_clock",
    "turn_of",
]
