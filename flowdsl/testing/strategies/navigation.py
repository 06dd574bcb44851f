"""Buttons, links and lists: what leads from one screen to the next, and what ends a flow."""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

from flowdsl.actions import Complete, DataExchange, Navigate, OpenUrl
from flowdsl.components.navigation import EmbeddedLink, Footer, NavigationItem, NavigationList
from flowdsl.facts import Binding
from flowdsl.node import Node
from flowdsl.projection import shape_of
from flowdsl.shape import Dynamic, List, Object
from flowdsl.testing.strategies.answers import properties_of
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import STEADY, Domain
from flowdsl.testing.strategies.events import allowed
from flowdsl.testing.strategies.payloads import fitting, sent
from flowdsl.testing.strategies.plans import ScreenPlan
from flowdsl.testing.strategies.scope import Scope
from flowdsl.testing.strategies.values import instance, literal

__all__ = ["draw_footer", "draw_link", "draw_list", "led", "opened"]


def led(
    scope: Scope,
    targets: Sequence[ScreenPlan],
    options: Mapping[str, type[Node]],
    *,
    sees_answers: bool = True,
    waits: bool = False,
) -> Any:
    """Draw the action that leads to one of some screens.

    Args:
        scope: What the action sees.
        targets: The screens; more than one are for an endpoint to choose from.
        options: The actions that are taken.
        sees_answers: Whether it sees what is filled in on its own screen.
        waits: Whether it waits for what has to be filled in.
    """
    asks = DataExchange.facts.name in options and scope.has_endpoint
    if asks and (len(targets) > 1 or scope.chooser.chance(40)):
        payload = sent(scope, completes=False, sees_answers=sees_answers)
        return DataExchange(payload, leads_to=[target.id for target in targets])
    (target,) = targets
    payload = fitting(scope, target.entries, answers=sees_answers, waits=waits)
    return Navigate(target.id, payload if payload or scope.chooser.chance(20) else None)


def opened(scope: Scope, options: Mapping[str, type[Node]]) -> Any:
    """Draw an action that leads to no other screen, or None where there is none.

    Args:
        scope: What the action sees.
        options: The actions that are taken.
    """
    if DataExchange.facts.name in options and scope.has_endpoint and scope.chooser.chance(50):
        return DataExchange(sent(scope, completes=False))
    if OpenUrl.facts.name in options:
        shape = properties_of(OpenUrl, scope.version)["url"].shape
        return OpenUrl(literal(scope.chooser, shape, scope.bind))
    return None


def draw_footer(
    scope: Scope,
    targets: Sequence[ScreenPlan],
    *,
    sees_answers: bool = True,
    in_branch: bool = False,
) -> Footer:
    """Draw the button of a screen.

    Args:
        scope: What it sees.
        targets: The screens that it leads to; none where it ends the flow.
        sees_answers: Whether it sees what is filled in on the screen.
        in_branch: Whether it stands under a condition, which its own must not contradict.
    """
    chooser = scope.chooser
    known = properties_of(Footer, scope.version)
    given: dict[str, Any] = dict.fromkeys(name for name in known if name.endswith("_caption"))
    captions = chooser.integer(0, 5)
    shown = {4: ("center_caption",), 5: ("left_caption", "right_caption")}.get(captions, ())
    for name in shown:
        given[name] = literal(chooser, known[name].shape, scope.bind)
    given["enabled"] = _enabled(scope, known["enabled"].shape, in_branch=in_branch)
    options = allowed(known["on_click_action"])
    if targets:
        action = led(scope, targets, options, sees_answers=sees_answers, waits=True)
    elif scope.has_endpoint and chooser.chance(35):
        action = DataExchange(sent(scope, completes=False, sees_answers=sees_answers))
    else:
        action = Complete(sent(scope, completes=True, sees_answers=sees_answers))
    given["on_click_action"] = action
    footer: Footer = instance(chooser, shape_of(Footer, scope.version), scope.bind, given)
    return footer


def _enabled(scope: Scope, shape: object, *, in_branch: bool) -> Any:
    """Draw when a button can be tapped: always, or once something sure is filled in."""
    chooser = scope.chooser
    if not scope.binds or not isinstance(shape, Dynamic) or chooser.chance(65):
        return True if chooser.chance(10) else None
    sure = [
        known
        for known in scope.known(shape.bindings)
        if known.is_sure and known.binding is Binding.FORM
    ]
    boxes = [known.ref for known in sure if known.type == "boolean"]
    if not in_branch and boxes and chooser.chance(60):
        return chooser.pick(boxes)
    texts = [known.ref for known in sure if known.type == "string"]
    if not in_branch and texts and Binding.EXPRESSION in shape.bindings and chooser.chance(50):
        return chooser.pick(texts) != ""
    return scope.bound(STEADY, shape.bindings)


def draw_link(
    scope: Scope, target: ScreenPlan | None, *, in_branch: bool = False
) -> EmbeddedLink | None:
    """Draw a link.

    Args:
        scope: What it sees.
        target: The screen that it leads to; None for a page elsewhere.
        in_branch: Whether it stands under a condition.

    Returns:
        The link, or None where the version has no action for it.
    """
    known = properties_of(EmbeddedLink, scope.version)
    options = allowed(known["on_click_action"])
    action = led(scope, [target], options) if target else opened(scope, options)
    if action is None:
        return None
    given: dict[str, Any] = {"on_click_action": action}
    if target is not None and not in_branch:
        given["visible"] = None  # It may be the only way to the screen.
    link: EmbeddedLink = instance(
        scope.chooser, shape_of(EmbeddedLink, scope.version), scope.bind, given
    )
    return link


def draw_list(scope: Scope, targets: Sequence[ScreenPlan], name: str) -> NavigationList:
    """Draw a list whose items lead to some screens.

    Args:
        scope: What it sees.
        targets: The screens, one at least.
        name: Its name.
    """
    chooser = scope.chooser
    known = properties_of(NavigationList, scope.version)
    shape = known["list_items"].shape
    static = shape.static if isinstance(shape, Dynamic) else shape
    assert isinstance(static, List)
    options = allowed(known["on_click_action"])
    given: dict[str, Any] = {"name": name, "on_click_action": None}
    is_large = chooser.chance(20)
    given["media_size"] = "large" if is_large else None
    if len(targets) == 1 and chooser.chance(60):
        given["on_click_action"] = led(scope, targets, options)
        domain = _items_domain(static)
        found = None
        if isinstance(shape, Dynamic) and not is_large and chooser.chance(40):
            found = scope.bound(domain, shape.bindings)
        items = _items(chooser, static, chooser.integer(1, 4), is_large=is_large)
        given["list_items"] = items if found is None else found
    else:
        number = chooser.integer(len(targets), len(targets) + 2)
        whither = [*targets, *targets, *targets][:number]
        actions = [led(scope, [target], options) for target in whither]
        given["list_items"] = _items(chooser, static, number, is_large=is_large, actions=actions)
    found_list: NavigationList = instance(
        chooser, shape_of(NavigationList, scope.version), scope.bind, given
    )
    return found_list


@functools.cache
def _items_domain(shape: List) -> Domain:
    """Return the domain of lists that items are bound to."""
    return Domain("items", "array", lambda chooser: _items(chooser, shape, 2, is_large=False))


def _items(
    chooser: Chooser,
    shape: List,
    number: int,
    *,
    is_large: bool,
    actions: Sequence[Any] = (),
) -> list[NavigationItem]:
    """Draw items: one at most has a badge, and beside large pictures stands nothing."""
    assert isinstance(shape.item, Object)
    found = []
    marked = chooser.integer(0, number)
    for index in range(number):
        given: dict[str, Any] = {"id": f"item_{index + 1}"}
        if index != marked:
            given["badge"] = None
        if is_large:
            given["end"] = None
        if actions:
            given["on_click_action"] = actions[index]
            given["enabled"] = None
        elif index == 0:
            given["enabled"] = None
        found.append(instance(chooser, shape.item, None, given))
    return found
