"""Single components, drawn so that each can stand on a screen by itself."""

from collections.abc import Callable
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from flowdsl.actions import Navigate
from flowdsl.components.base import Component, Input
from flowdsl.components.choices import Dropdown
from flowdsl.components.inputs import OptIn, TextInput
from flowdsl.components.logic import Form, If, Switch
from flowdsl.components.navigation import EmbeddedLink, Footer, NavigationList
from flowdsl.components.text import RichText, TextBody
from flowdsl.node import COMPONENTS, Node
from flowdsl.problems import did_you_mean
from flowdsl.projection import shape_of
from flowdsl.testing.strategies.answers import plan_answer
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.displays import draw_rich_text, draw_shown
from flowdsl.testing.strategies.inputs import FormDraft, draw_input
from flowdsl.testing.strategies.navigation import draw_footer, draw_link, draw_list
from flowdsl.testing.strategies.plans import ScreenPlan, Style
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import instance
from flowdsl.values import Ref
from flowdsl.versions import DEFAULT, Version, VersionLike, parse_version

__all__ = ["NEXT", "components"]

NEXT: Final = "NEXT"
"""The screen that a component leads to which has to lead somewhere."""


def components(
    kind: str | type[Component] | None = None, version: VersionLike | None = None
) -> st.SearchStrategy[Component]:
    """Return a strategy for components that need nothing else to be right.

    They bind nothing but what stands inside themselves. What has to lead to a screen leads to one
    with the id `NEXT`, which has no data; a Footer ends its flow.

    Args:
        kind: The component, by its name or its class; None for any that the version has.
        version: The version that they are for, by default the newest.

    Raises:
        UnknownVersion: No public version has that name.
        ValueError: There is no such component, or the version does not have it.
    """
    known = DEFAULT if version is None else parse_version(version)
    there = {name: cls for name, cls in COMPONENTS.items() if cls.facts.since <= known}
    if kind is None:
        return _components(tuple(there.values()), known)
    name = kind if isinstance(kind, str) else kind.__name__
    if name not in there:
        hint = did_you_mean(name, there)
        raise ValueError(f"Flow JSON {known} has no component `{name}`{hint}")
    return _components((there[name],), known)


@st.composite
def _components(draw: DrawFn, classes: tuple[type[Node], ...], version: Version) -> Any:
    chooser = Chooser(draw)
    scope = Scope(chooser, version, binds=False)
    return _component(scope, chooser.pick(classes))


def _component(scope: Scope, cls: type[Node]) -> Any:
    special = _SPECIAL.get(cls)
    if special is not None:
        return special(scope)
    if issubclass(cls, Input):
        return _input(scope, cls, "answer")
    return draw_shown(scope, cls)


def _input(
    scope: Scope,
    cls: type[Input[Any]],
    name: str,
    form: FormDraft | None = None,
    *,
    in_branch: bool = False,
) -> Input[Any]:
    answer = plan_answer(scope.chooser, cls, name, scope.version, is_sure=True)
    return draw_input(scope, answer, form, in_branch=in_branch)


def _footer(scope: Scope) -> Footer:
    return draw_footer(scope, [])


def _link(scope: Scope) -> EmbeddedLink:
    link = draw_link(scope, None)
    if link is None:
        # Before 6.0 a link leads to another screen.
        given = {"on_click_action": Navigate(NEXT)}
        link = instance(scope.chooser, shape_of(EmbeddedLink, scope.version), None, given)
    return link


def _list(scope: Scope) -> NavigationList:
    return draw_list(scope, [ScreenPlan(NEXT, Style.PAGE, is_terminal=True)], "list")


def _form(scope: Scope) -> Form:
    form = FormDraft(has_own=True)
    several: list[Component] = [_input(scope, TextInput, "first", form)]
    several += [
        _input(scope, scope.chooser.pick((OptIn, Dropdown)), name, form)
        for name in ("second", "third")[: scope.chooser.integer(0, 2)]
    ]
    return Form(
        name="form",
        children=several,
        init_values=form.initial or None,
        error_messages=form.messages or None,
    )


def _if(scope: Scope) -> If:
    # A condition refers to something: to the box that is shown as long as it is not ticked.
    box = _input(scope, OptIn, "agree", in_branch=True)
    return If(
        condition=Ref[bool]("form", ("agree",)),
        then=[draw_shown(scope, TextBody)],
        else_=[box],
    )


def _switch(scope: Scope) -> Switch:
    pick = plan_answer(scope.chooser, Dropdown, "pick", scope.version, is_sure=True)
    ids = pick.ids or ("other",)
    cases: dict[str, list[Component]] = {name: [draw_shown(scope, TextBody)] for name in ids}
    cases[ids[0]].append(draw_input(scope, pick, in_branch=True))
    return Switch(value=pick.ref, cases=cases)


_SPECIAL: Final[dict[type[Node], Callable[[Scope], Component]]] = {
    EmbeddedLink: _link,
    Footer: _footer,
    Form: _form,
    If: _if,
    NavigationList: _list,
    RichText: draw_rich_text,
    Switch: _switch,
}
