"""An account in memory, flows that a project wants in it, and the plan for one of them."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from flowdsl.platform.environments import Environment, FromVariable
from flowdsl.platform.graph.methods import Sender
from flowdsl.platform.graph.models import Page
from flowdsl.platform.graph.requests import Call
from flowdsl.platform.lock import Lock, LockedFlow
from flowdsl.platform.planning import FlowPlan, make_plan
from flowdsl.platform.wanted import WantedFlow
from flowdsl.versions import parse_version

__all__ = [
    "ENDPOINT",
    "HERE",
    "ID",
    "OTHER_ID",
    "Account",
    "check_sentences",
    "document",
    "endpoint_flow",
    "named",
    "plan_one",
    "wanted",
]

T = TypeVar("T")

WABA, ID, OTHER_ID = "1001", "2002", "2003"
HERE = Environment(name="dev", waba_id=WABA, source=FromVariable("TOKEN"))
ENDPOINT = "https://example.com/flow?key=planted"


def document(title: str = "A", version: str = "7.3", **more: Any) -> dict[str, Any]:
    """Return a Flow JSON that differs from others by the title of its screen."""
    return {"version": version, **more, "screens": [{"id": "ONLY", "title": title}]}


def wanted(name: str = "booking", content: dict[str, Any] | None = None, **more: Any) -> WantedFlow:
    """Return a flow as a project wants it: with the title A unless told."""
    content = content or document()
    return WantedFlow(
        name=name,
        label=f"{name}.py",
        version=parse_version(content["version"]),
        text=json.dumps(content),
        document=content,
        **more,
    )


def endpoint_flow(version: str = "7.3", **more: Any) -> WantedFlow:
    """Return a flow that an endpoint answers."""
    return wanted(content=document(version=version, data_api_version="3.0"), **more)


class Account(Sender):
    """An account in memory, as the API shows it.

    Args:
        flows: What lists say of each flow.
        contents: The bytes of the Flow JSON of each flow, by their ids.
        details: What is said of a flow only when it is asked for alone.
    """

    def __init__(
        self,
        flows: Sequence[Mapping[str, Any]] = (),
        contents: Mapping[str, bytes] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.flows = flows
        self.contents = contents or {}
        self.details = details or {}
        self.purposes: list[str] = []

    def send(self, call: Call[T]) -> T:
        self.purposes.append(call.purpose)
        assert call.request.method == "GET", "a plan changes nothing"
        if call.request.address is not None:
            assert call.read_file is not None
            return call.read_file(self.contents[call.request.address.rpartition("/")[2]])
        return call.read({"id": call.request.path.strip("/"), **self.details})

    def pages(self, call: Call[Page[T]]) -> Iterator[T]:
        self.purposes.append(call.purpose)
        path = call.request.path.strip("/").split("/")
        rows: Sequence[Mapping[str, Any]] = self.flows
        if path[-1] == "assets":
            link = f"https://files.example.com/{path[0]}"
            asset = {"name": "flow.json", "asset_type": "FLOW_JSON", "download_url": link}
            rows = [asset] if path[0] in self.contents else []
        yield from call.read({"data": list(rows)}).items


def named(*names: tuple[str, str]) -> Account:
    """Return an account of drafts with the Flow JSON A, by their ids and names."""
    rows = [{"id": flow_id, "name": name, "status": "DRAFT"} for flow_id, name in names]
    return Account(rows, {flow_id: json.dumps(document()).encode() for flow_id, _ in names})


def plan_one(
    flow: WantedFlow, account: Account, locked: LockedFlow | None = None, **options: Any
) -> FlowPlan:
    """Return the plan for one flow."""
    lock = Lock().with_flow("dev", flow.name, locked) if locked else Lock()
    [found] = make_plan([flow], HERE, lock, account, **options).flows
    return found


def check_sentences(found: Sequence[str], expected: Sequence[str]) -> None:
    """See that there are as many sentences as expected, and each holds its piece."""
    assert len(found) == len(expected), found
    for sentence, piece in zip(found, expected, strict=True):
        assert piece in sentence
