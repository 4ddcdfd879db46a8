"""Listen to a live stream of a network, and write what it tells.

A thread listens (:class:`Listener`), connecting again where it was left; another writes
(:class:`Streaming`), each heap in one transaction with the server's number of its last event, so
that whatever kills it loses nothing, and doubles nothing.
"""

from crawlers.streaming.asked import Asked
from crawlers.streaming.connecting import connecting
from crawlers.streaming.listening import Listener, Times
from crawlers.streaming.places import Place
from crawlers.streaming.report import Progress, Report
from crawlers.streaming.streaming import Ends, Streaming

__all__ = [
    "Asked",
    "Ends",
    "Listener",
    "Place",
    "Progress",
    "Report",
    "Streaming",
    "Times",
    "connecting",
]
