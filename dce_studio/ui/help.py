"""Help: the keys, what this program is, and the licences of what it is made of."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.keys import GROUPS, spoken
from dce_studio.version import __version__

GAP = "&nbsp;" * 3

PACKAGES = (
    "PySide6-Essentials", "torch", "numpy", "numba", "llvmlite", "Pillow", "pyqtgraph", "safetensors",
    "scikit-image", "tifffile", "imagecodecs", "pi-heif", "rawpy", "platformdirs", "tensorboardX",
)  # fmt: skip


def keys_dialog(parent: QWidget) -> QDialog:
    """Return a dialog with all keys on one page."""
    accent = theme.look().colours["accent"]
    tables = "".join(
        ("" if title == GROUPS[0][0] else "<tr><td>&nbsp;</td></tr>")
        + f'<tr><td colspan=2><span style="font-size: large; font-weight: 600; color: {accent}">{title}'
        + "</span></td></tr>"
        + "".join(f"<tr><td>{escape(spoken(b))}{GAP}</td><td>{b.does}</td></tr>" for b in bindings)
        for title, bindings in GROUPS
    )
    return page_dialog(parent, "Keys", f"<table cellspacing=4>{tables}</table>", 600, 640)


def about_dialog(parent: QWidget) -> QDialog:
    """Return a dialog with the program's name and version, its method and all licences."""
    return page_dialog(parent, "About DCE Studio", _about(), 560, 520, icon=True)


def _about() -> str:
    rows = "".join(f"<tr><td>{name}&nbsp;&nbsp;</td><td>{licence}</td></tr>" for name, licence in licences())
    return (
        f"<h2>DCE Studio {__version__}</h2>"
        "<p>A photo editor for low-light photos that shows its light-enhancement curves.</p>"
        "<p>The method is Zero-DCE (Guo et al., CVPR 2020) and Zero-DCE++ (Li et al., TPAMI 2021), written "
        "anew from the papers.</p><p>Licence: MIT. It is made with:</p>"
        f"<table cellspacing=2>{rows}</table>"
    )


def licences() -> list[tuple[str, str]]:
    """Return (package, licence) of each package in PACKAGES that is installed."""
    from importlib.metadata import PackageNotFoundError, metadata  # a tenth of the window's start

    found = []
    for name in PACKAGES:
        try:
            data = metadata(name)
        except PackageNotFoundError:
            continue
        said = data.get_all("License-Expression") or [_classified(data.get_all("Classifier"))]
        licence = next(filter(None, [*said, *(data.get_all("License") or ())]), "")
        found.append(
            (f"{data['Name']} {data['Version']}", (licence or "see its package").splitlines()[0][:70])
        )
    return found


def _classified(classifiers: Sequence[str] | None) -> str:
    names = [c.rsplit("::", 1)[-1].strip() for c in classifiers or () if c.startswith("License ::")]
    return ", ".join(names)


def no_manual() -> str:
    """Return the sentence for a copy of the program that came without its manual."""
    checkout = Path(__file__).parents[2]
    pages = checkout / "docs" / "manual"
    if pages.is_dir():
        return f"The manual is not built yet: run make manual in {checkout}, or read its pages in {pages}."
    return "This copy of DCE Studio came without its manual: make manual builds it from the source."


def page_dialog(
    parent: QWidget, title: str, html: str, width: int, height: int, icon: bool = False
) -> QDialog:
    """Return a dialog with a page of text, which may scroll."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    page = QTextBrowser()
    page.setHtml(html)
    row = QHBoxLayout()
    if icon:
        picture = QLabel()
        picture.setPixmap(theme.app_icon().pixmap(84, 84))
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(page, 1)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(16, 16, 16, 12)
    column.addLayout(row, 1)
    column.addWidget(buttons)
    dialog.resize(width, height)
    return dialog
