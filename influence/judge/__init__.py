"""What an audience is like: who acts on an account, when, and whom several accounts share.

From outside: :func:`reactors`, :func:`activity`, :func:`ego_graph`, :func:`shared_audience`: each
of a run, or its graph, and places in it.
"""

from influence.judge.audience import Sharing, Week, activity, reactors, shared_audience
from influence.judge.circle import ego_graph

__all__ = ["Sharing", "Week", "activity", "ego_graph", "reactors", "shared_audience"]
