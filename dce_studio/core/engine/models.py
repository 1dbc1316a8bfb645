"""Loaded weights with the engines made ready of them, and the one object that keeps them.

Weights are loaded without torch, which the first engine imports.
"""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dce_studio.core.manifest import WeightsInfo

if TYPE_CHECKING:
    from dce_studio.core.engine.infer import Engine
    from dce_studio.core.engine.weights import Weights


class Model:
    """Weights and their engines, one for each device and precision that was asked for."""

    def __init__(self, weights: "Weights") -> None:
        self.weights = weights
        self._engines: dict[tuple[str, str], Engine] = {}

    @property
    def info(self) -> WeightsInfo:
        """What is known of the weights."""
        return self.weights.info

    def engine(self, device: str = "auto", precision: str = "auto") -> "Engine":
        """Return the engine for a device; it is made and checked once.

        precision: "auto" takes low precision where it is in hardware and agrees with float32; "float32" never
        does. Raises DeviceError for a device that this machine lacks.
        """
        from dce_studio.core.engine.device import choose
        from dce_studio.core.engine.infer import trusted

        key = (device, precision)
        if key not in self._engines:
            chosen = choose(device)
            named = (chosen.name, precision)
            if named not in self._engines:
                self._engines[named] = trusted(self.weights, chosen, precision)
            self._engines[key] = self._engines[named]
        return self._engines[key]

    def on_cpu(self, precision: str, note: str) -> "Engine":
        """Return the CPU's engine as the last resort; the note tells the person why."""
        return replace(self.engine("cpu", precision), note=note)


class Models:
    """The models in use by the names or paths they were asked for; they go with it.

    most: the number of models kept; the one loaded first is dropped first. None keeps all.
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._models: dict[str, Model] = {}

    def get(self, name: str | Path) -> Model:
        """Return the model of bundled weights or of a file, loaded once. Raises WeightsError."""
        model = self._models.get(str(name))
        return self.load(name) if model is None else model

    def load(self, name: str | Path) -> Model:
        """Load weights again, since the file may have changed, and keep them. Raises WeightsError."""
        from dce_studio.core.engine.weights import load_weights

        model = self._models[str(name)] = Model(load_weights(name))
        if self._most is not None and len(self._models) > self._most:
            del self._models[next(iter(self._models))]
        return model

    def infos(self) -> dict[str, WeightsInfo]:
        """Return what is known of each model that is kept, by the name it was asked for."""
        return {name: model.info for name, model in list(self._models.items())}
