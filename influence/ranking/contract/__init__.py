"""What every score promises, ours and those of others: checked by a test, and by anybody.

:data:`PROMISES` are functions of a score and a graph that return why a promise is not kept;
:func:`check` goes through all of them on small invented worlds. ``worlds`` changes a graph in the
ways in which a score must not mind.
"""

from influence.ranking.contract.checking import Checked, check
from influence.ranking.contract.promises import OF_INVARIANCES, PROMISES, says_what_it_is
from influence.ranking.contract.worlds import small_worlds

__all__ = ["OF_INVARIANCES", "PROMISES", "Checked", "check", "says_what_it_is", "small_worlds"]
