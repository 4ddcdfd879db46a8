"""A command that computes keeps the memory that it freed: the system need not fill it again."""

import os
import subprocess
import sys

import pytest

COMMAND = """
import resource
import numpy as np
from influence.cli.memory import keep_freed_memory

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

if {keeping}:
    keep_freed_memory()
np.ones(10_000_000)
before = faults()
for _ in range(10):
    np.ones(10_000_000)
print(faults() - before)
"""


def faults(*, keeping):
    """Return how often the system was asked for pages of ten arrays, one after the other."""
    return int(
        subprocess.run(
            [sys.executable, "-c", COMMAND.format(keeping=keeping)],
            check=True,
            capture_output=True,
            env=os.environ | {"NUMPY_MADVISE_HUGEPAGE": "0"},
        ).stdout
    )


@pytest.mark.skipif(
    "CS_GNU_LIBC_VERSION" not in getattr(os, "confstr_names", {}), reason="this is not glibc"
)
def test_an_array_takes_the_place_of_the_one_before():
    assert faults(keeping=False) > 100_000
    assert faults(keeping=True) < 1_000
