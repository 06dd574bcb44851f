"""What is on a screen at one moment: its components with everything that is bound resolved."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Final

import attrs

from flowdsl.components.navigation import Footer
from flowdsl.problems import did_you_mean
from flowdsl.runtime.evaluation import written
from flowdsl.runtime.program import LABELS, Answer, ComponentProgram, ScreenProgram
from flowdsl.runtime.state import Refused

__all__ = ["ShownComponent", "ShownOption", "ShownScreen"]


@attrs.frozen(eq=False, slots=False)
class ShownOption:
    """An option or an item, as it is shown.

    Args:
        id: Its id.
        title: What it is called.
        enabled: Whether it can be chosen.
        content: Its JSON, with what is bound resolved.
    """

    id: str
    title: str
    enabled: bool
    content: Mapping[str, Any] = attrs.field(repr=False)


@attrs.frozen(eq=False, slots=False, kw_only=True)
class ShownComponent:
    """A component, as it is on the screen.

    Args:
        program: What the flow says of it.
        content: Its properties, with what is bound resolved.
        visible: Whether it is shown; if not, it takes no part.
        enabled: Whether it can be changed or tapped.
        required: Whether it has to be filled in.
        value: What it holds; for what nobody touched `""`, `[]`, `{}` or false.
        is_filled: Whether somebody, or its init-value, filled it in.
        complaint: Why what it holds does not do, None where it does.
        error: The error message that stands below it, None where there is none.
    """

    program: ComponentProgram = attrs.field(repr=False)
    content: Mapping[str, Any]
    visible: bool = True
    enabled: bool = True
    required: bool = False
    value: Any = None
    is_filled: bool = False
    complaint: str | None = None
    error: str | None = None

    @property
    def kind(self) -> str:
        """Its `type`."""
        return self.program.kind

    @property
    def name(self) -> str | None:
        """Its name, None where it has none."""
        return self.program.placed.name

    @property
    def is_input(self) -> bool:
        """Whether somebody fills it in."""
        return self.program.input is not None

    @cached_property
    def answer(self) -> Answer | None:
        """What it takes, None for what is no input."""
        found = self.program.input
        if found is None or self.content is self.program.content:
            return None if found is None else self.program.answer
        return found.answer(self.content)

    @cached_property
    def label(self) -> str:
        """What it says: its label, its text, or else its name."""
        for key in LABELS:
            value = self.content.get(key)
            if isinstance(value, str):
                return value
            if isinstance(value, list):
                return "\n".join(map(written, value))
            if isinstance(value, dict):
                return " / ".join(map(written, value.values()))
            if value is not None:
                return written(value)
        return ""

    @cached_property
    def options(self) -> tuple[ShownOption, ...]:
        """Its options or items, in their order."""
        for key in OPTION_KEYS:
            listed = self.content.get(key)
            if isinstance(listed, list):
                return tuple(_options(listed))
        return ()

    def option(self, choice: str) -> ShownOption:
        """Return the option of an id, or of a title where no id is so.

        Args:
            choice: The id or the title.

        Raises:
            Refused: It has no such option.
        """
        for option in self.options:
            if option.id == choice:
                return option
        titled = [option for option in self.options if option.title == choice]
        if titled:
            return titled[0]
        ids = [option.id for option in self.options]
        hint = did_you_mean(choice, ids)
        raise Refused(f"`{choice}` is no option of {self}{hint}{listed('it has', ids)}")

    def __str__(self) -> str:
        return f"{self.kind} `{self.name or self.label}`"


OPTION_KEYS: Final = ("data-source", "list-items")
"""The keys that options and items stand under."""


def _options(items: list[Any]) -> Iterator[ShownOption]:
    for item in items:
        if isinstance(item, Mapping):
            main = item.get("main-content")
            title = item.get("title", main.get("title") if isinstance(main, Mapping) else None)
            id_ = item.get("id")
            yield ShownOption(
                id_ if isinstance(id_, str) else "",
                title if isinstance(title, str) else "",
                item.get("enabled") is not False,
                item,
            )


def listed(verb: str, names: list[str]) -> str:
    """Return the end of a sentence that says which names there are."""
    if not names:
        return ": there is none"
    shown = ", ".join(f"`{name}`" for name in names[:10])
    return f": {verb} {shown}{', ...' if len(names) > 10 else ''}"


@attrs.frozen(eq=False, slots=False, kw_only=True)
class ShownScreen:
    """A screen, as it is shown.

    Args:
        program: What the flow says of it.
        title: What the bar at the top says.
        components: What stands on it, in document order; what is not visible is among it, what an
            If or a Switch leaves out is not. Forms, Ifs and Switches themselves are not among it.
        branches: The branch that each If and Switch takes, by its number on the screen; None where
            it shows nothing.
        lacking: What is not filled in as it has to be, a sentence each.
    """

    program: ScreenProgram = attrs.field(repr=False)
    title: str
    components: tuple[ShownComponent, ...]
    branches: Mapping[int, str | None]
    lacking: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.program.id

    @cached_property
    def visible(self) -> tuple[ShownComponent, ...]:
        """What can be seen on it."""
        return tuple(each for each in self.components if each.visible)

    @cached_property
    def inputs(self) -> dict[str, ShownComponent]:
        """The inputs that can be seen, by their names."""
        return {each.name: each for each in self.visible if each.is_input and each.name}

    @cached_property
    def blockers(self) -> tuple[str, ...]:
        """Why its Footer cannot be tapped, a sentence each; empty where it can."""
        footer = self.footer
        is_off = footer is not None and not footer.enabled
        return (*self.lacking, *([f"{footer} is disabled"] if is_off else []))

    @property
    def footer(self) -> ShownComponent | None:
        """Its Footer, None where it has none."""
        return next((each for each in self.components if each.kind == FOOTER), None)

    @property
    def texts(self) -> tuple[str, ...]:
        """What can be read on it apart from labels: headings, paragraphs, links."""
        return tuple(each.label for each in self.visible if "text" in each.content)

    @property
    def errors(self) -> dict[str, str]:
        """The error messages that stand below inputs, by their names."""
        return {name: each.error for name, each in self.inputs.items() if each.error}

    @property
    def values(self) -> dict[str, Any]:
        """What is filled in, by the names of the inputs that can be seen."""
        return {name: each.value for name, each in self.inputs.items()}

    def input(self, name: str) -> ShownComponent:
        """Return an input that can be seen.

        Raises:
            Refused: There is none of that name, or it cannot be seen.
        """
        found = self.inputs.get(name)
        if found is not None:
            return found
        if any(each.name == name and each.is_input for each in self.components):
            raise Refused(
                f"`{name}` is not visible on {self.id}{listed('visible are', self._names)}"
            )
        if name in self.program.inputs:
            message = f"`{name}` is in a branch that {self.id} does not show now"
            raise Refused(f"{message}{listed('visible are', self._names)}")
        hint = did_you_mean(name, self._names)
        raise Refused(f"{self.id} has no input `{name}`{hint}{listed('it has', self._names)}")

    @property
    def _names(self) -> list[str]:
        return list(self.inputs)

    def __str__(self) -> str:
        from flowdsl.runtime.screen_text import screen_text

        return screen_text(self)


FOOTER: Final = Footer.facts.name
