"""The scripts of `resources/bundle`, which are no part of the package, as modules."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

FOLDER = Path(__file__).parents[1] / "resources" / "bundle"


def script(name: str) -> ModuleType:
    """A script as a module; those beside it are found by it as they are when it is run."""
    with patch.object(sys, "path", [str(FOLDER), *sys.path]):
        return import_module(name)
