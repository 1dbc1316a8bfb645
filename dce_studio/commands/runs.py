"""How `enhance` goes about its batch: here, or in a process of its own; with a manifest or without."""

import argparse
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dce_studio.commands.ending import Act
from dce_studio.commands.usage import UsageError
from dce_studio.core.batch import generator, guarded, wire
from dce_studio.core.batch.events import Batch, BatchEvent
from dce_studio.core.batch.manifest import NAME, Manifest
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import ClusterError, ManifestError


class BatchRun:
    """What the options ask for. Raises UsageError for a part without a folder for its results."""

    def __init__(self, args: argparse.Namespace, batch: Batch, models: Models) -> None:
        self._batch, self._models = batch, models
        self._guarded, self._scheduler = bool(args.part), args.scheduler
        if args.part and args.scheduler:
            raise UsageError("--part is for machines without a scheduler: leave out one of the two")
        self._output = Path(args.output)
        self._manifest = _manifest_of(args)
        if self._manifest and _is_one_file(batch, self._output):
            raise UsageError(
                f"{args.output} is a file: what keeps a manifest needs a folder, with / at its end"
            )

    @property
    def going_on(self) -> str:
        """What goes on with the rest after a stop."""
        return "the same command" if self._manifest else "--skip-existing"

    def events(self, tick: Act) -> Iterator[BatchEvent]:
        """The batch's events. Raises StudioError where it cannot go on at all."""
        if self._manifest is None:
            yield from generator.run(self._batch, tick, self._models)
            return
        model = self._models.get(self._batch.weights)
        batch = replace(self._batch, checksum=True)
        manifest = self._opened(self._manifest, wire.settings(batch, model))
        try:
            batch = replace(batch, items=manifest.enter(batch.items))
            if self._scheduler:
                yield from manifest.kept(_on_cluster(batch, wire.digest(model), self._scheduler, tick))
            elif self._guarded:
                yield from manifest.kept(guarded.run(batch, wire.digest(model), tick))
            else:
                yield from manifest.kept(generator.run(batch, tick, self._models))
        finally:
            manifest.close()

    def _opened(self, path: Path, settings: str) -> Manifest:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ManifestError(f"{path.parent} cannot be made: {error.strerror or error}.") from error
        others = [other for other in sorted(path.parent.glob(f"{NAME}*.sqlite")) if other != path]
        return Manifest(path, self._output, settings, others)


def _on_cluster(batch: Batch, sha256: str, address: str, tick: Act) -> Iterator[BatchEvent]:
    try:
        from dce_studio.cluster import dispatch
    except ImportError as error:
        raise ClusterError("--scheduler needs Dask: pip install dce-studio[cluster].") from error
    return dispatch.run(batch, sha256, address, tick)


def _manifest_of(args: argparse.Namespace) -> Path | None:
    if args.manifest or not (args.part or args.scheduler):
        path: Path | None = args.manifest
        return path
    part = f"-{args.part[0]}-of-{args.part[1]}" if args.part else ""
    return Path(args.output) / f"{NAME}{part}.sqlite"


def _is_one_file(batch: Batch, output: Path) -> bool:
    return len(batch.items) == 1 and batch.items[0].target == output
