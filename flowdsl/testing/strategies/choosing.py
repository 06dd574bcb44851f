"""Choices of all kinds, each made by Hypothesis, so that what is drawn can be shrunk."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

__all__ = ["Chooser"]

T = TypeVar("T")


class Chooser:
    """Makes choices by drawing whole numbers only, which is what Hypothesis draws fastest.

    Every choice shrinks to its plainest side: to the first of several, and to no.

    Args:
        draw: What `st.composite` gives to draw with.
    """

    __slots__ = ("_draw",)

    def __init__(self, draw: DrawFn) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """Choose a whole number.

        Args:
            low: The least that it may be.
            high: The most that it may be.
        """
        return low if low >= high else self._draw(st.integers(low, high))

    def chance(self, percent: int) -> bool:
        """Choose yes in so many cases of a hundred.

        Args:
            percent: How many.
        """
        return self._draw(_HUNDRED) >= 100 - percent

    def pick(self, several: Sequence[T]) -> T:
        """Choose one of several.

        Args:
            several: One value at least, the plainest first.
        """
        return several[self.integer(0, len(several) - 1)]

    def some(self, several: Sequence[T], least: int = 0, most: int | None = None) -> list[T]:
        """Choose some of several, in their order.

        Args:
            several: What there is to choose from.
            least: How many at least.
            most: How many at most; by default all of them.
        """
        limit = len(several) if most is None else min(most, len(several))
        wanted = self.integer(min(least, limit), limit)
        left = list(range(len(several)))
        while len(left) > wanted:
            del left[self.integer(0, len(left) - 1)]
        return [several[index] for index in left]

    def shuffled(self, several: Sequence[T]) -> list[T]:
        """Choose an order.

        Args:
            several: What is put in order.
        """
        left = list(several)
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(len(left))]

    def flags(self, number: int) -> int:
        """Choose for each of several things whether it is there, in about a third of the cases.

        One number for all of them is much faster than a choice for each.

        Args:
            number: How many there are.

        Returns:
            A number whose bits say it.
        """
        most = (1 << number) - 1
        first, second = self.integer(0, most), self.integer(0, most)
        third = self.integer(0, most)
        return first & (second | third)

    def drawn(self, strategy: st.SearchStrategy[T]) -> T:
        """Draw from a strategy, for what is no choice among a few.

        Args:
            strategy: The strategy.
        """
        return self._draw(strategy)


_HUNDRED = st.integers(0, 99)
