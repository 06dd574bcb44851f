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

from flows import with_flowdsl, with_images, with_pywa

from flowdsl import Flow
from flowdsl.check_json import check_json
from flowdsl.source import write_source

BUILD_BAR = 0.35
CHECK_BAR = 0.6
READ_BAR = 5.0
SOURCE_BAR = 10.0
GROWTH_BAR = 1.1
IMPORT_BAR = 1.3
# Our own: what a module with flows pays once for the forty classes of the table.
ALL_NAMES_BAR = 2.0
HELP_BAR = 2.0

IMAGES = 20
"""The images of the large file, each of 96 KB: 2.7 MB of base64 text."""

LARGE = 5_000
"""The components of the large file: 100 screens of 50, as many as a flow can have."""

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
        if math.isinf(limit):
            return f"{value:.2f} (no bar)"
        return f"{value:.2f} (bar {limit}{'' if value <= limit else ', missed'})"


def build_and_dump(bars: Bars) -> None:
    """Building and dumping, without any check and with the whole one that `to_json` makes."""
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
        bare_ratio = bars.hold(f"{name}, unchecked", unchecked / theirs, BUILD_BAR)
        ratio = bars.hold(f"{name}, checked", ours / theirs, CHECK_BAR)
        times = "".join(f"{each * 1000:8.2f} ms" for each in (theirs, ours, unchecked, bare))
        print(f"{name:16}{times}   checked {ratio}, unchecked {bare_ratio}")


def read(bars: Bars) -> None:
    """Checking a large file of Flow JSON, against parsing it and nothing else.

    Large flows are so because of their images: parsing those is nearly free, and so has to be
    checking. Below stands the worst there can be, 100 screens of 50 components and no image; there
    each value that is parsed is looked at by Python, and no bar is set.
    """
    print("checking JSON           MB   json.loads    flowdsl   ratio")
    images, components = with_images(IMAGES).to_dict(), with_flowdsl(LARGE).to_dict()
    for name, document, indent in (
        ("images, indented", images, 2),
        ("images, compact", images, None),
        ("components, indented", components, 2),
        ("components, compact", components, None),
    ):
        text = json.dumps(document, indent=indent)
        data = text.encode()
        assert not any(problem.is_error for problem in check_json(data, "flow.json"))
        parse, check = best(
            lambda text=text: json.loads(text),
            lambda data=data: check_json(data, "flow.json"),
            turns=16,
        )
        limit = READ_BAR if document is images else math.inf
        ratio = bars.hold(f"checking JSON, {name}", check / parse, limit)
        times = f"{len(data) / 1e6:4.1f}{parse * 1000:10.1f} ms{check * 1000:8.1f} ms"
        print(f"{name:22}{times}   {ratio}")


def source(bars: Bars) -> None:
    """Turning a large file of Flow JSON into Python, its images into files, against parsing it.

    The bar is for the same flow as above, and again none for the worst there can be.
    """
    print("importing JSON          MB   json.loads    flowdsl   ratio")
    images, components = with_images(IMAGES).to_dict(), with_flowdsl(LARGE).to_dict()
    for name, document in (("images", images), ("components", components)):
        text = json.dumps(document, indent=2)
        flow = Flow.from_json(text)
        assert flow.to_dict(check=False) == document
        assert len(write_source(flow, images="images").images) == IMAGES * (document is images)
        parse, written = best(
            lambda text=text: json.loads(text),
            lambda text=text: write_source(Flow.from_json(text), images="images"),
            turns=8,
        )
        limit = SOURCE_BAR if document is images else math.inf
        ratio = bars.hold(f"importing JSON, {name}", written / parse, limit)
        times = f"{len(text) / 1e6:4.1f}{parse * 1000:10.1f} ms{written * 1000:8.1f} ms"
        print(f"{name:22}{times}   {ratio}")


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
    from pushing import pushing  # They measure with what stands above.
    from runtime import held, journeys, steps

    failed: list[str] = []
    measures = (build_and_dump, read, source, memory, growth, imports, steps, journeys, held)
    for measure in (*measures, pushing):
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
