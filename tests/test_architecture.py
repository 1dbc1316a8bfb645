"""The layers of the house, read from the imports: ui → app → core, training → core, the command line on top.

Two kinds of import are told apart. What a module imports anywhere says whom it may know; what it imports when
it is itself imported says what starting costs: `--help` and plain rendering cost neither torch nor Qt.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TORCH_IN_CORE = {"net", "weights", "winograd", "estimate", "device", "infer"}
LIGHT = {"__init__", "__main__", "assets", "cli", "commands"}
QT = {"PySide6", "shiboken6", "pyqtgraph"}
# Who may know whom, within the package. A layer always knows itself.
LAYERS: dict[str, set[str]] = {
    "core": {"assets", "weights", ""},
    "training": {"core", ""},
    "app": {"core", "assets", ""},
    "ui": {"app", "core", "assets", "resources", ""},
    "assets": {"resources"},
    "commands": {"core", "training", "assets", "commands", ""},
    "cli": {"commands", "core", "ui", "assets", ""},
    "__main__": {"cli"},
    "__init__": {"core"},  # dce_studio.load, estimate, render: imported when asked for
    "weights": set(),
    "resources": set(),
}


def _modules() -> dict[str, Path]:
    """Every module of the package by its installed name, as tests/…/pyproject lays them out."""
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
    package = ["dce_studio", *module.split(".")][:-1]
    for node in _walk(ast.parse(path.read_text(encoding="utf-8")), at_import):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield start
            yield from (f"{start}.{alias.name}" for alias in node.names)


def _walk(node: ast.AST, at_import: bool) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        inside_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        only_for_types = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
        if at_import and (inside_function or only_for_types):
            continue
        yield from _walk(child, at_import)


def _known_layers(path: Path, module: str) -> set[str]:
    """The layers of the package that a module imports, "" being the package itself (its version)."""
    known = set()
    for name in _imports(path, module, at_import=False):
        parts = name.split(".")
        if parts[0] == "dce_studio":
            inner = parts[1] if len(parts) > 1 else ""
            known.add(inner if inner in LAYERS else "")
    return known


def _outside(path: Path, module: str, *, at_import: bool = False) -> set[str]:
    return {name.split(".")[0] for name in _imports(path, module, at_import=at_import)}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_the_layers_below_it(module: str) -> None:
    allowed = LAYERS[_layer(module)] | {_layer(module)}
    assert _known_layers(MODULES[module], module) <= allowed


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) not in {"app", "ui", "cli"}])
def test_no_qt_below_the_app(module: str) -> None:
    assert not _outside(MODULES[module], module) & QT


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) == "app"])
def test_no_widgets_in_the_app(module: str) -> None:
    names = set(_imports(MODULES[module], module, at_import=False))
    assert not {n for n in names if n.startswith(("PySide6.QtWidgets", "PySide6.QtSvgWidgets", "pyqtgraph"))}


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) != "training"])
def test_torch_stays_where_the_network_is(module: str) -> None:
    layer, _, name = module.partition(".")
    if layer == "core" and name in TORCH_IN_CORE:
        return
    assert "torch" not in _outside(MODULES[module], module)


@pytest.mark.parametrize("module", [m for m in MODULES if _layer(m) in LIGHT])
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


def test_modules_stay_small() -> None:
    long = {m: n for m, p in MODULES.items() if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert long == {}


def _loaded_by(code: str) -> set[str]:
    """Top-level modules that a fresh interpreter has loaded after `code`."""
    report = "\nimport sys\nprint('\\n'.join({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_package_alone_loads_nothing_heavy() -> None:
    assert not _loaded_by("import dce_studio") & ({"torch", "numba", "numpy", "PIL"} | QT)


def test_rendering_loads_neither_torch_nor_qt() -> None:
    assert not _loaded_by("import dce_studio.core.render") & ({"torch"} | QT)


def test_help_loads_neither_torch_nor_qt() -> None:
    code = "from dce_studio.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert not _loaded_by(code) & ({"torch", "numba", "numpy", "PIL"} | QT)
