"""A plan says what differs beside the Flow JSON, and what of it keeps a flow from publishing."""

import json
from typing import Any

import attrs
import pytest
from planning_account import ENDPOINT, ID, Account, document, endpoint_flow, named, plan_one, wanted

from flowdsl.platform.graph.models import Category
from flowdsl.platform.planning import Step
from flowdsl.platform.wanted import WantedFlow


def endpoint_account(flow: WantedFlow, **details: Any) -> Account:
    """Return an account that has a flow as it is, with what is said of it alone."""
    info = {"id": ID, "name": flow.name, "status": "DRAFT", "categories": ["OTHER"]}
    return Account([info], {ID: flow.text.encode()}, details)


def test_categories_that_a_project_does_not_say_stay_as_they_are() -> None:
    """So do the endpoint and the app: what nobody wrote is not managed."""
    flow = endpoint_flow()
    account = endpoint_account(flow, endpoint_uri=ENDPOINT, application={"id": "77"})
    assert plan_one(flow, account).metadata == ()


@pytest.mark.parametrize(
    ("there", "here", "changes"),
    [
        (["OTHER", "SURVEY"], ("SURVEY", "OTHER"), 0),
        (["OTHER", "OTHER"], ("OTHER",), 0),
        (["SHOPPING"], ("OTHER",), 1),
        ([], ("OTHER",), 1),
        (["OTHER"], ("OTHER", "SURVEY"), 1),
    ],
)
def test_the_order_of_categories_means_nothing(
    there: list[str], here: tuple[Category, ...], changes: int
) -> None:
    """They are a set, which is changed where another is wanted."""
    info = {"id": ID, "name": "booking", "status": "DRAFT", "categories": there}
    account = Account([info], {ID: json.dumps(document()).encode()})
    assert len(plan_one(wanted(categories=here), account).metadata) == changes


def test_an_endpoint_and_an_app_are_set_where_they_differ() -> None:
    """The address and the app are updated, each only if it is another."""
    flow = endpoint_flow(endpoint_uri=ENDPOINT, application_id="77")
    found = plan_one(flow, endpoint_account(flow))
    assert [(each.field, each.old, each.new) for each in found.metadata] == [
        ("endpoint_uri", None, ENDPOINT),
        ("application_id", None, "77"),
    ]
    same = endpoint_account(flow, endpoint_uri=ENDPOINT, application={"id": "77"})
    assert plan_one(flow, same).metadata == ()
    assert "planted" not in repr(found)


def test_the_app_of_a_new_flow_is_set_after_it_is_created() -> None:
    """Creating takes an address and no app, so that an update follows before it is published."""
    flow = endpoint_flow(endpoint_uri=ENDPOINT, application_id="77")
    found = plan_one(flow, Account(), publish=True)
    assert found.steps == (Step.CREATE, Step.UPDATE, Step.PUBLISH)
    assert [each.field for each in found.metadata] == ["application_id"]
    assert plan_one(endpoint_flow(endpoint_uri=ENDPOINT), Account()).steps == (Step.CREATE,)


def test_an_endpoint_flow_without_an_address_cannot_be_published() -> None:
    """Unless its Flow JSON, the project or the account says where the endpoint is."""
    flow = endpoint_flow()
    nowhere = "it has an endpoint, but nothing says where"
    assert plan_one(flow, Account()).obstacles == ()
    for account in (Account(), endpoint_account(flow)):
        [obstacle] = plan_one(flow, account, publish=True).obstacles
        assert nowhere in obstacle
    addressed = endpoint_flow(endpoint_uri=ENDPOINT)
    assert plan_one(addressed, Account(), publish=True).obstacles == ()
    # Somebody gave the address in WhatsApp Manager, and the project leaves it as it is.
    there = endpoint_account(flow, endpoint_uri=ENDPOINT)
    assert plan_one(flow, there, publish=True).obstacles == ()


@pytest.mark.parametrize(
    ("version", "is_frozen"),
    [("2.1", True), ("3.0", True), ("3.1", True), ("4.0", True), ("5.0", True),
     ("5.1", False), ("6.0", False), ("7.3", False)],
)  # fmt: skip
def test_a_frozen_version_cannot_be_published(version: str, is_frozen: bool) -> None:
    """It can still be uploaded, and the plan says how it is upgraded."""
    flow = attrs.evolve(wanted(content=document(version=version)), label="a flow.py")
    assert plan_one(flow, Account()).obstacles == ()
    obstacles = plan_one(flow, Account(), publish=True).obstacles
    assert len(obstacles) == is_frozen
    if is_frozen:
        assert f"Flow JSON {version} can no longer be published, since 2025-" in obstacles[0]
        assert obstacles[0].endswith("flowdsl upgrade 'a flow.py'")


def test_what_a_flow_says_more_is_asked_only_of_endpoint_flows() -> None:
    """A plan takes no more calls than it needs."""
    account = named((ID, "booking"))
    plan_one(wanted(), account)
    assert "read the flow" not in account.purposes
    flow = endpoint_flow()
    account = endpoint_account(flow)
    plan_one(flow, account)
    assert account.purposes.count("read the flow") == 1
