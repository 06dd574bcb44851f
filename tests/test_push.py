"""Plans are carried out: flows are created, changed and published, and the lock says so."""

from account_project import Project


def test_a_flow_goes_from_nothing_to_published_and_on(project: Project) -> None:
    """Each push does what the plan before it said, and afterwards there is nothing to do."""
    assert project.json("plan", "dev")["flows"][0]["steps"] == ["create"]
    assert project.run("plan", "dev").exit_code == 1
    assert project.run("push", "dev").exit_code == 0
    assert project.run("plan", "dev").exit_code == 0
    assert project.flows()["booking"]["status"] == "DRAFT"
    assert project.json("plan", "dev", "--publish")["flows"][0]["steps"] == ["publish"]
    assert project.run("push", "dev", "--publish").exit_code == 0
    assert project.flows()["booking"]["status"] == "PUBLISHED"
    assert project.run("plan", "dev", "--publish").exit_code == 0
    project.edit("Book a table", "Reserve a table")
    plan = project.run("plan", "dev")
    assert plan.exit_code == 1
    assert '"Book a table" is now "Reserve a table"' in plan.stdout
    assert project.run("push", "dev", "--yes").exit_code == 0
    assert project.flows()["booking"]["status"] == "DRAFT"
    assert project.run("plan", "dev").exit_code == 0


def test_a_published_flow_is_changed_only_by_who_agrees(project: Project) -> None:
    """Nothing is uploaded where the question is answered with no, or by nobody."""
    assert project.run("push", "dev", "--publish").exit_code == 0
    project.edit("Book a table", "Reserve a table")
    for answer, code in (("n\n", 1), ("", 2)):
        refused = project.run("push", "dev", answer=answer)
        assert refused.exit_code == code
        assert "it is PUBLISHED" in refused.output
        assert project.flows()["booking"]["status"] == "PUBLISHED"
    assert project.run("push", "dev", answer="y\n").exit_code == 0
    assert project.flows()["booking"]["status"] == "DRAFT"


def test_a_flow_that_the_lock_does_not_know_is_found_by_its_name(project: Project) -> None:
    """A push that ended before it wrote the lock does not create the flow twice."""
    assert project.run("push", "dev").exit_code == 0
    before = project.lock.read_text(encoding="utf-8")
    project.lock.unlink()
    assert project.json("plan", "dev")["flows"][0]["steps"] == ["record"]
    assert project.run("push", "dev").exit_code == 0
    assert project.lock.read_text(encoding="utf-8") == before
    assert list(project.flows()) == ["booking"]
