"""`python -m cinearr`."""

import sys

from cinearr.entrypoints.cli import main

sys.exit(main())
