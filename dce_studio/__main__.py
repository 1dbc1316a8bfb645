"""`python -m dce_studio`."""

import sys

from dce_studio.cli import main

if __name__ == "__main__":
    sys.exit(main())
