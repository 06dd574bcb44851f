"""Measures how fast flows run, and that running them long holds on to nothing."""

import datetime
import gc
import importlib.util
import json
import tracemalloc
from pathlib import Path
from typing import Final

from flows import with_flowdsl
from run import Bars, best

from flowdsl import Flow
from flowdsl.runtime import Program, Session, program_of

STEP_BAR: Final = 1.0
JOURNEY_BAR: Final = 30.0
PEAK_BAR: Final = 1.05
HELD_BAR: Final = 1.0
"""Bytes a step: less than any object has, so that none is kept of each step."""

JOURNEYS: Final = 1_000
STEPS: Final = 100_000
EARLY: Final = 10_000
"""After so many steps everything that is made once is there."""

EXAMPLE: Final = Path(__file__).resolve().parent.parent / "examples" / "appointment_booking.py"
NOW: Final = datetime.datetime(2026, 12, 1, 9, 0, tzinfo=datetime.UTC)


def steps(bars: Bars) -> None:
    """One step on a screen of 50 components, against compiling the flow of 60 that it is of."""
    flow = with_flowdsl(60)
    document = flow.to_dict()
    session = Session(flow, now=NOW)
    assert session.fill("text_0", "bees").screen.values["text_0"] == "bees"
    fill, tap, draw, compiled, dumped = best(
        lambda: session.fill("text_0", "bees"),
        lambda: session.tap("Next"),
        lambda: str(session.fill("text_0", "bees")),
        flow.to_json,
        lambda: json.dumps(document),
        turns=40,
        repeat=10,
    )
    ratio = bars.hold("one step, against compiling", fill / compiled, STEP_BAR)
    print(
        f"steps, 60 components: fill {1 / fill:,.0f} a second, tap {1 / tap:,.0f}, "
        f"fill and draw {1 / draw:,.0f}"
    )
    print(f"  fill {fill * 1e6:.0f} us, to_json {compiled * 1e6:.0f} us: ratio {ratio}")
    print(f"  fill against json.dumps ({dumped * 1e6:.0f} us): {fill / dumped:.1f} (no bar)")


def journeys(bars: Bars) -> None:
    """A thousand whole journeys through an example, against compiling it a thousand times."""
    flow = _example()
    program = program_of(flow)
    assert journey(flow) == journey(program)
    anew, read, compiled = best(
        lambda: journey(flow),
        lambda: journey(program),
        flow.to_json,
        turns=3,
        repeat=JOURNEYS,
    )
    ratio = bars.hold("journeys", anew / compiled, JOURNEY_BAR)
    print(
        f"{JOURNEYS:,} journeys: {anew * JOURNEYS:.2f} s, of a flow that was read before "
        f"{read * JOURNEYS:.2f} s, to_json {compiled * JOURNEYS:.2f} s: ratio {ratio}"
    )


def journey(flow: Flow | Program) -> object:
    """Play a journey: open the flow, fill everything in, go on, and book."""
    session = Session(flow, now=NOW)
    session = session.fill("service", "cut").fill("day", "2026-12-04").fill("time", "morning")
    return session.tap("Continue").fill("notes", "a bee").tap("Book").response


def held(bars: Bars) -> None:
    """What a flow and its session hold after very many steps, against after a tenth of them."""
    _example()  # What modules keep once and for all is not counted.
    gc.collect()
    tracemalloc.start()
    try:
        session = Session(_example(), now=NOW)
        session = session.fill("service", "cut").fill("day", "2026-12-04")
        for number in range(EARLY):
            session = step(session, number)
        early, early_peak = traced()
        for number in range(EARLY, STEPS):
            session = step(session, number)
        late, late_peak = traced()
    finally:
        tracemalloc.stop()
    # What is held is so little that a few texts in a cache of jsonschema are percents of it, so
    # what counts is how much each step adds.
    added = bars.hold("bytes held a step", (late - early) / (STEPS - EARLY), HELD_BAR)
    peak = bars.hold("memory at its peak", late_peak / early_peak, PEAK_BAR)
    print(f"memory of {STEPS:,} steps, against that of {EARLY:,}:")
    print(f"  held {early / 1024:.0f} KB and {late / 1024:.0f} KB: bytes a step {added}")
    print(f"  at its peak {early_peak / 1024:.0f} KB and {late_peak / 1024:.0f} KB: ratio {peak}")


def step(session: Session, number: int) -> Session:
    """Play one of four steps that lead back to where they began."""
    match number % 4:
        case 0:
            return session.fill("time", ("morning", "afternoon")[number % 8 == 0])
        case 1:
            return session.tap("Continue")
        case 2:
            return session.fill("notes", f"bee {number % 10}")
    return session.back()


def traced() -> tuple[int, int]:
    """Return how many bytes are held, and were held at once since this was asked last."""
    gc.collect()
    found = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    return found


def _example() -> Flow:
    spec = importlib.util.spec_from_file_location(EXAMPLE.stem, EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    flow = module.appointment_booking
    assert isinstance(flow, Flow)
    return flow
