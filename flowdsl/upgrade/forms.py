"""What moves into a Form: inputs that stand alone, what they say of themselves, and the Footer."""

from collections.abc import Iterator
from typing import Any, Final

from flowdsl.components.base import Input
from flowdsl.components.logic import Form
from flowdsl.components.navigation import Footer
from flowdsl.context import PlacedComponent, PlacedScreen, kinds_of
from flowdsl.facts import Binding, Container
from flowdsl.lowering import MOVED, moved_value
from flowdsl.node import COMPONENTS
from flowdsl.problems import Path
from flowdsl.projection import dialect_of, shape_of
from flowdsl.upgrade.days import carried_day, style_of
from flowdsl.upgrade.migration import Add, Enclose, Remove, Shift, rewrite
from flowdsl.upgrade.passage import Passage
from flowdsl.versions import V4_0

__all__: list[str] = []

_FORM: Final = Form.facts.name
_FOOTER: Final = Footer.facts.name
_INPUTS: Final = kinds_of(Input)


@rewrite("defaults-in-form", V4_0)
def defaults_in_form(passage: Passage) -> Iterator[Remove | Add]:
    """Move what an input in a Form says of itself to `init-values` and `error-messages`."""
    if not (passage.rises and passage.crosses(V4_0)):
        return
    moved: dict[Path, dict[str, tuple[Any, Path]]] = {}
    for component in passage.context.of(*_INPUTS):
        form, name = component.form, component.name
        for single, together in MOVED:
            if form is None or name is None or single not in component.content:
                continue
            values = form.content.get(together, {})
            if isinstance(values, dict) and name not in values:
                way = (*component.path, single)
                given = moved.setdefault((*form.path, together), {})
                if name not in given:
                    given[name] = _moved(component, single, passage), way
                    yield Remove(way, exact=True)
    for path, given in moved.items():
        values = {name: value for name, (value, _) in given.items()}
        yield Add(path, values, {name: way for name, (_, way) in given.items()})


def _moved(component: PlacedComponent, single: str, passage: Passage) -> Any:
    """Return what an input says of itself as a Form says it in the target."""
    value = component.content[single]
    dialect = dialect_of(passage.target)
    since = max(V4_0, passage.source)
    shapes = shape_of(COMPONENTS[component.kind], since).properties
    is_day = any(known.key == single and style_of(known.shape) for known in shapes)
    if is_day and isinstance(value, str):
        return carried_day(value, dialect.days) or value
    kind = component.content.get("input-type")
    return moved_value(single, value, kind if isinstance(kind, str) else None, dialect)


@rewrite("inputs-in-form", V4_0)
def inputs_in_form(passage: Passage) -> Iterator[Enclose | Remove]:
    """Put a Form around the components of a screen whose inputs stand in none, before 4.0."""
    if passage.rises or not passage.crosses(V4_0):
        return
    for screen in passage.context.screens:
        alone = [each for each in screen.components if _needs_form(each, passage)]
        if not alone or screen.of(_FORM):
            continue
        head: dict[str, Any] = {"type": _FORM, "name": _free_name(screen)}
        sources: dict[Path, Path] = {}
        for component in alone:
            for single, together in MOVED:
                if single in component.content and component.name is not None:
                    way = (*component.path, single)
                    values = head.setdefault(together, {})
                    values[component.name] = _moved(component, single, passage)
                    sources[together, component.name] = way
                    yield Remove(way, exact=True)
        yield Enclose(("screens", screen.index, "layout", "children"), head, sources)


def _needs_form(component: PlacedComponent, passage: Passage) -> bool:
    places = COMPONENTS[component.kind].facts.places
    alone, inside = places.since(Container.LAYOUT), places.since(Container.FORM)
    return (
        component.holder is None
        and component.kind in _INPUTS
        and alone is not None
        and alone > passage.target
        and inside is not None
        and inside <= passage.target
    )


def _free_name(screen: PlacedScreen) -> str:
    """Return a name for a Form that no input has: what bears it could not be referred to."""
    names = {"form", *(f"form_{number}" for number in range(len(screen.inputs) + 2))}
    return min(names - screen.inputs.keys(), key=lambda name: (len(name), name))


@rewrite("footer-in-form", V4_0)
def footer_in_form(passage: Passage) -> Iterator[Shift]:
    """Put a Footer beside a Form into it where it sends what is filled in there, before 4.0."""
    if passage.rises or not passage.crosses(V4_0):
        return
    for screen in passage.context.screens:
        forms = [each for each in screen.of(_FORM) if type(each.content.get("children")) is list]
        footers = [each for each in screen.of(_FOOTER) if each.holder is None]
        if len(forms) == len(footers) == 1 and _reads_answers(footers[0]):
            goal = (*forms[0].path, "children")
            yield Shift(footers[0].path, goal, len(forms[0].content["children"]))


def _reads_answers(footer: PlacedComponent) -> bool:
    path = footer.path
    return any(
        use.binding is Binding.FORM and use.in_payload and use.path[: len(path)] == path
        for use in footer.screen.uses
    )
