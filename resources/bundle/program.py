"""What the bundle starts: the same command line as everywhere."""

import os
import runpy
import sys
from multiprocessing import freeze_support


def leave_libraries() -> None:
    """Programs that this one starts, such as a browser for the manual, find the system's libraries again."""
    name = "LD_LIBRARY_PATH"
    before = os.environ.pop(f"{name}_ORIG", None)
    if before is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = before


def main() -> int:
    """The program, or a module of it: `-m dce_studio.…` is how it starts itself in another process."""
    leave_libraries()
    freeze_support()
    if sys.argv[1:2] == ["-m"] and sys.argv[2:3] and sys.argv[2].split(".")[0] == "dce_studio":
        module = sys.argv[2]
        del sys.argv[1:3]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
        return 0
    from dce_studio.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
