"""Looks for answers and data with which a branch is shown that nothing has shown so far."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from typing import Any, Final

from flowdsl.expressions import references_of
from flowdsl.fuzz.clues import CONDITION, VALUE, Name, owner_of
from flowdsl.fuzz.variations import replaced
from flowdsl.fuzz.world import World
from flowdsl.runtime.evaluation import NumberText, evaluate, is_true, written
from flowdsl.runtime.program import Answer, ComponentProgram, ScreenProgram
from flowdsl.values import Operand, Ref

__all__ = ["branches_of", "goals_of"]

MOST_TRIED: Final = 2_000
"""So many combinations of values are tried in one condition."""

MOST_GOALS: Final = 6
"""So many of those that show a branch are looked for."""


def branches_of(screen: ScreenProgram) -> Iterator[tuple[ComponentProgram, str]]:
    """Yield the branches of a screen's Ifs and Switches, in document order."""
    for component in screen.components:
        if component.is_if:
            yield from ((component, each) for each in ("then", "else") if each in component.content)
        elif component.is_switch:
            yield from ((component, case) for case in component.branches)


def goals_of(
    world: World, screen: ScreenProgram, component: ComponentProgram, branch: str
) -> Iterator[dict[Name, Any]]:
    """Yield answers and data with which a branch is shown, by what references lead to.

    Args:
        world: The flow.
        screen: The screen.
        component: The If or the Switch.
        branch: The name of the branch.
    """
    asked = [
        (each, tree, way)
        for each, tree, way in _asked(world, screen, component, branch)
        if tree is not None
    ]
    refs = list(dict.fromkeys(ref for _, tree, _ in asked for ref in references_of(tree)))
    pools = [list(_values(world, ref, screen.id)) for ref in refs]
    found = 0
    for values in _combinations(pools, random.Random(f"{screen.id} {branch}")):  # noqa: S311
        given = dict(zip(refs, values, strict=True))
        if all(_branch(each, tree, given) == way for each, tree, way in asked):
            yield _with_sources(world, dict(_goal(world, given, screen.id)))
            found += 1
            if found >= MOST_GOALS:
                return


def _asked(
    world: World, screen: ScreenProgram, component: ComponentProgram, branch: str
) -> Iterator[tuple[ComponentProgram, Operand | None, str]]:
    """Yield what has to take which branch: the If or the Switch, and those around it."""
    yield component, _tree(world, component), branch
    by_placed = {id(each.placed): each for each in screen.components}
    here = component
    while here.placed.holder is not None:
        holder = by_placed[id(here.placed.holder)]
        if not holder.is_form:
            yield holder, _tree(world, holder), here.placed.branch or ""
        here = holder


def _combinations(pools: list[list[Any]], source: random.Random) -> Iterator[tuple[Any, ...]]:
    """Yield a value of each pool: in every way, or where that is too much in some."""
    if math.prod(map(len, pools)) <= MOST_TRIED:
        yield from itertools.product(*pools)
    else:
        for _ in range(MOST_TRIED):
            yield tuple(source.choice(pool) for pool in pools)


def _goal(world: World, given: Mapping[Ref[Any], Any], screen: str) -> Iterator[tuple[Name, Any]]:
    """Yield what inputs and entries of the data have to be, whole objects included."""
    for ref, value in given.items():
        name = owner_of(ref, screen)
        if ref.root == "form" or len(ref.path) == 1:
            yield name, value
            continue
        base = world.replier.variations_of(name[0])[0].data.get(name[2])
        yield name, replaced(base, ref.path[1:], value)


def _tree(world: World, component: ComponentProgram) -> Operand | None:
    for site in world.clues.sites[id(component)]:
        if site.key in (CONDITION, VALUE):
            return site.tree
    return None


def _branch(component: ComponentProgram, tree: Operand, given: Mapping[Ref[Any], Any]) -> str:
    value = evaluate(tree, lambda ref: given.get(ref, ""))
    if component.is_if:
        return "then" if is_true(value) else "else"
    return written(value)


def _values(world: World, ref: Ref[Any], here: str) -> Iterator[Any]:
    """Yield what a reference can be: nothing, and what the flow compares it with, and the like."""
    name = owner_of(ref, here)
    screen = world.program.screens.get(name[0])
    literals = world.clues.literals.get(name, [])
    if screen is None:
        yield ""
        return
    if name[1] == "data":
        yield ""
        for each in world.replier.variations_of(screen.id):
            value = each.data.get(name[2])
            for step in ref.path[1:]:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                yield value
        yield from (
            literals if len(ref.path) == 1 else world.clues.nested.get((*name, *ref.path[1:]), ())
        )
        return
    component = screen.inputs.get(name[2])
    if component is None or component.input is None:
        yield ""
        return
    match component.input.answer(component.content):
        case Answer.BOX:
            yield from (True, False)
        case Answer.NUMBER:
            yield ""
            for literal in literals:
                if isinstance(literal, int | float) and not isinstance(literal, bool):
                    near = (literal, literal + 1, literal - 1, literal + 0.5)
                    yield from (NumberText(written(each)) for each in near)
        case Answer.CHOICES:
            yield from ([], *([each] for each in literals if isinstance(each, str)))
        case _:
            yield ""
            yield from literals
            listed = component.content.get(component.input.traits.options or "")
            for each in listed if isinstance(listed, list) else ():
                if isinstance(each, dict) and isinstance(each.get("id"), str):
                    yield each["id"]


def _with_sources(world: World, goal: dict[Name, Any]) -> dict[Name, Any]:
    """Return a goal with what the data in it is given from by earlier screens."""
    found = dict(goal)
    waiting = list(goal)
    while waiting:
        name = waiting.pop()
        for source in world.clues.sources_of(name):
            if source not in found:
                found[source] = found[name]
                waiting.append(source)
    return {
        name: str(value) if isinstance(value, NumberText) else value
        for name, value in found.items()
        if value not in ("", [])  # An input that is left alone is so by itself.
    }
