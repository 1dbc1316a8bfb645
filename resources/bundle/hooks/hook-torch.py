"""torch in the bundle: its modules as bytecode, its libraries as files; no headers, tests, templates.

PyInstaller's own hook takes every module of torch and its sources, 200 MB more.
"""

import re
from pathlib import Path

from PyInstaller.utils.hooks import PY_DYLIB_PATTERNS, collect_dynamic_libs, get_package_paths

TESTS = ("libtorchbind_test", "libjitbackend_test", "libbackend_with_compiler", "libaoti_custom_ops")
NEVER = ("testing", "_inductor", "_dynamo", "onnx")
READS_ITSELF = re.compile(r"^ *install_config_module\(|\b_overload(_method)?\b", re.MULTILINE)
"""What reads the source of the module that it is in: settings with their comments, overloads of functions."""

torch = Path(get_package_paths("torch")[1])

binaries = [
    (path, folder)
    for path, folder in collect_dynamic_libs("torch", search_patterns=[*PY_DYLIB_PATTERNS, "*.so.*"])
    if not Path(path).name.startswith(TESTS)
]
if (torch / "bin" / "torch_shm_manager").exists():  # torch does not start without it
    binaries.append((str(torch / "bin" / "torch_shm_manager"), "torch/bin"))
datas = [
    (str(path), str(path.parent.relative_to(torch.parent)))
    for path in torch.rglob("*.py")
    if path.relative_to(torch).parts[0] not in NEVER and READS_ITSELF.search(path.read_text("utf-8"))
]
bindepend_symlink_suppression = ["**/torch/lib/*"]  # torch looks for its libraries beside each other
module_collection_mode = "pyz"
