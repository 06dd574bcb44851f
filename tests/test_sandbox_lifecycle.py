"""No sequence of calls brings a flow of the sandbox into a state that the table does not allow."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sandbox_calls import GOOD, WRONG, Answer, Client

from flowdsl.testing.graph_server import Sandbox

# The table of Meta's page on the lifecycle, written down once more.
LEGACY = {
    "DRAFT": {"PUBLISHED", "deleted"},
    "PUBLISHED": {"DEPRECATED", "THROTTLED"},
    "THROTTLED": {"PUBLISHED", "BLOCKED", "DEPRECATED"},
    "BLOCKED": set[str](),
    "DEPRECATED": set[str](),
}
CURRENT = {
    **LEGACY,
    "PUBLISHED": {"DEPRECATED", "THROTTLED", "DRAFT"},
    "BLOCKED": {"THROTTLED", "DEPRECATED"},
}
TABLES = {"current": CURRENT, "legacy": LEGACY}
STATES = list(LEGACY)


@pytest.fixture(scope="module")
def sandboxes() -> Iterator[dict[str, Sandbox]]:
    with Sandbox(accounts=2) as current, Sandbox(accounts=2, lifecycle="legacy") as legacy:
        yield {"current": current, "legacy": legacy}


class Life(RuleBasedStateMachine):
    """Does to flows whatever can be done, and expects what the table says."""

    flows = Bundle("flows")

    def __init__(self, sandbox: Sandbox, table: dict[str, set[str]]) -> None:
        super().__init__()
        sandbox.reset()
        self.client, self.table = Client(sandbox), table
        self.known: dict[str, str] = {}
        self.is_right: dict[str, bool] = {}
        self.made = 0

    def named(self) -> str:
        self.made += 1
        return f"flow {self.made}"

    def step(self, flow: str, new: str, answer: Answer, code: int, *, can: bool = True) -> None:
        """Expect that a flow went to a new state where the table and `can` allow it."""
        if can and new in self.table[self.known[flow]]:
            assert answer.status == 200, answer.body
            self.known[flow] = new
        else:
            assert answer.code == code

    @rule(target=flows, publish=st.booleans(), is_right=st.booleans())
    def create(self, publish: bool, is_right: bool) -> str:
        text = GOOD if is_right else WRONG
        flow = self.client.created(self.named(), flow_json=text, publish=publish)
        self.known[flow] = "PUBLISHED" if publish and is_right else "DRAFT"
        self.is_right[flow] = is_right
        return flow

    @rule(target=flows, source=flows)
    def clone(self, source: str) -> str:
        flow = self.client.created(self.named(), clone_flow_id=source)
        self.known[flow], self.is_right[flow] = "DRAFT", self.is_right[source]
        return flow

    @rule(target=flows, source=flows)
    def migrate(self, source: str) -> MultipleResults[str]:
        client, sandbox = self.client, self.client.sandbox
        name = client.get(source, fields="name").body["name"]
        accounts = sandbox.waba_ids
        fields = "whatsapp_business_account{id}"
        home = client.get(source, fields=fields).body["whatsapp_business_account"]["id"]
        target = accounts[1] if home == accounts[0] else accounts[0]
        query: dict[str, Any] = {"source_waba_id": home, "source_flow_names": [name]}
        answer = client.post(f"{target}/migrate_flows", query).body
        if answer["failed_flows"]:
            assert "destination" in answer["failed_flows"][0]["error_message"]
            return multiple()
        flow = str(answer["migrated_flows"][0]["migrated_id"])
        is_published = self.known[source] == "PUBLISHED"
        self.known[flow] = "PUBLISHED" if is_published else "DRAFT"
        self.is_right[flow] = self.is_right[source]
        return multiple(flow)

    @rule(flow=flows, is_right=st.booleans(), is_upload=st.booleans())
    def edit(self, flow: str, is_right: bool, is_upload: bool) -> None:
        if is_upload:
            answer = self.client.upload(flow, GOOD if is_right else WRONG)
        else:
            answer = self.client.post(flow, {"name": self.named()})
        if self.known[flow] == "DRAFT":
            assert answer.status == 200
        else:
            self.step(flow, "DRAFT", answer, 139001)
        if is_upload and answer.status == 200:
            self.is_right[flow] = is_right

    @rule(flow=flows)
    def publish(self, flow: str) -> None:
        answer = self.client.post(f"{flow}/publish")
        can = self.known[flow] == "DRAFT" and self.is_right[flow]
        self.step(flow, "PUBLISHED", answer, 139002, can=can)

    @rule(flow=flows)
    def deprecate(self, flow: str) -> None:
        self.step(flow, "DEPRECATED", self.client.post(f"{flow}/deprecate"), 139003)

    @rule(target=flows, flow=consumes(flows))
    def delete(self, flow: str) -> MultipleResults[str]:
        self.step(flow, "deleted", self.client.delete(flow), 139004)
        if self.known[flow] != "deleted":
            return multiple(flow)
        del self.known[flow]
        assert self.client.get(flow).code == 100
        return multiple()

    @rule(flow=flows, new=st.sampled_from(STATES))
    def move(self, flow: str, new: str) -> None:
        answer = self.client.post(f"/_sandbox/flows/{flow}/status", {"status": new})
        # Meta neither publishes drafts nor deprecates.
        old = self.known[flow]
        is_meta = new != "DEPRECATED" and old != "DRAFT" and new != "DRAFT"
        if is_meta and new in self.table[old]:
            assert answer.status == 200
            self.known[flow] = new
        else:
            assert answer.status == 400

    @invariant()
    def as_the_table_says(self) -> None:
        state = self.client.sandbox.state()
        flows = [flow for account in state["accounts"] for flow in account["flows"]]
        assert {flow["id"]: flow["status"] for flow in flows} == self.known


@pytest.mark.parametrize("lifecycle", TABLES)
def test_lifecycle(lifecycle: str, sandboxes: dict[str, Sandbox]) -> None:
    """Whatever is done in whatever order, states follow each other as in the table."""
    run_state_machine_as_test(lambda: Life(sandboxes[lifecycle], TABLES[lifecycle]))


CODES = {
    # What each operation answers in each state, in today's lifecycle; 0 where it succeeds.
    "edit": {"DRAFT": 0, "PUBLISHED": 0, "THROTTLED": 139001, "BLOCKED": 139001},
    "publish": {"DRAFT": 0, "PUBLISHED": 139002, "THROTTLED": 139002, "BLOCKED": 139002},
    "deprecate": {"DRAFT": 139003, "PUBLISHED": 0, "THROTTLED": 0, "BLOCKED": 0},
    "delete": {"DRAFT": 0, "PUBLISHED": 139004, "THROTTLED": 139004, "BLOCKED": 139004},
    "clone": dict.fromkeys(STATES, 0),
    "read": dict.fromkeys(STATES, 0),
}
DEPRECATED = {"edit": 139001, "publish": 139002, "deprecate": 139003, "delete": 139004}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("operation", CODES)
def test_operations_by_state(operation: str, state: str, sandboxes: dict[str, Sandbox]) -> None:
    """Each operation succeeds in the states that allow it, and has its error in the others."""
    sandbox = sandboxes["current"]
    sandbox.reset()
    client = Client(sandbox)
    flow = client.created(flow_json=GOOD) if state == "DRAFT" else client.published()
    for way in {"THROTTLED": ["THROTTLED"], "BLOCKED": ["THROTTLED", "BLOCKED"]}.get(state, []):
        sandbox.move(flow, way)
    if state == "DEPRECATED":
        client.post(f"{flow}/deprecate")
    answer = {
        "edit": lambda: client.upload(flow, GOOD),
        "publish": lambda: client.post(f"{flow}/publish"),
        "deprecate": lambda: client.post(f"{flow}/deprecate"),
        "delete": lambda: client.delete(flow),
        "clone": lambda: client.create("clone", clone_flow_id=flow),
        "read": lambda: client.get(flow, fields="preview,health_status,status"),
    }[operation]()
    wanted = CODES[operation].get(state, DEPRECATED.get(operation, 0))
    assert (0 if answer.status == 200 else answer.code) == wanted
