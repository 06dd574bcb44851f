"""Inputs as planned: what the answer to each is, before its screen is drawn."""

from collections.abc import Mapping
from typing import Any, Final

import attrs

from flowdsl.components.base import Input
from flowdsl.facts import Binding
from flowdsl.node import Node
from flowdsl.projection import shape_of
from flowdsl.shape import AnyOf, Choice, Dynamic, List, Object, Property, Shape
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import LIST_OF_TEXTS, Known, kind_of
from flowdsl.testing.strategies.options import options
from flowdsl.values import Kind, Ref
from flowdsl.versions import V5_0, Version

__all__ = ["FILES", "Answer", "plan_answer", "properties_of"]

FILES: Final = "files"
"""The type of an answer that holds files, which not every payload takes."""

MOST_FILES: Final = 3
MOST_KIBIBYTES: Final = 8 * 1024


@attrs.frozen(eq=False)
class Answer:
    """An input as planned.

    Args:
        name: Its name.
        cls: Its class.
        type: The JSON type of the answer, or what stands for it, as `FILES` does.
        decided: The properties on which the type depends.
        ids: The ids of the options that can surely be chosen, where it has options of its own.
        files: How many files it lets through.
        kibibytes: How large they can be together.
        is_sure: Whether it is always shown and can always be filled in.
        ref: The reference to it on its own screen.
    """

    name: str
    cls: type[Input[Any]]
    type: str
    decided: Mapping[str, Any]
    ids: tuple[str, ...]
    files: int
    kibibytes: int
    is_sure: bool
    ref: Ref[Any]

    def known(self, screen: str | None = None, *, is_shown: bool = True) -> Known:
        """Return what can be referred to by it.

        Args:
            screen: The id of its screen, where it is referred to from another.
            is_shown: Whether that screen has been shown before, whatever the way.
        """
        ref = self.ref if screen is None else self.ref.on(screen)
        binding = Binding.FORM if screen is None else Binding.SCREEN_FORM
        single = self.ids if self.type == "string" else ()
        return Known(ref, binding, self.type, ids=single, is_sure=self.is_sure and is_shown)


def properties_of(cls: type[Node], version: Version) -> dict[str, Property]:
    """Return what a class may have in a version, by the names in Python.

    Args:
        cls: A class of the table.
        version: The version.
    """
    return {known.name: known for known in shape_of(cls, version).properties}


def plan_answer(
    chooser: Chooser, cls: type[Input[Any]], name: str, version: Version, *, is_sure: bool
) -> Answer:
    """Draw an input as far as others depend on it.

    Args:
        chooser: What chooses.
        cls: Its class.
        name: Its name.
        version: The version of the flow.
        is_sure: Whether it is always shown and can always be filled in.
    """
    known = properties_of(cls, version)
    decided: dict[str, Any] = {}
    ids: tuple[str, ...] = ()
    files = kibibytes = 0
    type_ = ""
    if "input_type" in known:
        kinds = _choices(known["input_type"].shape)
        decided["input_type"] = chooser.pick((None, *kinds))
    if "mode" in known and (modes := _choices(known["mode"].shape)):
        decided["mode"] = chooser.pick((None, *modes))
    if "data_source" in known and chooser.chance(75):
        decided["data_source"], ids = options(chooser, _items(known["data_source"].shape))
    most = next((each for each in known if each.startswith("max_uploaded_")), None)
    if most is not None:
        type_ = FILES
        # Without limits of its own a picker lets through more than a message takes.
        files = chooser.integer(1, MOST_FILES) if version >= V5_0 else 1
        size = chooser.integer(1, MOST_KIBIBYTES)
        limited = chooser.chance(80)
        decided[most] = files if limited else None
        decided["max_file_size_kb"] = size if limited else None
        files, kibibytes = (files, files * size) if limited else (30, 30 * 25600)
    if not type_:
        content = {key.replace("_", "-"): value for key, value in decided.items() if value}
        type_ = _type(cls, content)
    kind = Kind.NUMBER if type_ == "number" else kind_of(type_)
    ref: Ref[Any] = Ref("form", (name,), None, kind)
    return Answer(name, cls, type_, decided, ids, files, kibibytes, is_sure, ref)


def _choices(shape: Shape) -> tuple[str, ...]:
    match shape:
        case Dynamic(static=Choice(values=values)) | Choice(values=values):
            return values
    return ()


def _items(shape: Shape) -> List:
    match shape:
        case Dynamic(static=List(item=Object()) as inner) | (List(item=Object()) as inner):
            return inner
        case AnyOf(alternatives=(first, *_)):
            return _items(first)
    raise TypeError(f"{shape} holds no options")


def _type(cls: type[Input[Any]], content: Mapping[str, Any]) -> str:
    """Return the type of an answer; a number may be sent as text, but it counts as a number."""
    declared = cls.answer_schema(content)["type"]
    if declared == "array":
        return LIST_OF_TEXTS
    return declared if isinstance(declared, str) else str(declared[-1])
