"""Worker processes in which documents of strangers are read, and which can be killed.

A parser that is fed what it was not made for takes minutes, gigabytes, or the process with it.
``Sandbox.run`` calls a reader in a worker with limits and returns what it yields; a document that
goes beyond them costs its worker, and ends in AnswerUnusable.
"""

from crawlers.sandbox.pool import Sandbox
from crawlers.sandbox.worker import Bounds

__all__ = ["Bounds", "Sandbox"]
