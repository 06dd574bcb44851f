"""Pushes that are watched: what each may do, and where pushing again has to lead."""

import contextlib
from typing import Any

from push_world import ADDRESS, Cut, Member, There, World

from flowdsl.platform.lock import content_hash

__all__ = ["WatchedWorld"]

LIMITED = ("THROTTLED", "BLOCKED")
"""The states that Meta alone moves a flow out of, and in which the sandbox refuses to change it."""


class WatchedWorld(World):
    """A project and its account, with what has to be so after each push."""

    def settle(self, *, publish: bool) -> None:
        """Push until plan, lock and account agree, or what is in the way is so.

        Args:
            publish: Whether the flows are published, too.
        """
        options = ["--publish"] * publish
        for _ in self.members:
            code, document = self.push_all(options)
            if code == 0 or not self.push_singly(document, options):
                break
        code, document = self.plan(*options)
        for each in document["flows"]:
            member = self.member(each["name"])
            if each["obstacles"]:
                for sentence in each["obstacles"]:
                    self.check_obstacle(member, sentence)
            elif each["steps"]:
                self.check_limited(member)
            else:
                self.check_in_step(member, publish=publish)
                assert each["notes"] or not publish or each["state"] != "DEPRECATED"
        if code == 0:
            self.server.calls.clear()
            assert self.run("push", "dev", *options).exit_code == 0
            assert self.server.changes() == []

    def push_all(self, options: list[str]) -> tuple[int, dict[str, Any]]:
        """Push, twice at most, and return the plan afterwards."""
        for _ in range(2):
            if self.pushed(self.members, *options) == 0:
                break
        return self.plan(*options)

    def push_singly(self, plan: dict[str, Any], options: list[str]) -> bool:
        """Push what can be pushed by itself, as other flows are in its way, and return whether."""
        codes = [
            self.pushed([self.member(each["name"])], *options, whole=False)
            for each in plan["flows"]
            if each["steps"] and not each["obstacles"]
        ]
        return 0 in codes

    def pushed(self, chosen: list[Member], *options: str, whole: bool = True) -> int | None:
        """Push flows, and return the exit code; None where the push was cut off.

        Flows are made where there is none for them, and no others are touched.
        """
        before, lock = self.server.flows(), self.lock
        paths = [] if whole else [each.file for each in chosen]
        self.server.calls.clear()
        code = None
        with contextlib.suppress(Cut):
            code = self.run("push", "dev", *paths, "--yes", *options).exit_code
        after, then = self.server.flows(), self.lock
        made = {each.name for key, each in after.items() if key not in before}
        assert len(made) == self.server.made()
        assert self.server.deleted() == 0
        names = {each.name for each in chosen}
        assert made <= names - {each.name for each in before.values()}
        for name in made:
            known = lock.get("dev", name)
            assert known is None or known.id not in before, f"{name} is there twice"
        ours = {known.id for name in names if (known := lock.get("dev", name))}
        for key, flow in before.items():
            assert flow == after[key] or key in ours or flow.name in names, flow.name
        for place, known in lock.flows.items():
            assert then.flows[place] == known or (place[0] == "dev" and place[1] in names), place
        return code

    def check_in_step(self, member: Member, *, publish: bool) -> None:
        """Check that the account has a flow as it is wanted, and the lock as it is there."""
        locked = self.locked(member.name)
        assert locked is not None, f"the lock does not know {member.name}"
        flow = self.server.flows()[locked.id]
        document = member.document
        assert flow.name == locked.name == member.name
        assert flow.status == locked.state
        assert flow.sha256 == locked.sha256 == content_hash(document)
        assert locked.json_version == document["version"]
        assert self.has_metadata(member, flow)
        assert not publish or flow.status != "DRAFT"

    def has_metadata(self, member: Member, flow: There) -> bool:
        """Return whether a flow has what the project says of it beside its Flow JSON."""
        application = self.server.sandbox.application_id
        return (
            flow.name == member.name
            and (not self.categories(member) or flow.categories == self.categories(member))
            and (not member.has_endpoint or flow.endpoint_uri == ADDRESS)
            and (not member.has_endpoint or flow.application_id == application)
        )

    def categories(self, member: Member) -> tuple[str, ...]:
        return () if member.is_json else tuple(sorted(member.categories))

    def check_limited(self, member: Member) -> None:
        """Check that what is left to do for a flow is what Meta refuses to have done."""
        flow = self.there(member.name)
        assert flow is not None, f"{member.name} was not made"
        assert flow.status in LIMITED, f"{member.name} is {flow.status} and was not changed"
        is_same = flow.sha256 == content_hash(member.document)
        assert not (is_same and self.has_metadata(member, flow))

    def check_obstacle(self, member: Member, sentence: str) -> None:
        """Check that an obstacle is one."""
        name = member.name
        flow = self.there(name)
        named = [each for each in self.server.flows().values() if each.name == name]
        if sentence.startswith("it is DEPRECATED: "):
            assert flow is not None
            assert flow.status == "DEPRECATED"
        elif sentence.startswith("it cannot be called"):
            assert [each.id for each in named if each.id in sentence]
            assert flow not in named
        elif sentence.startswith("the lock file has the id"):
            locked, lines = self.locked(name), self.lock.flows.items()
            others = [other for (_, other), each in lines if flow and each.id == flow.id]
            assert [each for each in others if each != name and f'"{each}"' in sentence]
            assert flow is not None
            assert flow.id in sentence
            is_twice = locked is not None and locked.id == flow.id
            assert is_twice == sentence.endswith("too: take the lines of the wrong one out")
            assert is_twice or flow in named
        else:
            raise AssertionError(f"{name}: {sentence}")

    def member(self, name: str) -> Member:
        return next(each for each in self.members if each.name == name)
