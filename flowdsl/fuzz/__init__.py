"""Walks any flow in search of what is wrong with it: dead ends, lost answers, data that misfits."""

from collections.abc import Mapping
from typing import Any

from flowdsl.fuzz.faults import EXPLANATIONS as EXPLANATIONS
from flowdsl.fuzz.faults import Coverage as Coverage
from flowdsl.fuzz.faults import Fault as Fault
from flowdsl.fuzz.faults import FaultKind as FaultKind
from flowdsl.fuzz.faults import Report as Report
from flowdsl.fuzz.fuzzer import EXAMPLES, SECONDS
from flowdsl.fuzz.fuzzer import Fuzzer as Fuzzer
from flowdsl.runtime.behaviour import NEUTRAL, Behaviour
from flowdsl.runtime.session import EndpointLike, FlowLike
from flowdsl.versions import VersionLike

__all__ = [
    "EXPLANATIONS",
    "Coverage",
    "Fault",
    "FaultKind",
    "Fuzzer",
    "Report",
    "fuzz",
]


def fuzz(
    flow: FlowLike,
    *,
    endpoint: EndpointLike | None = None,
    data: Mapping[str, Any] | None = None,
    version: VersionLike | None = None,
    examples: int = EXAMPLES,
    seed: int = 0,
    seconds: float = SECONDS,
    behaviour: Behaviour = NEUTRAL,
) -> Report:
    """Walk a flow in every way, and return what is wrong with it.

    Args:
        flow: The flow, in Python or JSON; one with errors is walked as far as that goes.
        endpoint: What answers for the endpoint. Where nothing is given, answers are made up: any
            that the routes and the declared data allow.
        data: What the message gives the first screen; by default the examples of its data, and
            what differs from them in what the flow depends on.
        version: The version to run it as, by default its own.
        examples: How many journeys are made.
        seed: What decides the random choices: the same seed makes the same journeys.
        seconds: How long it may take.
        behaviour: What is chosen where no source settles what phones do.

    Raises:
        InvalidFlow: The flow cannot be compiled.
        NotPlayable: It has no screen.
    """
    fuzzer = Fuzzer(
        flow,
        endpoint=endpoint,
        data=data,
        version=version,
        examples=examples,
        seed=seed,
        seconds=seconds,
        behaviour=behaviour,
    )
    for _ in fuzzer.journeys():
        pass
    return fuzzer.report()
