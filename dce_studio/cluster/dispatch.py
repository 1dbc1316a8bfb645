"""Handing out a batch to the workers of a Dask cluster, and telling of it as the generator does."""

import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import uuid4

from distributed import Client, Future, KilledWorker
from distributed.client import FutureCancelledError
from distributed.comm.addressing import parse_address
from distributed.comm.registry import get_backend

from dce_studio.cluster import keeper
from dce_studio.core.batch import wire
from dce_studio.core.batch.events import Batch, BatchEvent, Begun, Failed, Skipped, clocked
from dce_studio.core.batch.guarded import Numbered, chunks
from dce_studio.core.errors import ClusterError, StudioError
from dce_studio.core.parallel import Tick, no_tick
from dce_studio.version import __version__

CHUNK = 32
"""Photos in a chunk, at most: what is lost with a worker."""

AHEAD = 2  # chunks handed out for each thread of a worker
PATIENCE = 300.0  # seconds for a scheduler or its workers to come back
CONNECT = 10.0  # seconds for one try
FRESH = 5.0  # seconds for which the number of workers is taken as known
LOOK = 0.02  # seconds between two looks for what is done


def run(batch: Batch, sha256: str, address: str, tick: Tick = no_tick) -> Iterator[BatchEvent]:
    """As `generator.run`, on the cluster whose scheduler has this address. sha256: of the weights' file.

    A worker that goes loses its chunk, which another does again: so each item must allow its own result to be
    replaced, as the manifest has it. Raises ClusterError where no scheduler or worker is to be had.
    """
    dispatch = _Dispatch(batch, sha256, address, tick)
    try:
        yield from clocked(dispatch.events(), len(batch.items))
    finally:
        dispatch.close()


@dataclass(frozen=True)
class _Chunk:
    """Photos that travel together. again: they were on workers that went, and go alone now."""

    items: list[Numbered]
    again: bool = False


class _Dispatch:
    """What is handed out, and the connection."""

    def __init__(self, batch: Batch, sha256: str, address: str, tick: Tick) -> None:
        self._batch, self._sha256, self._address, self._tick = batch, sha256, address, tick
        self._words = wire.batch_words(replace(batch, items=()))
        self._name = f"dce-studio-{uuid4().hex}"
        self._handed: dict[Future[list[wire.Words]], _Chunk] = {}
        self._back: deque[_Chunk] = deque()
        self._asked, self._granted = -FRESH, 1
        self._client = self._connected(CONNECT)
        threads = self._prepare()
        self._size = max(1, min(CHUNK, len(batch.items) // (4 * threads)))

    def events(self) -> Iterator[BatchEvent]:
        """Without Progress. An interrupt by tick is raised when the files under way are finished and told."""
        waiting = chunks(self._batch.items, self._size)
        interrupt: KeyboardInterrupt | None = None
        while True:
            if interrupt is None:
                yield from self._hand_out(waiting)
            if not self._handed:
                break
            yield from self._collected()
            try:
                self._tick(0.0)
            except KeyboardInterrupt as error:
                interrupt = error
                self._stop()
        if interrupt:
            raise interrupt

    def close(self) -> None:
        """Drop what is not done, and let go of the cluster and of what was kept there."""
        with suppress(Exception):  # it may be gone: nothing is left to do then
            if self._handed:
                self._stop()
                self._client.cancel(list(self._handed), force=True)
            self._client.unregister_worker_plugin(self._name)
        self._client.close()

    def _hand_out(self, waiting: "Iterator[list[Numbered] | Skipped]") -> Iterator[BatchEvent]:
        """As many chunks as the workers are to have at hand; what is settled already is told meanwhile."""
        room = AHEAD * max(1, self._threads()) - len(self._handed)
        while room > 0:
            chunk = self._back.popleft() if self._back else next(waiting, None)
            if chunk is None:
                return
            if isinstance(chunk, Skipped):
                yield chunk
                continue
            self._submit(chunk if isinstance(chunk, _Chunk) else _Chunk(chunk))
            room -= 1

    def _submit(self, chunk: _Chunk) -> None:
        items = [wire.item_words(item) for _, item in chunk.items]
        future = self._client.submit(
            keeper.work, self._name, self._sha256, self._words, items, key=f"enhance-{uuid4().hex}"
        )
        self._handed[future] = chunk

    def _collected(self) -> Iterator[BatchEvent]:
        """The events of the chunks that are done; those that were lost are kept to be handed out again."""
        done = [future for future in self._handed if future.done()]
        if not done:
            time.sleep(LOOK)
        if self._client.status == "closed" or any(future.cancelled() for future in done):
            self._reconnect()
            return
        for future in done:
            chunk = self._handed.pop(future)
            try:
                told: list[wire.Words] = future.result(timeout=CONNECT)
            except KilledWorker:
                yield from self._killed(chunk)
            except StudioError as error:
                raise ClusterError(str(error)) from error
            except (OSError, FutureCancelledError):  # its worker went before the result came
                self._back.append(chunk)
            except Exception as error:
                words = f"{type(error).__name__}: {error}"[:200]
                raise ClusterError(
                    f"The workers of {self._address} cannot enhance photos ({words}): install "
                    f"dce-studio[cluster] {__version__} there."
                ) from error
            else:
                found = [wire.event(words, *chunk.items[words["index"]]) for words in told]
                yield from found
                settled = {event.index for event in found if not isinstance(event, Begun)}
                left = [one for one in chunk.items if one[0] not in settled]  # it was stopped there
                self._back.extend([replace(chunk, items=left)] if left else [])

    def _killed(self, chunk: _Chunk) -> Iterator[BatchEvent]:
        """After Dask has given a chunk up: each photo alone; after that it is told."""
        if not chunk.again:
            self._back.extend(_Chunk([one], again=True) for one in chunk.items)
            return
        for index, item in chunk.items:
            yield Failed(
                index, item, f"{item.source} ended the workers that enhanced it: open it alone to see."
            )

    def _stop(self) -> None:
        with suppress(OSError):
            self._client.run(keeper.stop, self._name)

    def _threads(self) -> int:
        """Of all workers, as they were a few seconds ago: they come and go."""
        if time.monotonic() > self._asked + FRESH:
            self._asked = time.monotonic()
            with suppress(OSError):  # it is looked after where results are collected
                self._granted = sum(self._client.nthreads().values())
        return self._granted

    def _reconnect(self) -> None:
        """A scheduler that was restarted knows nothing of what it had: all of it goes out again."""
        self._back.extend(self._handed.values())
        self._handed.clear()
        if self._client.status != "running":
            self._client.close()
            self._client = self._connected(PATIENCE)
        self._prepare()

    def _connected(self, patience: float) -> Client:
        try:
            get_backend(parse_address(self._address)[0])
        except ValueError as error:
            raise ClusterError(
                f"{self._address} is no address of a scheduler: it looks like tcp://HOST:8786."
            ) from error
        until = time.monotonic() + patience
        while True:
            try:
                return Client(self._address, timeout=CONNECT, set_as_default=False)
            except OSError as error:
                if time.monotonic() > until:
                    raise ClusterError(
                        f"The scheduler {self._address} does not answer: check its address, and start again."
                    ) from error

    def _prepare(self) -> int:
        """Wait for the first worker, and have it keep its processes; how many threads there are."""
        try:
            self._client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"The scheduler {self._address} has no workers: start some, then again."
            ) from error
        self._client.register_plugin(keeper.Keeper(self._name))
        self._asked = -FRESH
        return max(1, self._threads())
