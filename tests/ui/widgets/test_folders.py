"""The folders and names that dialogs suggest."""

from pathlib import Path

import pytest

from dce_studio import assets
from dce_studio.ui.widgets import folders


def test_results_are_suggested_beside_their_photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert folders.beside(Path("/photos/a.b.jpg"), "_card") == str(Path("/photos/a.b_card"))
    monkeypatch.setattr(folders, "pictures", lambda: tmp_path)
    with assets.sample_photo() as sample:
        assert folders.beside(sample, "_card") == str(tmp_path / f"{sample.stem}_card")
    assert folders.beside(None, "_card") == str(tmp_path / "photo_card")
