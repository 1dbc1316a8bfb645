"""The layers and rooms of the house, read from the imports.

Layers: ui → app → core ← training, the command line on top. Rooms are the folders in a layer. In core: base
values ← render ← files, analysis, engine ← batch; `core.api` composes. In ui a room knows `widgets` and no
other room; the modules at the top of ui compose.

Two kinds of import are told apart. What a module imports anywhere says whom it may know; what it imports when
it is itself imported says what starting costs: `--help` and plain rendering cost neither torch nor Qt.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIGHT = {"__init__", "__main__", "assets", "cli", "version"}
LIGHT_COMMANDS = {"commands.__init__", "commands.ending", "commands.parsers", "commands.usage"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}
# Who may know whom, within the package. A layer always knows itself.
LAYERS: dict[str, set[str]] = {
    "core": {"assets", "weights", "version"},
    "training": {"core", "version"},
    "app": {"core", "assets", "version"},
    "ui": {"app", "core", "assets", "resources", "version"},
    "cluster": {"core", "version"},
    "assets": {"resources"},
    "commands": {"cluster", "core", "training", "assets", "version"},
    "cli": {"commands", "core", "ui", "assets", "version"},
    "__main__": {"cli"},
    "__init__": {"core", "version"},  # dce_studio.load, estimate, render: imported when asked for
    "version": set(),
    "weights": set(),
    "resources": set(),
}
# Who may know whom within core, "" being the modules at its top. A room always knows itself.
CORE_ROOMS: dict[str, set[str]] = {
    "": set(),
    "compiled": set(),
    "local": {"", "compiled"},
    "noise": {"", "compiled"},
    "render": {"", "compiled", "local", "noise"},
    "whole": {"", "compiled", "noise", "render"},
    "runs": {""},
    "files": {"", "local", "render"},
    "analysis": {"", "compiled", "local", "render", "noise"},
    "engine": {"", "compiled", "render", "noise", "whole"},
    "card": {"", "render", "files", "analysis"},
    "output": {"", "compiled", "render", "files"},
    "batch": {"", "local", "output", "render", "files", "analysis", "engine"},
}
COMPOSING = {"core.api"}
# What a rule above forbids and why it stays: the module, what it imports.
EXCEPTIONS = {
    # Parts of the edit's and the maps' values, in the room of what is made of it.
    ("core.edit", "core.local.values"),
    ("core.maps", "core.local.values"),
    # The network sees sRGB: what leads there is the profile of the photo's file, and files alone know those.
    ("core.engine.source", "core.files.colour.convert"),
}
MOST = 15  # modules in a room
MOST_INSIDE = 40  # imports inside functions: torch, what few starts need, and what would hold the window


def _modules() -> dict[str, Path]:
    """Every module of the package by its installed name, less "dce_studio.", as pyproject.toml has it."""
    found = {}
    for folder, prefix in (("dce_studio", ""), ("training", "training."), ("weights", "weights.")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            inner = ".".join(path.relative_to(ROOT / folder).with_suffix("").parts)
            found[f"{prefix}{inner}"] = path
    return found


MODULES = _modules()


def _layer(module: str) -> str:
    return module.split(".")[0]


def _imports(path: Path, module: str, *, at_import: bool) -> Iterator[str]:
    """Absolute names of what `module` imports: anywhere, or only when it is itself imported."""
    for start, names in _statements(path, module, at_import):
        yield start
        yield from (f"{start}.{name}" for name in names)


def _statements(path: Path, module: str, at_import: bool) -> Iterator[tuple[str, list[str]]]:
    """Each import as the absolute name that it starts from and the names that it takes from there."""
    package = ["dce_studio", *module.split(".")][:-1]
    for node in _walk(ast.parse(path.read_text(encoding="utf-8")), at_import):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start, [alias.name for alias in node.names]


def _walk(node: ast.AST, at_import: bool) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        inside_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        only_for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if at_import and (inside_function or only_for_types):
            continue
        yield from _walk(child, at_import)


def _known_layers(module: str) -> set[str]:
    """The layers of the package that a module imports, "__init__" being the package itself."""
    known = set()
    for start, names in _statements(MODULES[module], module, at_import=False):
        if start == "dce_studio":
            known |= {name if name in LAYERS else "__init__" for name in names or ["__init__"]}
        elif start.startswith("dce_studio."):
            known.add(start.split(".")[1])
    return known


def _known_modules(module: str) -> set[str]:
    """The modules of the package that a module imports, anywhere; a package is named by its __init__.

    `from dce_studio.core import edit` knows core.edit alone, whatever else it runs on the way.
    """
    known = set()
    for start, names in _statements(MODULES[module], module, at_import=False):
        known |= {_module(f"{start}.{name}") or _module(start) for name in names} or {_module(start)}
    return {found for found in known if found} - {module}


def _module(name: str) -> str | None:
    """The key in MODULES of a module or package by its full name."""
    if name != "dce_studio" and not name.startswith("dce_studio."):
        return None
    inner = name.removeprefix("dce_studio").removeprefix(".")
    package = f"{inner}.__init__".removeprefix(".")
    return next((spelled for spelled in (inner, package) if spelled in MODULES), None)


def _room(module: str) -> str:
    """The folder below the layer that a module stands in, "" for the modules at the layer's top."""
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def _outside(path: Path, module: str, *, at_import: bool = False) -> set[str]:
    return {name.split(".")[0] for name in _imports(path, module, at_import=at_import)}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_the_layers_below_it(module: str) -> None:
    allowed = LAYERS[_layer(module)] | {_layer(module)}
    assert _known_layers(module) <= allowed


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) == "core" and m not in COMPOSING])
def test_a_module_of_core_knows_only_the_rooms_below_it(module: str) -> None:
    allowed = CORE_ROOMS[_room(module)] | {_room(module)}
    known = {m for m in _known_modules(module) if _layer(m) == "core"}
    wrong = {m for m in known if _room(m) not in allowed or m in COMPOSING}
    assert {m for m in wrong if (module, m) not in EXCEPTIONS} == set()


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) == "ui" and _room(m)])
def test_a_room_of_the_window_knows_no_other(module: str) -> None:
    known = {m for m in _known_modules(module) if _layer(m) == "ui"}
    allowed = {m for m in known if _room(m) in {_room(module), "widgets"}}
    if _room(module) in {"inspector", "adjust", "frame", "local", "view"}:
        allowed.add("ui.canvas.hooks")  # made for it: decorations and tools on the photo
    assert {m for m in known - allowed if (module, m) not in EXCEPTIONS} == set()


def test_no_imports_run_in_a_circle() -> None:
    """Over all imports: also those for types alone, and those inside functions."""
    assert _circles({module: _known_modules(module) for module in MODULES}) == []


def _circles(known: dict[str, set[str]]) -> list[list[str]]:
    """What is left when every module goes that knows only such as went, or that only such know."""
    left = {module: set(others) for module, others in known.items()}
    while True:
        wanted = set().union(*left.values())
        gone = {module for module, others in left.items() if not others or module not in wanted}
        if not gone:
            return [sorted(left)] if left else []
        left = {module: others - gone for module, others in left.items() if module not in gone}


def test_a_circle_is_found() -> None:
    assert _circles({"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set()}) == [["b", "c"]]
    assert _circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []


def test_exceptions_are_needed() -> None:
    assert {(module, known) for module, known in EXCEPTIONS if known not in _known_modules(module)} == set()


def test_rooms_stay_small() -> None:
    packages = [path.parent for path in (ROOT / "dce_studio").rglob("__init__.py")]
    counts = {str(p.relative_to(ROOT)): len({*p.glob("*.py")} - {p / "__init__.py"}) for p in packages}
    assert {name: count for name, count in counts.items() if count > MOST} == {}


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) not in {"app", "ui", "cli"}])
def test_no_qt_below_the_app(module: str) -> None:
    assert not _outside(MODULES[module], module) & QT


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) == "app"])
def test_no_widgets_in_the_app(module: str) -> None:
    names = set(_imports(MODULES[module], module, at_import=False))
    assert not {n for n in names if n.startswith(("PySide6.QtWidgets", "PySide6.QtSvgWidgets", "pyqtgraph"))}


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) != "training"])
def test_torch_stays_where_the_network_is(module: str) -> None:
    if module.startswith("core.engine."):
        return
    assert "torch" not in _outside(MODULES[module], module)


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) != "cluster"])
def test_dask_stays_where_the_cluster_is(module: str) -> None:
    assert not _outside(MODULES[module], module) & {"dask", "distributed"}


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) in LIGHT or m in LIGHT_COMMANDS])
def test_the_command_line_starts_light(module: str) -> None:
    heavy = {"torch", "numba", "numpy", "PIL", "scipy", "skimage"} | QT
    assert not _outside(MODULES[module], module, at_import=True) & heavy


def test_nothing_names_the_training_folder_as_a_package() -> None:
    wrong = [m for m, path in MODULES.items() if "training" in _outside(path, m)]
    assert wrong == []


def test_nothing_is_ever_unpickled() -> None:
    for module, path in MODULES.items():
        assert not _outside(path, module) & {"dill", "joblib", "shelve", "cloudpickle"}, module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "pickle":
                assert node.attr.endswith("Error"), f"{module} unpickles"
            if isinstance(node, ast.Call):
                _check_load(module, node)


def _check_load(module: str, call: ast.Call) -> None:
    flags = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
    assert flags.get("allow_pickle", "False") == "False", module
    if ast.unparse(call.func) == "torch.load":
        assert flags.get("weights_only") == "True", module


def test_imports_inside_functions_stay_few() -> None:
    """Only what start-up time needs; a new one takes the place of another."""
    found = {
        (module, node.lineno)
        for module, path in MODULES.items()
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert len(found) <= MOST_INSIDE


def test_a_class_s_name_has_one_meaning() -> None:
    """No other public class and no alias of a type is called as it is, in any module."""
    classes, others = defaultdict(set), defaultdict(set)
    for module, path in MODULES.items():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name].add(module)
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                others[node.targets[0].id].add(module)
    public = {name: found for name, found in classes.items() if not name.startswith("_")}
    assert {
        name: found | others[name] for name, found in public.items() if len(found | others[name]) > 1
    } == {}


def test_no_module_is_named_like_one_of_python_s_own() -> None:
    names = {module: module.removesuffix(".__init__").split(".")[-1] for module in MODULES}
    own = sys.stdlib_module_names - {"__main__"}  # what `python -m` runs is always called so
    assert {module for module, name in names.items() if name in own} == set()


def _loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after `code`."""
    report = "\nimport sys\nprint('\\n'.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_alone_loads_nothing_heavy() -> None:
    assert not _loaded_by("import dce_studio") & ({"torch", "numba", "numpy", "PIL"} | QT)


def test_rendering_loads_no_torch_no_qt_and_numba_when_it_is_called() -> None:
    assert not _loaded_by("import dce_studio.core.render.rendering") & ({"torch", "numba"} | QT)


def test_the_window_loads_nothing_heavy_before_it_is_seen() -> None:
    heavy = {"torch", "numba", "pyqtgraph", "PIL", "safetensors", "scipy", "google"}
    assert not _loaded_by("import dce_studio.ui.start") & heavy


def test_help_loads_neither_torch_nor_qt() -> None:
    code = "from dce_studio.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert not _loaded_by(code) & ({"torch", "numba", "numpy", "PIL"} | QT)
