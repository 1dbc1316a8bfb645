"""Compiles the loops of `loops.txt` for each kind of processor, by numba's own ahead-of-time compiler.

    python resources/bundle/loops.py FOLDER     one extension module for each kind, into FOLDER
    python resources/bundle/loops.py --known    the list, of what the caches of a run of all tests hold

numba's compiler is 200 MB, most of it LLVM. The loops are 1.4 MB for each kind.
"""

import argparse
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from numba.core import sigutils, types
from numba.core.dispatcher import Dispatcher
from ready import kinds, symbol

from dce_studio.core.compiled import Loop

LIST = Path(__file__).with_name("loops.txt")
CORE = "dce_studio.core."


def listed() -> list[str]:
    """The loops that are called from Python: `render.kernels.grey(uint16[:,:,::1], …)`, one a line."""
    return [line for line in LIST.read_text("utf-8").splitlines() if line and not line.startswith("#")]


def taken_apart(line: str) -> tuple[Dispatcher, tuple[types.Type, ...]]:
    """The loop of a line of the list, and the types of its arguments."""
    name, _, rest = line.partition("(")
    module, _, function = name.rpartition(".")
    loop: Dispatcher = getattr(import_module(CORE + module), function).compiled
    arguments, _ = sigutils.normalize_signature(f"void({rest}")
    return loop, arguments


def shapes(arguments: tuple[Any, ...]) -> Iterator[str]:
    """The same words for types that `ready.shapes` has for values."""
    for kind in arguments:
        if isinstance(kind, types.Array):
            code = {"uint": "u", "int": "i", "float": "f"}[str(kind.dtype).rstrip("0123456789")]
            layout = "c" if kind.layout == "C" else "a"
            yield f"{code}{kind.dtype.bitwidth // 8}{kind.ndim}{layout}"
        elif isinstance(kind, types.BaseTuple):
            yield from shapes(tuple(kind))


def compile_all(folder: Path) -> list[Path]:
    """Write the extension modules, one for each kind of processor."""
    with warnings.catch_warnings():  # numba means to replace it one day, by what is not there yet
        warnings.simplefilter("ignore")
        from numba.pycc import cc, compiler
    folder.mkdir(parents=True, exist_ok=True)
    loops = [taken_apart(line) for line in listed()]
    made = []
    for name, (processor, _) in kinds().items():
        unit = cc.CC(name, __name__)
        unit.output_dir, unit.target_cpu = str(folder), processor
        for loop, arguments in loops:
            function = loop.py_func
            exported = symbol(function.__module__, function.__name__, shapes(arguments))
            unit.export(exported, types.none(*arguments))(function)
        own = _with_options(compiler.compile_extra, {loop.py_func: loop for loop, _ in loops})
        with patch.object(compiler, "compile_extra", own):
            unit.compile()
        made.append(folder / unit.output_file)
        print(f"{made[-1].name}: {len(loops)} loops, {made[-1].stat().st_size / 1e6:.1f} MB", flush=True)
    return made


def _with_options(plain: Any, loops: dict[Any, Dispatcher]) -> Any:
    """numba's compiler with the options that each loop's own decorator gave it: the GIL let go, fast sums."""

    def compile_extra(
        typing: Any, target: Any, function: Any, args: Any, result: Any, flags: Any, **more: Any
    ) -> Any:
        own, loop = flags.copy(), loops[function]
        loop.targetdescr.options.parse_as_flags(own, loop.targetoptions)
        own.no_compile = True
        return plain(typing, target, function, args, result, own, **more)

    return compile_extra


def written(module: str, function: str, arguments: tuple[Any, ...]) -> str:
    """A line of the list."""
    return f"{module.removeprefix(CORE)}.{function}({', '.join(_word(kind) for kind in arguments)})"


def _word(kind: Any) -> str:
    if isinstance(kind, types.Array):
        colons = [":"] * kind.ndim
        if kind.layout == "C":
            colons[-1] = "::1"
        return f"{kind.dtype}[{','.join(colons)}]"
    if isinstance(kind, types.BaseTuple):
        return f"Tuple(({', '.join(_word(part) for part in kind)}))"
    return "boolean" if kind == types.boolean else str(kind)


def in_use(loops: dict[str, Any], cached: bool) -> Iterator[str]:
    """A line for each way in which a module's loops were called here, or in any run that the caches know."""
    made = {name: loop for name, loop in loops.items() if isinstance(loop, Loop)}
    asked = {name for loop in made.values() for name in loop.__wrapped__.__code__.co_names}
    own = {name: loop.compiled for name, loop in made.items() if cached or "_compiled" in vars(loop)}
    for name, loop in own.items():
        if not (name.startswith("_") and name in asked):  # an inner one, which others call
            keys = loop._cache._cache_file._load_index() if cached else {}
            for arguments in {*loop.signatures, *(key[0] for key in keys)}:
                if not any(isinstance(kind, types.Literal) for kind in arguments):
                    yield written(loop.py_func.__module__, name, arguments)


def known() -> list[str]:
    """The list, of what the caches of this checkout hold."""
    core = Path(import_module("dce_studio.core").__path__[0])
    modules = {path for path in core.rglob("*.py") if "core.compiled import" in path.read_text("utf-8")}
    names = sorted(".".join(path.relative_to(core).with_suffix("").parts) for path in modules)
    return [line for name in names for line in sorted(set(in_use(vars(import_module(CORE + name)), True)))]


def main() -> None:
    """Compile, or print the list."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--known", action="store_true")
    arguments = parser.parse_args()
    if arguments.known:
        print("\n".join(known()))
    elif arguments.folder:
        compile_all(arguments.folder)
    else:
        parser.error("a folder is needed")


if __name__ == "__main__":
    main()
