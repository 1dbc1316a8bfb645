"""How `enhance` goes about its batch: here, or in a process of its own; with a manifest or without."""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from dce_studio.commands.ending import Act
from dce_studio.commands.usage import UsageError
from dce_studio.core.batch import generator, guarded, wire
from dce_studio.core.batch.events import Batch, BatchEvent
from dce_studio.core.batch.manifest import NAME, Manifest
from dce_studio.core.engine.models import Models
from dce_studio.core.errors import ClusterError, ManifestError
from dce_studio.core.files import stores
from dce_studio.core.files.place import AnyPath, place


class BatchRun:
    """What the options ask for. Raises UsageError for a part without a folder for its results."""

    def __init__(self, args: argparse.Namespace, batch: Batch, models: Models) -> None:
        self._batch, self._models = batch, models
        self._guarded, self._scheduler = bool(args.part), args.scheduler
        if args.part and args.scheduler:
            raise UsageError("--part is for machines without a scheduler: leave out one of the two")
        self._output = place(args.output)
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
        with tempfile.TemporaryDirectory(prefix="dce-studio-") as folder:
            manifest = self._opened(self._manifest, wire.settings(batch, model), Path(folder))
            try:
                batch = replace(batch, items=manifest.enter(batch.items))
                yield from manifest.kept(self._plain(batch, wire.digest(model), tick))
            finally:
                manifest.close()

    def _plain(self, batch: Batch, sha256: str, tick: Act) -> Iterator[BatchEvent]:
        """The events, with or without others to do the work."""
        if self._scheduler:
            return _on_cluster(batch, sha256, self._scheduler, tick)
        return guarded.run(batch, sha256, tick) if self._guarded else generator.run(batch, tick, self._models)

    def _opened(self, path: AnyPath, settings: str, folder: Path) -> Manifest:
        """The manifest; of a store a copy in this folder, which is put back into it."""
        if not isinstance(path, Path):
            local = folder / path.name
            if stores.is_there(path):
                stores.fetch(path, local)
            return Manifest(local, self._output, settings, publish=partial(stores.put, local, path))
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


def _manifest_of(args: argparse.Namespace) -> AnyPath | None:
    if args.manifest or not (args.part or args.scheduler):
        path: AnyPath | None = args.manifest
        return path
    part = f"-{args.part[0]}-of-{args.part[1]}" if args.part else ""
    return place(args.output) / f"{NAME}{part}.sqlite"


def _is_one_file(batch: Batch, output: AnyPath) -> bool:
    return len(batch.items) == 1 and batch.items[0].target == output
