"""A plan says where ids and names of flows are entangled, and what has to come first."""

from planning_account import HERE, ID, OTHER_ID, check_sentences, document, named, plan_one, wanted

from flowdsl.platform.lock import Lock, LockedFlow, content_hash
from flowdsl.platform.planning import Step, make_plan


def locked(flow_id: str = ID, name: str = "booking") -> LockedFlow:
    """Return what the lock says of a draft with the Flow JSON A."""
    return LockedFlow(
        id=flow_id, name=name, sha256=content_hash(document()), json_version="7.3", state="DRAFT"
    )


def test_a_name_that_another_flow_has_is_an_obstacle() -> None:
    """A flow is not renamed to what another one is called."""
    found = plan_one(wanted(), named((ID, "old"), (OTHER_ID, "booking")), locked())
    check_sentences(found.obstacles, ['it cannot be called "booking", as flow 2003 already is'])


def test_a_flow_of_the_lock_that_is_gone_is_found_by_its_name() -> None:
    """Somebody deleted it and made it anew: that one is taken over, and the lock says so."""
    found = plan_one(wanted(), named((OTHER_ID, "booking")), locked())
    assert found.steps == (Step.RECORD,)
    check_sentences(found.drift, ["flow 2003 has this name in the account"])


def test_an_id_that_the_lock_has_twice_is_an_obstacle() -> None:
    """Both flows would be pushed to one, so that neither is; other environments do not count."""
    lock = (
        Lock()
        .with_flow("dev", "booking", locked())
        .with_flow("dev", "copy", locked(name="copy"))
        .with_flow("live", "third", locked(name="third"))
    )
    flows = [wanted(), wanted("copy"), wanted("third")]
    plan = make_plan(flows, HERE, lock, named((ID, "booking")))
    assert [bool(each.obstacles) for each in plan.flows] == [True, True, False]
    assert 'the lock file has the id 2002 for "copy", too' in plan.flows[0].obstacles[0]
    assert plan.is_blocked


def test_a_flow_that_the_lock_has_under_another_name_is_not_taken_over() -> None:
    """One that was renamed to the name of a new flow stays what it was."""
    lock = Lock().with_flow("dev", "old", locked(name="old"))
    [found] = make_plan([wanted()], HERE, lock, named((ID, "booking"))).flows
    check_sentences(
        found.obstacles, ['has the id 2002, which has this name, for "old": push that first']
    )
    assert "too" not in found.obstacles[0]


def test_flows_that_the_project_has_no_longer_are_told() -> None:
    """Those of the lock that nobody wants, if all flows of the project were looked at."""
    lock = (
        Lock()
        .with_flow("dev", "booking", locked())
        .with_flow("dev", "left", locked(OTHER_ID, "left"))
        .with_flow("dev", "lost", locked("2004", "lost"))
        .with_flow("live", "elsewhere", locked("2005", "elsewhere"))
    )
    account = named((ID, "booking"), (OTHER_ID, "left"))
    plan = make_plan([wanted()], HERE, lock, account, whole=True)
    assert [(each.name, each.id, each.state) for each in plan.gone] == [
        ("left", OTHER_ID, "DRAFT"),
        ("lost", "2004", None),
    ]
    assert plan.is_empty
    assert make_plan([wanted()], HERE, lock, account).gone == ()
