"""What checks find, and the sentences that they have in common."""

from collections.abc import Callable, Hashable
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from flowdsl import structure
from flowdsl.document import Unwritable
from flowdsl.facts import Binding, Binds
from flowdsl.node import ACTIONS, COMPONENTS
from flowdsl.problems import Fix, Path, Severity
from flowdsl.rule import Rule
from flowdsl.shape import Dynamic
from flowdsl.versions import Version

__all__ = ["Check", "Fault", "Finding", "Record", "Trail", "Use", "path_of", "report"]

Trail: TypeAlias = tuple[Any, str | int] | None
"""The way from the root, linked backwards: it costs a tuple an object and nothing a value."""

Check: TypeAlias = Callable[[Any, Trail, str | int, "Record"], None]
"""Checks a value, given the way to what is around it and its own key or index there."""


MOST: Final = 1_000
"""So many findings are reported; a document with more has been generated, or is hostile."""


class TooMany(Exception):
    """A document has more findings than are reported."""


class Use(NamedTuple):
    """A text that binds something, or looks as if it did.

    Args:
        text: The text.
        binding: What kind of binding it is; None if it is none, although it holds `${` or begins
            with a backtick.
        parent: The way to what it stands in.
        key: Its key or index there.
        expected: What the property takes; None below a payload and for a Form's initial values.
    """

    text: str
    binding: Binding | None
    parent: Trail
    key: str | int
    expected: Dynamic | None

    # Worked out when asked for: most that is bound is right, and nobody asks.
    @property
    def path(self) -> Path:
        """Where it stands."""
        return path_of(self.parent, self.key)

    @property
    def in_payload(self) -> bool:
        """Whether it stands below the payload of an action."""
        return "payload" in self.path


class Record:
    """What checking the structure brings to light: what is wrong, and what is bound."""

    __slots__ = ("begins", "findings", "uses")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.uses: list[Use] = []
        self.begins: list[int] = []  # How many uses there were before each screen, and at the end.


@attrs.frozen(kw_only=True)
class Fault:
    """Something that breaks a rule, before anybody knows in which file it stands.

    Args:
        path: Where in the document.
        message: What was found and what is allowed.
        help: What to do about it.
        in_python: What to do about it where the flow is written in Python, instead of `help`.
        meta: Meta's codes for it, where they are not those of the rule.
        notes: What else is worth knowing, a sentence each.
        severity: How much it matters here, where it is not as for the rule.
        fix: The one right answer, where there is one.
        at_key: Whether the key is what is wrong, and not the value.
        cause: What is behind it; of several faults with one cause the first is reported, and the
            others stand as notes of it.
        weak: Whether it is a note of the others even where it is the first.
    """

    path: Path
    message: str
    help: str | None = None
    in_python: str | None = None
    meta: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    severity: Severity | None = None
    fix: Fix | None = None
    at_key: bool = False
    cause: Hashable = None
    weak: bool = False


@attrs.frozen(kw_only=True)
class Finding(Fault):
    """A fault with the rule that it breaks.

    Args:
        rule: The rule.
    """

    rule: Rule

    @property
    def is_error(self) -> bool:
        """Whether the flow is refused because of it."""
        return (self.severity or self.rule.severity) is Severity.ERROR


def path_of(trail: Trail, key: str | int) -> Path:
    """Return the path that a trail and the last step lead along."""
    steps = [key]
    while trail is not None:
        trail, step = trail
        steps.append(step)
    return tuple(reversed(steps[:-1]))  # The root's own key is not a step.


def report(
    rule: Rule,
    parent: Trail,
    key: str | int,
    found: Record,
    message: str,
    *,
    help: str | None = None,  # noqa: A002  # It is called so in a problem.
    meta: tuple[str, ...] | None = None,
    fix: Fix | None = None,
    at_key: bool = False,
    in_python: str | None = None,
) -> None:
    """Note that a rule is broken.

    Raises:
        TooMany: There are as many findings as anybody will read.
    """
    if len(found.findings) >= MOST:
        raise TooMany
    path = path_of(parent, key)
    found.findings.append(
        Finding(
            rule=rule,
            path=path,
            message=message,
            help=help,
            meta=meta,
            fix=fix,
            at_key=at_key,
            in_python=in_python,
        )
    )


def wrong_type(
    value: object,
    expected: str,
    parent: Trail,
    key: str | int,
    found: Record,
    *,
    meta: tuple[str, ...] | None = None,
) -> None:
    """Note that a value has a type that does not do, or no JSON at all."""
    if isinstance(value, Unwritable):
        report(value.rule, parent, key, found, value.message, help=value.help)
        return
    name = _TYPES.get(type(value))
    if name is None or value != value:  # noqa: PLR0124  # Not a number.
        shown = _shorten(repr(value))
        message = f"{named(parent, key)} is {shown}, which is not JSON"
        report(structure.NOT_JSON, parent, key, found, message)
        return
    message = f"{named(parent, key)} is {_shown(name, value)}, but takes {expected}"
    report(structure.WRONG_TYPE, parent, key, found, message, meta=meta)


def refused_binding(
    kind: Binding,
    binds: Binds,
    version: Version,
    parent: Trail,
    key: str | int,
    found: Record,
) -> None:
    """Note that a property does not take a kind of binding, in this version or in any."""
    since = binds.since(kind)
    what = f"{named(parent, key)} takes {kind.value}"
    if since is None:
        message, rule = f"{named(parent, key)} does not take {kind.value}", structure.NOT_BINDABLE
        report(rule, parent, key, found, message)
        return
    message = f"{what} from Flow JSON {since}, the target is {version}"
    help_ = f"raise the version to {since}"
    report(structure.BINDING_NOT_IN_VERSION, parent, key, found, message, help=help_)


def misplaced(
    what: str,
    name: str,
    since: Version | None,
    inside: str,
    version: Version,
    where: tuple[Trail, str | int],
    found: Record,
) -> None:
    """Note that a component or an action stands where it may not.

    Args:
        what: `"component"` or `"action"`.
        name: Its name.
        since: From when it may stand there, None for never.
        inside: Where it stands.
        version: The target.
        where: Where to report it.
        found: Where to note it.
    """
    parent, key = where
    first = (COMPONENTS if what == "component" else ACTIONS)[name].facts.since
    if first > version:
        message, help_ = version_text(f"`{name}`", (first, None), version)
        meta = ("INVALID_PROPERTY_VALUE" if what == "component" else "INVALID_ENUM_VALUE",)
        rule = structure.KIND_NOT_IN_VERSION
        report(rule, parent, key, found, message, help=help_, meta=meta)
        return
    rule = structure.COMPONENT_NOT_HERE if what == "component" else structure.ACTION_NOT_HERE
    if since is None:
        report(rule, parent, key, found, f"`{name}` does not stand {inside}")
        return
    message = f"`{name}` may stand {inside} from Flow JSON {since}, the target is {version}"
    report(rule, parent, key, found, message, help=f"raise the version to {since}")


def version_text(
    what: str, span: tuple[Version, Version | None], version: Version
) -> tuple[str, str]:
    """Return a message and a help for something that another version has."""
    since, last = span
    if last is not None and version > last:
        message = f"{what} ended with Flow JSON {last}, the target is {version}"
        return message, "leave it out"
    return f"{what} came with Flow JSON {since}, the target is {version}", (
        f"raise the version to {since}, or leave it out"
    )


def named(parent: Trail, key: str | int) -> str:
    """Return a property as messages name it: by its key, and for an item by the list's, too."""
    indexes = ""
    while isinstance(key, int):
        indexes = f"[{key}]{indexes}"
        if parent is None:
            break
        parent, key = parent
    return f"`{key}{indexes}`" if key != "" else "the flow"


_TYPES: Final[dict[type, str]] = {
    str: "text",
    bool: "true or false",
    int: "number",
    float: "number",
    list: "list",
    dict: "object",
    type(None): "null",
}


def type_of(value: object) -> str:
    """Return the JSON type of a value in words."""
    return _TYPES.get(type(value)) or ("object" if isinstance(value, dict) else "")


def article(name: str) -> str:
    """Return the name of a JSON type as it stands in a sentence."""
    return f"{name}" if name in ("text", "null", "true or false") else a_or_an(name)


def a_or_an(name: str) -> str:
    """Return a name with the article before it."""
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def count(size: int, noun: str = "item") -> str:
    """Return how many there are."""
    return f"{size} {noun}" if size == 1 else f"{size} {noun}s"


def _shown(name: str, value: object) -> str:
    """Return a value of a JSON type as messages show it."""
    import json

    if name in ("list", "object"):
        return a_or_an(name)
    literal = _shorten(json.dumps(value, ensure_ascii=False))
    return f"the {name} {literal}" if name in ("text", "number") else literal


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
