"""On a worker: chunks of photos, each done by a process that is kept from chunk to chunk."""

from collections.abc import Iterator
from contextlib import contextmanager

from distributed import Worker, WorkerPlugin, get_worker

from dce_studio.core.batch import wire
from dce_studio.core.batch.guarded import Helper, events


class Keeper(WorkerPlugin):
    """A worker's processes for one run, one for each of its threads that has a chunk; they end with it.

    Each may hold the worker's memory and use its cores, shared among its threads.
    """

    def __init__(self, run: str) -> None:
        self.name = run  # under which Dask keeps it

    def setup(self, worker: Worker) -> None:
        """Remember what the worker grants; called by Dask on each worker."""
        threads = worker.state.nthreads
        limit = worker.memory_manager.memory_limit
        self._memory = limit // threads if limit else None
        self._idle: list[Helper] = []
        self.stopped = False

    def teardown(self, worker: Worker) -> None:
        """End the processes; called by Dask."""
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def helper(self) -> Iterator[Helper]:
        """A process that nobody else uses meanwhile."""
        helper = self._idle.pop() if self._idle else Helper(self._memory, cores=1)
        try:
            yield helper
        finally:
            self._idle.append(helper)


def work(run: str, sha256: str, words: wire.Words, items: list[list[object]]) -> list[wire.Words]:
    """The events of a chunk. run: the name of its keeper; sha256: of the weights.

    Raises StudioError where this worker would make other results.
    """
    keeper: Keeper = get_worker().plugins[run]  # type: ignore[assignment]
    batch = wire.batch(words, items)
    told: list[wire.Words] = []

    def tick(fraction: float) -> None:
        if keeper.stopped:
            raise KeyboardInterrupt

    with keeper.helper() as helper:
        try:
            tick(0)
            for event in events(helper, batch, list(enumerate(batch.items)), sha256, tick):
                found = wire.event_words(event)
                told += [found] if found else []
        except KeyboardInterrupt:
            pass  # what was finished is told
    return told


def stop(run: str, dask_worker: Worker) -> None:
    """Let the chunks of a run finish the files under way and no more."""
    keeper = dask_worker.plugins.get(run)
    if isinstance(keeper, Keeper):
        keeper.stopped = True
