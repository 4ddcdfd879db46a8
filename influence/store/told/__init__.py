"""What single records of accounts told: remembered, and taken back when they are deleted.

A stream tells each record and its deletion, and a crawl that reads the whole of an account finds
out by what is there. :func:`take_back` comes before what is told now is written, and
:func:`remember_told` after it; :func:`take_back_missing` and :func:`settle_told` are both for whole
accounts, :func:`take_back_untold` is for what only others told.
"""

from influence.store.told.settling import settle_told, take_back_missing
from influence.store.told.taking_back import (
    forget_stages,
    prepare_stages,
    take_back,
    take_back_all,
)
from influence.store.told.telling import remember_told
from influence.store.told.untold import take_back_untold

__all__ = [
    "forget_stages",
    "prepare_stages",
    "remember_told",
    "settle_told",
    "take_back",
    "take_back_all",
    "take_back_missing",
    "take_back_untold",
]
