"""What tells the three networks apart, and the names and shapes of their weights. No torch.

Seven convolutions with symmetric skips: the fifth takes the results of the third and the fourth, the sixth
those of the second and the fifth, the seventh those of the first and the sixth. Names are those of published
checkpoints.
"""

from dataclasses import dataclass

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Architecture:
    """width: channels of each layer but the last; maps: those of the last, 3 for each step with its own α.

    separable: depthwise 3 × 3, then pointwise 1 × 1, in place of a full 3 × 3; pool: a 3 × 3 maximum before
    the fourth layer; halo: pixels that a tile needs around it, half the receptive field. words: for a person
    who chooses among them.
    """

    width: int
    maps: int
    separable: bool
    pool: bool
    halo: int
    words: str

    def layers(self) -> dict[str, tuple[int, int]]:
        """The channels that each layer takes and gives."""
        width = self.width
        taken = (3, width, width, width, 2 * width, 2 * width, 2 * width)
        given = (*[width] * 6, self.maps)
        return {f"e_conv{n}": pair for n, pair in enumerate(zip(taken, given, strict=True), 1)}

    def shapes(self) -> dict[str, Shape]:
        """The shape of each of its tensors."""
        found: dict[str, Shape] = {}
        for name, (taken, given) in self.layers().items():
            if self.separable:
                found |= _convolution(f"{name}.depth_conv", taken, 1, 3)
                found |= _convolution(f"{name}.point_conv", given, taken, 1)
            else:
                found |= _convolution(name, given, taken, 3)
        return found


def _convolution(name: str, given: int, taken: int, edge: int) -> dict[str, Shape]:
    return {f"{name}.weight": (given, taken, edge, edge), f"{name}.bias": (given,)}


NETWORKS = {
    "dce": Architecture(  # 79,416 parameters
        32, 24, separable=False, pool=False, halo=7, words="the network of the paper"
    ),
    "dce-slim": Architecture(16, 24, separable=False, pool=True, halo=8, words="smaller"),  # 23,592
    "dce-pp": Architecture(  # 10,561; all 8 steps share 3 maps
        32, 3, separable=True, pool=False, halo=7, words="smallest"
    ),
}
ARCHITECTURES = tuple(NETWORKS)
