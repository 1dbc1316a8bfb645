"""The command line: the window by default, or one of the commands. Only what is asked for is imported."""

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from dce_studio.commands.ending import TERMINATED, Terminated, terminable
from dce_studio.commands.parsers import PARSERS
from dce_studio.commands.usage import UsageError
from dce_studio.core.errors import CancelledError, StudioError
from dce_studio.version import __version__

COMMANDS = tuple(PARSERS)
"""Each is a module of `dce_studio.commands` with `run(args) -> int`, of the same name but for MODULES."""

MODULES = {"inspect": "inspection"}  # a module is never named like one of Python's own

TRACEBACK = "DCE_STUDIO_TRACEBACK"
"""The environment variable that shows a fault with its traceback."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0, 1 when something failed, 2 for wrong usage, 130 or 143: stopped."""
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv and _is_mistyped(argv[0]):
        return _mistyped(argv[0])
    if not argv or (argv[0] not in (*COMMANDS, "gui", "--version", "-h", "--help")):
        return _window(argv)
    args, unknown = _parser().parse_known_args(argv)
    if unknown:
        return _refused(f"dce-studio {args.command or ''}".strip(), f"unknown argument {unknown[0]}")
    if args.command in (None, "gui"):
        return _window(args.photos if args.command else [])
    return _run(args)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, and where the help is in another, instead of all of the usage."""

    def error(self, message: str) -> NoReturn:
        sys.exit(_refused(self.prog, message))


def _refused(program: str, message: str) -> int:
    print(f"{program}: {message}.\nSee {program} --help", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="dce-studio",
        description="A photo editor for low-light photos that shows its light-enhancement curves.",
        epilog="Without a command, dce-studio [PHOTO …] opens the window.",
    )
    parser.add_argument("--version", action="version", version=f"DCE Studio {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    gui = commands.add_parser("gui", help="open the window (the default)")
    gui.add_argument("photos", nargs="*", metavar="PHOTO")
    for add in PARSERS.values():
        add(commands)
    return parser


def _is_mistyped(word: str) -> bool:
    """Whether the first argument can be neither a command nor a photo: the window tells of missing photos."""
    if word in (*COMMANDS, "gui") or word.startswith("-"):
        return False
    path = Path(word)
    return path.name == word and not path.suffix and not os.path.lexists(path)


def _mistyped(word: str) -> int:
    """The nearest command instead of a window that nobody asked for."""
    from difflib import get_close_matches

    near = get_close_matches(word.lower(), (*COMMANDS, "gui"), n=1)
    remedy = f"did you mean dce-studio {near[0]}?" if near else "dce-studio --help lists the commands."
    print(f"dce-studio: {word} is neither a command nor an existing file: {remedy}", file=sys.stderr)
    return 2


def _run(args: argparse.Namespace) -> int:
    """The command, with what a person can act on as one line on stderr."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # file names need not be text
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        with terminable():
            return int(
                import_module(f"dce_studio.commands.{MODULES.get(args.command, args.command)}").run(args)
            )
    except UsageError as error:
        print(f"dce-studio {args.command}: {error}", file=sys.stderr)
        return 2
    except StudioError as error:
        print(f"dce-studio: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, CancelledError) as error:
        print("dce-studio: stopped.", file=sys.stderr)
        return TERMINATED if isinstance(error, Terminated) else 130
    except BrokenPipeError:  # `| head` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001  # the last resort: nobody is shown a traceback unasked
        return _fault(error)


def _fault(error: Exception) -> int:
    """One line about a fault of the program's own; all of it with DCE_STUDIO_TRACEBACK=1."""
    if os.environ.get(TRACEBACK):
        raise error
    if isinstance(error, MemoryError):
        text = "there is not enough memory: close other programs, or take smaller photos."
    else:
        words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        text = f"a fault of the program stopped it ({words}); {TRACEBACK}=1 shows where."
    print(f"dce-studio: {text}", file=sys.stderr)
    return 1


def _window(arguments: list[str]) -> int:
    """The window with these photos; an unknown option is wrong usage."""
    unknown = [argument for argument in arguments if argument.startswith("-") and argument != "--"]
    if unknown:
        return _refused("dce-studio", f"unknown option {unknown[0]}")
    window = import_module("dce_studio.ui.app")
    return int(window.main([argument for argument in arguments if argument != "--"]))
