"""Chance that comes out the same every time: seeds from words, dice, smooth noise."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy import ndimage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from itinera.geodesy import FloatArray

Choice = TypeVar("Choice")


def stable_seed(seed: int, *words: object) -> int:
    """Mix a seed with words into 63 bits, the same on every machine and run."""
    text = "\x1f".join([str(seed), *(str(word) for word in words)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 1


class Dice:
    """Scalar random choices of one stage; far faster one by one than a numpy Generator."""

    __slots__ = ("_random",)

    def __init__(self, seed: int, *words: object) -> None:
        self._random = random.Random(stable_seed(seed, *words)).random

    def unit(self) -> float:
        """Return a number in [0, 1)."""
        return self._random()

    def between(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return low + (high - low) * self._random()

    def about(self, spread: float) -> float:
        """Return a number around 0, bell-shaped, never beyond three times `spread`."""
        return spread * 2.0 * (self._random() + self._random() + self._random() - 1.5)

    def chance(self, probability: float) -> bool:
        """Say yes with that probability."""
        return self._random() < probability

    def pick(self, options: Sequence[Choice]) -> Choice:
        """Return one of the options, each as likely."""
        return options[int(self._random() * len(options))]

    def weigh(self, options: Mapping[Choice, float]) -> Choice:
        """Return one of the options, as likely as its weight says."""
        left = self._random() * sum(options.values())
        chosen = next(iter(options))
        for option, weight in options.items():
            chosen = option
            left -= weight
            if left < 0.0:
                break
        return chosen


def smooth_noise(shape: tuple[int, int], cells: float, seed: int, *words: object) -> FloatArray:
    """Draw a smooth random relief over a raster.

    Parameters
    ----------
    shape
        Rows and columns of the raster.
    cells
        Width of its hills in raster cells.

    Returns
    -------
    float64, shape `shape`
        Values mostly between -1 and 1, mean about 0.
    """
    rows, columns = (int(np.ceil(n / cells)) + 3 for n in shape)
    generator = np.random.default_rng(stable_seed(seed, *words))
    coarse = generator.uniform(-1.6, 1.6, (rows, columns))
    at = np.meshgrid(*(np.arange(n) / cells + 1.0 for n in shape), indexing="ij")
    noise: FloatArray = ndimage.map_coordinates(coarse, at, order=3, mode="nearest")
    return noise
