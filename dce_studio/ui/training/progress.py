"""The second page of the training dialog: what is happening."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from dce_studio.core.runs.events import (
    CurvePoints,
    Event,
    Paused,
    SamplesShown,
    Scanning,
    Started,
    Stepped,
    Validated,
    Warned,
    clock,
)
from dce_studio.ui.training.plots import MeanCurve, Trace
from dce_studio.ui.widgets import theme
from dce_studio.ui.widgets.tips import tip

LOSSES = (
    ("total", "The sum of all losses: what is minimised"),
    ("exposure", "Exposure: patches come to the brightness aimed at"),
    ("spatial", "Spatial consistency: neighbouring regions keep their contrast"),
    ("colour", "Colour constancy: the channels keep their balance"),
    ("smoothness", "Smoothness: neighbouring pixels get like curves"),
    ("reference", "Distance to the photo as it was before its exposure was varied"),
    ("neutral", "Neutral steps: red, green and blue get like curves at each iteration"),
    ("saturation", "Colour saturation"),
)
"""What each trace shows, in their order. Of the losses those are shown that have once not been 0."""

_KEEP = Qt.AspectRatioMode.KeepAspectRatio
FRAME = 3  # logical pixels around a sample
SAMPLE = 104  # logical pixels, the long edge of a sample picture


class SampleRow(QWidget):
    """One sample photo: as it went in, and as it comes out now."""

    def __init__(self, number: int, page: "TrainProgress") -> None:
        super().__init__(page)
        self._number, self._page = number, page
        self.before, self.after = QLabel(), QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(FRAME, FRAME, FRAME, FRAME)
        column.setSpacing(3)
        self._marked = False
        self.setToolTip(tip("Before, and below it after; click to see its mean curve"))
        for label, name in ((self.before, "before"), (self.after, "after")):
            label.setAccessibleName(f"Sample {number + 1}, {name}")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFixedSize(SAMPLE, SAMPLE * 3 // 4)
            column.addWidget(label)

    def show_files(self, before: str | Path, after: str | Path) -> None:
        """Show these pictures."""
        for label, file in ((self.before, before), (self.after, after)):
            picture = QPixmap(file)
            if picture.isNull():
                continue
            ratio = self.devicePixelRatioF()
            scaled = picture.scaled(label.size() * ratio, _KEEP, Qt.TransformationMode.SmoothTransformation)
            scaled.setDevicePixelRatio(ratio)
            label.setPixmap(scaled)

    def clear(self) -> None:
        """Show nothing."""
        self.before.clear()
        self.after.clear()
        self.mark(False)

    def mark(self, on: bool) -> None:
        """Whether it is this one's curve that is shown."""
        self._marked = on
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            look = theme.look()
            painter.setPen(QPen(look.colour("accent"), 1.5) if self._marked else Qt.PenStyle.NoPen)
            painter.setBrush(look.colour("panel"))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 3, 3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._page.choose_sample(self._number)


class TrainProgress(QWidget):
    """Shows events; asks nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state, self.figures = QLabel("Starting…"), theme.label("", "muted")
        self.figures.setToolTip(
            tip(
                "Of photos kept apart: their loss, how bright they come out (0–1), the share of their values "
                "whose contrast is crushed (slope below 1/8), the pixels that turn white, how far hues turn. "
                "The best weights have the least loss, with what turns white and the hues counted in"
            )
        )
        self.notes = theme.label("", "warning")
        self.notes.setWordWrap(True)
        self.notes.hide()
        self.bar = QProgressBar(textVisible=False)
        self.traces = {name: Trace(name, help) for name, help in LOSSES}
        self.samples = [SampleRow(k, self) for k in range(4)]
        self.curve = MeanCurve()
        self.folder: Path | None = None  # of the run whose traces are shown
        self._chosen = 0
        self._best = ""
        self._curves: CurvePoints = ()
        self._lay_out()

    def clear(self, again: Path | None = None) -> None:
        """Make ready for another run; `again`: the folder of one that goes on, whose traces are kept."""
        if again is None or again != self.folder:
            self.folder = None
            self._forget()
        for label in (self.figures, self.notes):
            label.clear()
        self.notes.hide()
        self.state.setText("Starting…")
        self.bar.setRange(0, 0)

    def _forget(self) -> None:
        for trace in self.traces.values():
            trace.clear()
            trace.hide()
        self._reveal("total")
        for sample in self.samples:
            sample.clear()
        self._best = ""
        self._curves = ()
        self.curve.clear()

    def show_run(self, step: int, steps: int) -> None:
        """Say how far a run came that is not going on."""
        self.bar.setRange(0, steps)
        self.bar.setValue(step)

    def show_losses(self, losses: Sequence[tuple[int, Mapping[str, float]]]) -> None:
        """Show the losses of the steps that a run has behind it."""
        for name, trace in self.traces.items():
            pairs = [(step, values[name]) for step, values in losses if name in values]
            trace.fill(pairs)
            if any(value for _, value in pairs):
                self._reveal(name)

    def show_pictures(self, befores: Sequence[str | Path], afters: Sequence[str | Path]) -> None:
        """Show these files as the sample photos."""
        for sample, before, after in zip(self.samples, befores, afters, strict=False):
            sample.show_files(before, after)

    def choose_sample(self, number: int) -> None:
        """Show that sample's mean curve."""
        self._chosen = number
        for k, sample in enumerate(self.samples):
            sample.mark(k == number and bool(self._curves))
        if number < len(self._curves):
            self.curve.show_curves(self._curves[number])

    def show_event(self, event: Event) -> None:
        """Show what an event says."""
        match event:
            case Scanning():
                self.state.setText(f"Looking at photos: {event.done} of {event.total}")
            case Warned():
                self.notes.setText(event.text)
                self.notes.show()
            case Started():
                self._show_started(event)
            case Stepped():
                self._show_step(event)
            case Validated():
                self._show_epoch(event)
            case SamplesShown():
                self._show_samples(event)
            case Paused():
                self.state.setText(f"Paused at step {event.step}" if event.paused else "Training…")

    def _show_started(self, event: Started) -> None:
        self.bar.setRange(0, event.steps)
        self.bar.setValue(event.step)
        for trace in self.traces.values():
            trace.cut(event.step)
        self.state.setText("Training…")
        count = f"{event.parameters:,}".replace(",", " ")
        parts = [f"{event.arch}, {count} parameters"]
        parts += [f"{event.device}, {event.precision}"]
        parts += [f"{event.photos} photos, {event.held_out} more to validate on"]
        self.figures.setText(" · ".join(parts))

    def _show_step(self, event: Stepped) -> None:
        for name, trace in self.traces.items():
            value = event.losses.get(name, 0.0)
            trace.add(event.step, value)
            if value:
                self._reveal(name)
        self.bar.setValue(event.step)
        left = "" if event.left is None else f" · {clock(event.left)} left"
        self.state.setText(f"Step {event.step} of {self.bar.maximum()}{left}")

    def _show_epoch(self, event: Validated) -> None:
        parts = [
            f"Epoch {event.epoch}", f"held-out loss {event.losses['total']:.3f}",
            f"brightness {event.brightness:.2f}", f"crushed {event.crushed * 100:.1f} %",
        ]  # fmt: skip
        if event.psnr is not None:
            parts.append(f"PSNR {event.psnr:.2f} dB, SSIM {event.ssim:.3f}")
        if event.blown is not None:
            parts.append(f"blown {event.blown:.2f} %")
        if event.hue is not None:
            parts.append(f"hue error {event.hue:.1f}°")
        if event.best:
            self._best = f"best, kept: epoch {event.epoch}"
            parts.append("the best so far")
        elif self._best:
            parts.append(self._best)
        self.figures.setText(" · ".join(parts))

    def _reveal(self, name: str) -> None:
        """Show a trace, too: the sum in two rows at the left, the losses that take part beside it in twos."""
        if not self.traces[name].isHidden():
            return
        self.traces[name].show()
        self._plots.addWidget(self.traces["total"], 0, 0, 2, 1)
        losses = [trace for trace in self.traces.values() if not trace.isHidden()][1:]
        for k, trace in enumerate(losses):
            rows = 2 if k == len(losses) - 1 and k % 2 == 0 else 1
            self._plots.addWidget(trace, k % 2, 1 + k // 2, rows, 1)

    def _show_samples(self, event: SamplesShown) -> None:
        self.show_pictures(event.before, event.after)
        self._curves = event.curves
        self.choose_sample(min(self._chosen, len(self._curves) - 1))

    def _lay_out(self) -> None:
        self._plots = QGridLayout()
        self._plots.setSpacing(6)
        for trace in self.traces.values():
            trace.setParent(self)
            trace.hide()
        self._reveal("total")
        strip = QHBoxLayout()
        strip.setSpacing(6)
        for sample in self.samples:
            strip.addWidget(sample)
        strip.addWidget(self.curve, 1)
        self.curve.setFixedHeight(2 * (SAMPLE * 3 // 4) + 3 + 2 * FRAME)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.state, self.bar, self.figures, self.notes):
            column.addWidget(widget)
        column.addLayout(self._plots, 1)
        column.addLayout(strip)
