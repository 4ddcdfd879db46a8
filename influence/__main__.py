"""``python -m influence`` is the command ``influence``."""

import sys

from influence.cli import main

sys.exit(main())
