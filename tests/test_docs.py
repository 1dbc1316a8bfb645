"""What the documents name is there: every path, and every name that stands beside one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = (
    "architecture", "recipes", "engine", "memory", "training", "night", "start", "archive", "bundle", "tone",
)  # fmt: skip
DOCUMENTS = (*(f"docs/{page}.md" for page in PAGES), "CONTRIBUTING.md", "README.md")
PATH = re.compile(r"(?:dce_studio|training|tests|resources|weights|docs)/[\w./]*|\.ci/\w+|[A-Z_]+\.md")


def _quoted(text: str) -> list[str]:
    return re.findall(r"`([^`\n]+)`", text)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_is_there(document: str) -> None:
    named = {quoted for quoted in _quoted((ROOT / document).read_text("utf-8")) if PATH.fullmatch(quoted)}
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS[:2])
def test_every_name_beside_a_module_is_in_it(document: str) -> None:
    count = 0
    for item in re.split(r"\n\s*\n|\n(?=- |\d\. )", (ROOT / document).read_text("utf-8")):
        files = [ROOT / q for q in _quoted(item) if q.endswith(".py") and PATH.fullmatch(q)]
        source = "".join(file.read_text("utf-8") for file in files)
        plain = (quoted.split("(")[0].split(".")[-1] for quoted in _quoted(item) if "/" not in quoted)
        names = [name for name in plain if name.isidentifier() and name != "train"]
        if files:
            count += len(names)
            assert [name for name in names if not re.search(rf"\b{name}\b", source)] == [], item
    assert count > 5
