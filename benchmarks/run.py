"""Measures flowdsl side by side with pywa, in one run, and fails where a bar is missed.

Machines differ and are noisy: what counts is a ratio, of the best of many turns taken alternately.
"""

import gc
import json
import math
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable

from flows import with_flowdsl, with_pywa

BUILD_BAR = 0.35
GROWTH_BAR = 1.1
IMPORT_BAR = 1.3
# Our own: what a module with flows pays once for the forty classes of the table.
ALL_NAMES_BAR = 2.0
HELP_BAR = 2.0

ROUNDS = 3
"""How often a bar may be missed before it counts: a busy machine spoils single measurements."""


def best(*works: Callable[[], object], turns: int, repeat: int = 1) -> list[float]:
    """Return the shortest time of each piece of work in seconds, taken in turns.

    Each turn does the work `repeat` times, and counts the mean.
    """
    shortest = [math.inf] * len(works)
    gc.collect()
    gc.disable()
    try:
        for _ in range(turns):
            for index, work in enumerate(works):
                start = time.perf_counter()
                for _ in range(repeat):
                    work()
                taken = (time.perf_counter() - start) / repeat
                shortest[index] = min(shortest[index], taken)
            gc.collect()
    finally:
        gc.enable()
    return shortest


def peak(work: Callable[[], object]) -> int:
    """Return how many bytes a piece of work holds at once."""
    work()
    gc.collect()
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


class Bars:
    """The values of one round against their bars."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def hold(self, name: str, value: float, limit: float) -> str:
        """Return a value against its bar, and note if it is missed."""
        if value > limit:
            self.missed.append(f"{name}: {value:.2f}, but the bar is {limit}")
        return f"{value:.2f} (bar {limit}{'' if value <= limit else ', missed'})"


def build_and_dump(bars: Bars) -> None:
    """Building and dumping, with the whole check that `to_json` makes."""
    print("build and dump          pywa     flowdsl   unchecked   json.dumps   ratio")
    for size in (20, 60):
        document = with_flowdsl(size).to_dict()
        assert document == json.loads(with_pywa(size).to_json())
        theirs, ours, unchecked, bare = best(
            lambda size=size: with_pywa(size).to_json(),
            lambda size=size: with_flowdsl(size).to_json(),
            lambda size=size: with_flowdsl(size).to_json(check=False),
            lambda document=document: json.dumps(document),
            turns=40,
            repeat=10,
        )
        name = f"{size} components"
        ratio = bars.hold(name, ours / theirs, BUILD_BAR)
        times = "".join(f"{each * 1000:8.2f} ms" for each in (theirs, ours, unchecked, bare))
        print(f"{name:16}{times}   {ratio}")


def memory(_: Bars) -> None:
    """The peak memory of building and dumping."""
    for size in (20, 60):
        theirs = peak(lambda size=size: with_pywa(size).to_json())
        ours = peak(lambda size=size: with_flowdsl(size).to_json())
        print(
            f"peak memory, {size} components: pywa {theirs / 1024:.0f} KB, "
            f"flowdsl {ours / 1024:.0f} KB, ratio {ours / theirs:.2f}"
        )


def growth(bars: Bars) -> None:
    """How the time grows with the size of the flow."""
    small, large = best(
        lambda: with_flowdsl(500).to_json(), lambda: with_flowdsl(5000).to_json(), turns=12
    )
    exponent = bars.hold("growth", math.log10(large / small), GROWTH_BAR)
    print(
        f"500 components {small * 1000:.1f} ms, 5,000 components {large * 1000:.1f} ms: "
        f"exponent {exponent}"
    )


def interpreter(*arguments: str) -> Callable[[], object]:
    """Return the work of starting a fresh interpreter."""
    command = [sys.executable, *arguments]
    return lambda: subprocess.run(command, check=True, capture_output=True)


def imports(bars: Bars) -> None:
    """What importing and asking for help cost, each as a whole process."""
    start, attrs, package, names, click, shown = best(
        interpreter("-c", "pass"),
        interpreter("-c", "import attrs, cattrs"),
        interpreter("-c", "import flowdsl"),
        interpreter("-c", "from flowdsl import *"),
        interpreter("-c", "import click"),
        interpreter("-m", "flowdsl", "--help"),
        turns=25,
    )
    print(f"python -c pass: {start * 1000:.0f} ms")
    # Names are loaded when they are asked for; what a module with flows pays is the second line.
    for name, taken, base, other, limit in (
        ("import flowdsl", package, attrs, "import attrs, cattrs", IMPORT_BAR),
        ("from flowdsl import *", names, attrs, "import attrs, cattrs", ALL_NAMES_BAR),
        ("flowdsl --help", shown, click, "import click", HELP_BAR),
    ):
        ratio = bars.hold(name, taken / base, limit)
        print(f"{name}: {taken * 1000:.0f} ms, {other}: {base * 1000:.0f} ms, ratio {ratio}")


def main() -> None:
    """Take each measurement until its bars hold, and fail if they do in no round."""
    failed: list[str] = []
    for measure in (build_and_dump, memory, growth, imports):
        for _ in range(ROUNDS):
            bars = Bars()
            measure(bars)
            if not bars.missed:
                break
        failed += bars.missed
    if failed:
        sys.exit("missed: " + "; ".join(failed))


if __name__ == "__main__":
    main()
