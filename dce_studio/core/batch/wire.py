"""Batches and their events as JSON, a line each: for processes that share the work, and for the manifest.

An item's own edit, weights, photo and maps are the window's and do not travel.
"""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from dce_studio.core.batch.events import Batch, BatchEvent, Begun, Failed, Item, Skipped, Written
from dce_studio.core.engine.models import Model
from dce_studio.core.files.place import place
from dce_studio.core.files.sidecar import edit_of
from dce_studio.core.files.write import WriteOptions
from dce_studio.core.geometry import Size
from dce_studio.core.local.plain import values_of
from dce_studio.core.output.options import Output
from dce_studio.version import __version__

Words = dict[str, Any]
"""What JSON can say."""


def settings(batch: Batch, model: Model) -> str:
    """All that decides how the results of a batch look, as one line."""
    words = {
        "version": __version__, "weights": model.info.name, "weights_sha256": digest(model),
        "edit": values_of(batch.edit), "options": asdict(batch.options or WriteOptions()),
        "output": asdict(batch.output), "automatic": batch.automatic, "device": batch.device,
        "precision": batch.precision, "photo_size": batch.photo_size,
    }  # fmt: skip
    return json.dumps(words, sort_keys=True)


def digest(model: Model) -> str:
    """The SHA-256 of the weights' file, in hexadecimal."""
    return model.info.sha256 or hashlib.sha256(model.info.path.read_bytes()).hexdigest()


def batch_words(batch: Batch) -> Words:
    """A batch without its items."""
    return {
        "version": __version__, "edit": values_of(batch.edit), "weights": batch.weights,
        "options": asdict(batch.options or WriteOptions()), "output": asdict(batch.output),
        "device": batch.device, "precision": batch.precision, "overwrite": batch.overwrite,
        "skip_existing": batch.skip_existing,
        "automatic": batch.automatic, "workers": batch.workers, "megapixels": batch.megapixels,
        "checksum": batch.checksum, "photo_size": batch.photo_size,
    }  # fmt: skip


def item_words(item: Item) -> list[Any]:
    """An item; its paths are absolute, as who reads it may stand in another folder."""
    return [str(item.source.absolute()), str(item.target.absolute()), item.overwrite]


def batch(words: Words, items: list[list[Any]]) -> Batch:
    """The batch that was made into words."""
    apart = "version", "edit", "options", "output", "photo_size"
    given = {name: value for name, value in words.items() if name not in apart}
    measured = words["photo_size"] and Size(*words["photo_size"])
    found = [Item(place(source), place(target), overwrite=over) for source, target, over in items]
    size = words["output"]["size"] and Size(*words["output"]["size"])
    output, options = Output(**words["output"] | {"size": size}), WriteOptions(**words["options"])
    return Batch(found, edit_of(words["edit"]), options=options, output=output, photo_size=measured, **given)


def event_words(event: BatchEvent) -> Words | None:
    """An event, its item as a number; None for a Progress, which whoever reads it knows better."""
    if isinstance(event, Begun):
        return {"event": "begun", "index": event.index}
    if isinstance(event, Skipped):
        return {"event": "skipped", "index": event.index}
    if isinstance(event, Written):
        return {
            "event": "written", "index": event.index, "name": event.target.name, "seconds": event.seconds,
            "notes": event.notes, "sha256": event.sha256,
        }  # fmt: skip
    if isinstance(event, Failed):
        exists = event.exists.name if event.exists else None
        return {"event": "failed", "index": event.index, "reason": event.reason, "exists": exists}
    return None


def event(words: Words, index: int, item: Item) -> Begun | Skipped | Written | Failed:
    """The event of these words for the item that it tells of, which is the index-th here.

    A sentence names the photo and its result as this item does.
    """
    kind = words["event"]
    if kind == "begun":
        return Begun(index, item)
    if kind == "skipped":
        return Skipped(index, item)
    if kind == "written":
        target, notes = item.target.with_name(words["name"]), tuple(words["notes"])
        return Written(index, item, target, words["seconds"], notes, words["sha256"])
    exists = item.target.with_name(words["exists"]) if words["exists"] else None
    return Failed(index, item, _as_typed(words["reason"], item), exists)


def _as_typed(reason: str, item: Item) -> str:
    for path in (item.source, item.target, item.target.parent):
        if path.name:  # not the folder one stands in: its name begins those of others
            reason = reason.replace(str(path.absolute()), str(path))
    return reason
