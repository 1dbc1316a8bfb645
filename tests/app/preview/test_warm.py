"""What is prepared before the first photo needs it."""

import subprocess
import sys

REHEARSED = """
from dce_studio.app.preview import warm
from dce_studio.core.compiled import Loop
from dce_studio.core.engine.models import Models
from dce_studio.core.local import kernels

warm._rehearse(Models(), lambda fraction: None)
loops = {name: loop for name, loop in vars(kernels).items() if isinstance(loop, Loop)}
made = {name: loop for name, loop in loops.items() if not name.startswith("_")}  # the others are inside them
print(*sorted(name for name, loop in made.items() if not loop.compiled.signatures))
"""


def test_the_first_stroke_waits_for_no_compiler() -> None:
    """In a process of its own, as other tests have compiled the loops in this one."""
    done = subprocess.run([sys.executable, "-c", REHEARSED], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
