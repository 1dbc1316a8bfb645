"""Many processes as one: torchrun starts them, DistributedDataParallel averages their gradients.

`Group` is the same for a process alone, where everything here is the identity.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.distributed.distributed_c10d import PrefixStore
from torch.distributed.rendezvous import rendezvous
from torch.nn.parallel import DistributedDataParallel

_PATIENCE = timedelta(days=1)  # a pause blocks all processes; torchrun notices a dead one at once


@dataclass(frozen=True)
class Group:
    """This process among all: rank in 0 … world − 1, `local` its number on its machine."""

    rank: int = 0
    world: int = 1
    local: int = 0

    @property
    def first(self) -> bool:
        """Whether this process is the one that writes files and reports events."""
        return self.rank == 0

    def sum(self, values: Tensor) -> Tensor:
        """The sum of a tensor over all processes."""
        if self.world > 1:
            dist.all_reduce(values)
        return values

    def share(self, tensors: Iterable[Tensor]) -> None:
        """Overwrite the tensors with the first process's."""
        if self.world > 1:
            for tensor in tensors:
                dist.broadcast(tensor, 0)

    def same(self, number: int) -> bool:
        """Whether all processes have the same number (below 2**62)."""
        value = torch.tensor([number, -number])
        if self.world > 1:
            dist.all_reduce(value, dist.ReduceOp.MAX)
        return int(value[0]) == -int(value[1])

    def wrap(self, net: nn.Module) -> tuple[nn.Module, Callable[[], AbstractContextManager[None]]]:
        """Return the network to call, and the context in which gradients are not averaged yet."""
        if self.world == 1:
            return net, nullcontext
        wrapped = DistributedDataParallel(net)
        return wrapped, wrapped.no_sync


def place() -> Group:
    """Where torchrun put this process; alone when it was started without."""
    env = os.environ
    if "TORCHELASTIC_RUN_ID" not in env or int(env.get("WORLD_SIZE", "1")) < 2:
        return Group()
    return Group(int(env["RANK"]), int(env["WORLD_SIZE"]), int(env["LOCAL_RANK"]))


def restarted() -> bool:
    """Whether torchrun started this process again after one died."""
    return int(os.environ.get("TORCHELASTIC_RESTART_COUNT", "0")) > 0


@contextmanager
def joined(group: Group, device: torch.device) -> Iterator[None]:
    """Connect the processes of the group for as long as the context lasts."""
    if group.world == 1:
        yield
        return
    store, rank, world = next(rendezvous("env://", timeout=_PATIENCE))
    store.set_timeout(_PATIENCE)
    dist.init_process_group(
        "nccl" if device.type == "cuda" else "gloo", timeout=_PATIENCE, rank=rank, world_size=world,
        store=PrefixStore(_try(), store),
    )  # fmt: skip
    try:
        yield
    finally:
        dist.destroy_process_group()


def _try() -> str:
    """A name for this start of the group, the same in all its processes.

    torchrun keeps one store for all its tries, so that a process would find the address of one that died
    (pytorch/pytorch#135712). On many machines, where they count apart, TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1
    gives each try a store of its own.
    """
    alone = os.environ.get("GROUP_WORLD_SIZE", "1") == "1"
    return f"try {os.environ.get('TORCHELASTIC_RESTART_COUNT', '0')}" if alone else "try"
