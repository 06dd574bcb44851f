"""What a move from one version to another is made of: rewrites, and what means something else."""

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from flowdsl.problems import Path, Problem, Severity, path_text
from flowdsl.upgrade.passage import Passage
from flowdsl.versions import Version

__all__ = [
    "CHANGES",
    "REWRITES",
    "Add",
    "Change",
    "Enclose",
    "Noted",
    "Operation",
    "Remove",
    "Replace",
    "Rewrite",
    "Shift",
    "change",
    "rewrite",
]

_MOST_NOTES: Final = 10
"""So many other places of one change are named."""


@attrs.frozen
class Replace:
    """Another value for a property or an item.

    Args:
        path: Where it stands.
        value: The new value.
        exact: Whether the way back gives the old one again.
    """

    path: Path
    value: str | int | float
    exact: bool = True


@attrs.frozen
class Remove:
    """A property that is left out.

    Args:
        path: Where it stands.
        exact: Whether it is said somewhere else, so that nothing is lost.
    """

    path: Path
    exact: bool = False


@attrs.frozen
class Add:
    """Properties that an object gets.

    Args:
        path: Where the object stands; it is made where it is not there.
        values: The properties.
        sources: Where what they hold stood before.
    """

    path: Path
    values: Mapping[str, Any]
    sources: Mapping[str, Path]


@attrs.frozen
class Enclose:
    """A Form around everything in a list of components.

    Args:
        path: Where the list stands.
        head: What the Form holds beside its children.
        sources: Where values below the head stood before, by their ways in it.
    """

    path: Path
    head: Mapping[str, Any]
    sources: Mapping[Path, Path]


@attrs.frozen
class Shift:
    """An item that becomes the last one of another list.

    Args:
        path: Where it stands.
        goal: Where the other list stands.
        index: Its number there.
    """

    path: Path
    goal: Path
    index: int


Operation: TypeAlias = Replace | Remove | Add | Enclose | Shift


@attrs.frozen(kw_only=True, eq=False)
class Rewrite:
    """Something that is written differently.

    Args:
        name: What it is called.
        version: The version from which it is so; None where the table tells for each property.
        summary: What is done, in one sentence.
        find: Returns what there is to do in a document.
    """

    name: str
    version: Version | None
    summary: str
    find: Callable[[Passage], Iterable[Operation]]


@attrs.frozen
class Noted:
    """A place where something changes its meaning.

    Args:
        path: Where it stands, in the document as it was.
        message: What changes there.
        help: What to do about it.
    """

    path: Path
    message: str
    help: str


@attrs.frozen(kw_only=True, eq=False)
class Change:
    """Something that means something else.

    Args:
        name: What it is called.
        version: The version from which it is so.
        until: The last version in which it is so, None for the newest.
        summary: What changes, in one sentence.
        listed: Where it is listed, in one sentence.
        find: Yields where it matters in a document.
    """

    name: str
    version: Version
    until: Version | None
    summary: str
    listed: str
    find: Callable[[Passage], Iterable[Noted]]

    def holds_in(self, version: Version) -> bool:
        """Return whether it is so in a version."""
        return self.version <= version and (self.until is None or version <= self.until)

    def problems(self, passage: Passage) -> list[Problem]:
        """Return where it matters in a document, all places in one problem, without a place."""
        if self.holds_in(passage.source) is self.holds_in(passage.target):
            return []
        found = list(self.find(passage))
        if not found:
            return []
        first, *others = found
        notes = [f"also at {path_text(each.path)}: {each.message}" for each in others]
        if len(notes) > _MOST_NOTES:
            notes[_MOST_NOTES:] = [f"and so {len(notes) - _MOST_NOTES} times more"]
        return [
            Problem(
                code=self.name,
                name=self.name,
                severity=Severity.WARNING,
                message=first.message,
                path=first.path,
                help=first.help,
                notes=tuple(notes),
            )
        ]


REWRITES: Final[list[Rewrite]] = []
"""What is written differently, in the order in which it is looked for."""

CHANGES: Final[list[Change]] = []
"""What means something else."""

Find = TypeVar("Find", bound=Callable[[Passage], Iterable[Operation]])
Notice = TypeVar("Notice", bound=Callable[[Passage], Iterable[Noted]])


def rewrite(name: str, version: Version | None = None) -> Callable[[Find], Find]:
    """Enter what a function finds to rewrite into `REWRITES`; its docstring says what it does.

    Args:
        name: What it is called.
        version: The version from which it is written differently.
    """

    def enter(find: Find) -> Find:
        REWRITES.append(
            Rewrite(name=name, version=version, summary=_paragraphs(find)[0], find=find)
        )
        return find

    return enter


def change(
    name: str, version: Version, *, until: Version | None = None
) -> Callable[[Notice], Notice]:
    """Enter where something changes its meaning into `CHANGES`.

    The first paragraph of the function's docstring says what changes, the second where it is
    listed.

    Args:
        name: What it is called.
        version: The version from which it is so.
        until: The last version in which it is so.
    """

    def enter(find: Notice) -> Notice:
        summary, listed = _paragraphs(find)
        CHANGES.append(
            Change(
                name=name,
                version=version,
                until=until,
                summary=summary,
                listed=listed,
                find=find,
            )
        )
        return find

    return enter


def _paragraphs(function: Callable[..., object]) -> list[str]:
    text = inspect.getdoc(function) or ""
    return [paragraph.replace("\n", " ") for paragraph in text.split("\n\n")]
