"""Rules about how much stands on a screen, and under which names."""

from collections.abc import Iterator

from flowdsl.components.base import Input
from flowdsl.components.logic import Form, If, Switch
from flowdsl.components.navigation import Footer, NavigationList
from flowdsl.context import Context, PlacedComponent, PlacedScreen, kinds_of
from flowdsl.facts import Most
from flowdsl.fault import Faults, fault
from flowdsl.findings import Fault, count
from flowdsl.problems import Severity
from flowdsl.projection import most_of
from flowdsl.rule import rule
from flowdsl.versions import VERSIONS

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
MOST_COMPONENTS = 50
_FORM, _IF, _SWITCH = Form.facts.name, If.facts.name, Switch.facts.name
_FOOTER = Footer.facts.name
NAMED = kinds_of(Input) | {NavigationList.facts.name}
"""The kinds of component whose names must differ on a screen."""


_COUNTED_TOGETHER = {
    name
    for version in VERSIONS
    for limited in most_of(version).values()
    for name in limited.kinds
    if len(limited.kinds) > 1
}


@rule("FLOW221", "too-many-components", ERROR, catalogue=("V402",))
def too_many_components(flow: Context) -> Faults:
    """A screen holds more than 50 components.

    If, Switch and everything in their branches count, whether it is shown or not; a Form does not.

    Bad:
        [TextBody(text=f"Line {number}") for number in range(50)]
    Good:
        [TextBody(text=f"Line {number}") for number in range(49)]
    Meta: approximated: the documents say 50, the official client lets up to 100 through.
    """
    for screen in flow.screens:
        if len(screen.components) > MOST_COMPONENTS:
            counted = [each for each in screen.components if each.kind != _FORM]
            if len(counted) > MOST_COMPONENTS:
                message = f"the screen `{screen.id}` has {len(counted)} components, 50 are the most"
                help_ = "continue on another screen"
                yield fault(counted[MOST_COMPONENTS].trail, message, help_)


@rule("FLOW222", "too-many-of-a-kind", ERROR, catalogue=("V403", "V433"))
def too_many_of_a_kind(flow: Context) -> Faults:
    """A screen, or the flow, holds more components of a kind than it can.

    For each kind the reference says how many there can be. Of the branches of an If or a Switch,
    of which only one is shown, the one with the most counts.

    Bad:
        [EmbeddedLink(text=text, on_click_action=OpenUrl("https://example.com"))
         for text in ("Terms", "Privacy", "Imprint")]
    Good:
        [EmbeddedLink(text=text, on_click_action=OpenUrl("https://example.com"))
         for text in ("Terms", "Privacy")]
    Meta: approximated: how branches count is documented for a Footer only; it is a warning where
        only the official client shows a limit (Form from 7.0, RichText).
    """
    limited = most_of(flow.version)
    several = {
        kind for kind, components in flow.by_kind.items() if len(components) > 1 and kind in limited
    } | (flow.by_kind.keys() & _COUNTED_TOGETHER)
    for group, most in limited.items() if several else ():
        kinds = most.kinds
        # Of what stands alone two are company, which is said already.
        if most.alone or kinds.isdisjoint(several):
            continue
        if sum(len(flow.by_kind.get(kind, ())) for kind in kinds) <= most.fact.screen:
            continue
        total = 0
        for screen in flow.screens:
            flat = screen.of(*kinds)
            if len(flat) > most.fact.screen:
                found = _counted(screen, kinds)
                if len(found) > most.fact.screen:
                    place, limit = "a screen", most.fact.screen
                    yield _too_many(group, found, limit, place, most.fact)
            total += len(flat)
            if most.fact.flow is not None and total > most.fact.flow and flat:
                message = f"the flow has {total} `{group}`, {most.fact.flow} are the most"
                yield fault(flat[-1].trail, message, cause=("most", group))


def _too_many(
    group: str, found: list[PlacedComponent], limit: int, place: str, most: Most
) -> Fault:
    surplus = found[limit]
    message = f"{place} takes {count(limit, f'`{group}`')}, this is number {limit + 1}"
    meta = most.meta
    if group == _FOOTER and any(
        each.branch for footer in found for each in (footer, *footer.around())
    ):
        meta = ("MORE_THAN_ONE_FOOTER",)
    severity = WARNING if most.soft else None
    return fault(surplus.trail, message, meta=meta, severity=severity)


def _counted(screen: PlacedScreen, kinds: frozenset[str]) -> list[PlacedComponent]:
    """Return the components that can be shown together, where that is most of them."""
    below: dict[int, list[PlacedComponent]] = {}
    for component in screen.components:
        below.setdefault(id(component.holder), []).append(component)

    def shown(holder: PlacedComponent | None, branch: str | None) -> Iterator[PlacedComponent]:
        for component in below.get(id(holder), ()):
            if branch is not None and component.branch != branch:
                continue
            if component.kind in kinds:
                yield component
            if component.kind in (_IF, _SWITCH):
                inner = below.get(id(component), ())
                branches = dict.fromkeys(each.branch for each in inner)
                chosen = [list(shown(component, each)) for each in branches]
                yield from max(chosen, key=len, default=[])
            elif component.kind == _FORM:
                yield from shown(component, None)

    return list(shown(None, None))


@rule("FLOW223", "duplicate-name", ERROR, ("DUPLICATE_FORM_COMPONENT_NAMES",), catalogue=("V406",))
def duplicate_name(flow: Context) -> Faults:
    """Two inputs of a screen have one name.

    The answer of which a reference speaks could be either. Branches of an If or a Switch count
    together, although only one of them is shown.

    Bad:
        [TextInput(name="name", label="First name"), TextInput(name="name", label="Last name")]
    Good:
        [TextInput(name="first", label="First name"), TextInput(name="last", label="Last name")]
    """
    for screen in flow.screens:
        named = [each for each in screen.components if each.kind in NAMED]
        if len({each.name for each in named}) == len(named):
            continue
        seen: dict[str, PlacedComponent] = {}
        for component in screen.components:
            if component.kind in NAMED and (name := component.name):
                first = seen.setdefault(name, component)
                if first is not component:
                    message = f"two inputs of the screen have the name `{name}`"
                    notes = (f"the first one is a {first.kind}",)
                    yield fault(component.at("name"), message, "rename one of them", notes=notes)
