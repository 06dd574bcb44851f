"""What every part of a flow has in common: it is immutable and knows where it was written."""

import enum
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Final, TypeVar, cast

import attrs

from flowdsl.facts import Alone, Most, Places, PythonOnly
from flowdsl.origin import Origin, capture
from flowdsl.versions import V2_1, Version

__all__ = [
    "Node",
    "NodeFacts",
    "NodeKind",
    "action",
    "component",
    "part",
    "properties",
    "remembered",
]

C = TypeVar("C", bound="type[Node]")
F = TypeVar("F", bound="Callable[..., Any]")


@attrs.frozen(eq=False, repr=False, slots=False)
class Node:  # noqa: PLW1641  # What holds lists has no hash.
    """A part of a flow.

    Two nodes are equal if they are of one class and their properties are, whether sequences were
    given as lists or as tuples.

    Args:
        extra: Keys of the JSON that flowdsl does not know, passed through as they are; what it
            knows of them is checked as if it had been given by its name.
    """

    facts: ClassVar["NodeFacts"]

    # Kept by every object, so it is two references and no more; see `origin`.
    origin: Origin | None = attrs.field(init=False, factory=capture, metadata={"internal": True})
    extra: Annotated[Mapping[str, Any] | None, PythonOnly()] = attrs.field(
        default=None, kw_only=True
    )

    # Nodes have no slots: attrs fills a frozen object with a dict a third faster, and building them
    # is a large part of compiling a flow. `__eq__` and `__repr__` are written here once rather
    # than generated for each of some forty classes: half of the time that `import flowdsl` would
    # take went into compiling them.
    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return all(
            _same(getattr(self, attribute.name), getattr(other, attribute.name))
            for attribute in properties(type(self))
        )

    def __repr__(self) -> str:
        given = (
            f"{attribute.name}={value!r}"
            for attribute in properties(type(self))
            if (value := getattr(self, attribute.name)) is not attribute.default
        )
        return f"{type(self).__name__}({', '.join(given)})"


def _same(left: object, right: object) -> bool:
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return type(left) is type(right) and bool(left == right)


def properties(cls: type[Node]) -> "tuple[attrs.Attribute[Any], ...]":
    """Return what a class of nodes is built from, in the order of declaration, `extra` last."""
    found = [attribute for attribute in attrs.fields(cls) if attribute.init]
    return tuple(sorted(found, key=lambda attribute: attribute.name == "extra"))


class NodeKind(enum.Enum):
    """What part of the JSON a class describes."""

    DOCUMENT = "document"
    COMPONENT = "component"
    PART = "part"
    ACTION = "action"


@attrs.frozen(kw_only=True, eq=False)
class NodeFacts:
    """What is known of a class of nodes as a whole.

    Args:
        kind: Which part of the JSON it describes.
        name: What the JSON calls it, or what a message should.
        since: The first version that has it.
        places: Where a component may stand.
        most: How often a component may stand on a screen.
        alone: What may stand beside a component that otherwise stands alone on its screen.
        separator: What joins the words of a key.
        tag: The key whose value is `name`, where the JSON says what an object is.
    """

    kind: NodeKind
    name: str
    since: Version
    places: Places = Places()
    most: tuple[Most, ...] = ()
    alone: tuple[Alone, ...] = ()
    separator: str = "-"
    tag: str | None = None


COMPONENTS: Final[dict[str, type[Node]]] = {}
"""Every component by its `type`, in the order in which the reference lists them."""

ACTIONS: Final[dict[str, type[Node]]] = {}
"""Every action by its `name`."""


def component(
    *,
    since: Version,
    places: Places,
    most: Most | tuple[Most, ...] = (),
    alone: tuple[Alone, ...] = (),
) -> Callable[[C], C]:
    """Enter a class into the table as a component.

    Args:
        since: The first version that has it.
        places: Where it may stand, and since when.
        most: How often it may stand on one screen.
        alone: What may stand beside it, if it otherwise stands alone.
    """

    def register(cls: C) -> C:
        cls.facts = NodeFacts(
            kind=NodeKind.COMPONENT,
            name=cls.__name__,
            since=since,
            places=places,
            most=most if isinstance(most, tuple) else (most,),
            alone=alone,
            tag="type",
        )
        COMPONENTS[cls.__name__] = cls
        return cls

    return register


def action(name: str, *, since: Version) -> Callable[[C], C]:
    """Enter a class into the table as an action.

    Args:
        name: The `name` that it has in the JSON.
        since: The first version that has it.
    """

    def register(cls: C) -> C:
        cls.facts = NodeFacts(kind=NodeKind.ACTION, name=name, since=since, tag="name")
        ACTIONS[name] = cls
        return cls

    return register


def part(
    name: str,
    *,
    since: Version = V2_1,
    kind: NodeKind = NodeKind.PART,
    separator: str = "-",
    tag: str | None = None,
) -> Callable[[C], C]:
    """Enter a class into the table as a part of something else.

    Args:
        name: What the JSON or a message calls it.
        since: The first version that has it.
        kind: Which part of the JSON it describes.
        separator: What joins the words of its keys.
        tag: The key whose value is `name`, where it has one.
    """

    def register(cls: C) -> C:
        cls.facts = NodeFacts(kind=kind, name=name, since=since, separator=separator, tag=tag)
        return cls

    return register


def key_of(facts: NodeFacts, name: str) -> str:
    """Return the key of a property in the JSON.

    Args:
        facts: What is known of its class.
        name: Its name in Python.
    """
    return name.strip("_").replace("_", facts.separator)


def remembered(function: F) -> F:
    """Return a function that remembers its results, with the types that it had.

    `functools.cache` alone hides the arguments from editors, and mypy takes no class of nodes for
    hashable, whose instances are not.
    """
    return cast(F, functools.cache(function))


def documentation(cls: type[Node]) -> tuple[str, dict[str, str]]:
    """Return the first paragraph of a class's docstring, and what it says of each property."""
    text = inspect.cleandoc(cls.__doc__ or "")
    summary = " ".join(text.split("\n\n", 1)[0].split())
    described: dict[str, str] = {}
    _, _, arguments = text.partition("\nArgs:\n")
    name = ""
    for line in arguments.splitlines():
        if line and not line.startswith(" "):
            break  # The next section.
        if line.startswith("    ") and not line.startswith("     "):
            name, _, beginning = line.strip().partition(": ")
            described[name] = beginning
        elif name and line.strip():
            described[name] += f" {line.strip()}"
    return summary, described
