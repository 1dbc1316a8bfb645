"""The command line as a test calls it."""

import pytest

from dce_studio.cli import main


def enhance(*arguments: object) -> int:
    """The exit code of `dce-studio enhance`."""
    return main(["enhance", *map(str, arguments)])


def exit_code(*arguments: object) -> int:
    """The exit code with which wrong usage stops the program."""
    with pytest.raises(SystemExit) as stopped:
        main([str(argument) for argument in arguments])
    return int(stopped.value.code or 0)
