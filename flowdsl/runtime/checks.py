"""What a phone takes as an answer, and what it says of one that does not do."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import attrs

from flowdsl.facts import DateStyle
from flowdsl.runtime.behaviour import Behaviour
from flowdsl.runtime.days import day_of, day_refusal, day_text
from flowdsl.runtime.evaluation import is_empty, number_of
from flowdsl.runtime.files import File
from flowdsl.runtime.patterns import text_pattern
from flowdsl.runtime.program import Answer
from flowdsl.runtime.scope import RANGE_KEYS
from flowdsl.runtime.screen import ShownComponent
from flowdsl.runtime.state import Refused

__all__ = ["Checker", "limit_of", "most_characters"]

_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@.]+")
_PHONE: Final = re.compile(r"[0-9 +\-()]*[0-9][0-9 +\-()]*")
_DIGITS: Final = re.compile(r"[0-9]+")
_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")


@attrs.frozen
class Checker:
    """Checks answers as one phone does.

    Args:
        behaviour: What is chosen where no source settles it.
        now: The moment, in the zone of the phone.
    """

    behaviour: Behaviour
    now: datetime.datetime

    @property
    def zone(self) -> datetime.tzinfo:
        """The zone of the phone."""
        return self.now.tzinfo or datetime.UTC

    def accepted(self, component: ShownComponent, value: Any) -> Any:
        """Return a value as an input keeps it.

        Args:
            component: The input.
            value: What somebody fills in: text, true or false, the id of an option or a list of
                them, a day as `datetime.date` or text, a pair of days, files.

        Raises:
            Refused: The input does not take it: it has another type, is no option, is too long.
        """
        answer = component.answer
        assert answer is not None
        match answer:
            case Answer.TEXT | Answer.NUMBER:
                return self._text(component, value)
            case Answer.BOX:
                if not isinstance(value, bool):
                    raise Refused(_wrong(component, value, "True or False"))
                return value
            case Answer.CHOICE:
                return self._choice(component, value)
            case Answer.CHOICES:
                return self._choices(component, value)
            case Answer.DAY:
                return self._day(component, value)
            case Answer.RANGE:
                return self._range(component, value)
            case Answer.FILES:
                return self._files(component, value)

    def _text(self, component: ShownComponent, value: Any) -> str:
        is_number = component.answer is Answer.NUMBER
        if is_number and isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise Refused(_wrong(component, value, "a text or a number" if is_number else "a text"))
        most = most_characters(component)
        if most is not None and self.behaviour.limit_mode == "refused":
            length = self._length(value)
            if length > most:
                message = f"{component} takes {most:g} characters at most, not {length}"
                raise Refused(message)
        if "\n" in value and "max-chars" in component.program.defaults:
            raise Refused(f"{component} takes one line of text, and {value!r} has several")
        return value

    def _length(self, text: str) -> int:
        if self.behaviour.length_unit == "UTF-16":
            return len(text.encode("utf-16-le", "surrogatepass")) // 2
        return len(text)

    def _choice(self, component: ShownComponent, value: Any) -> str:
        if not isinstance(value, str):
            raise Refused(_wrong(component, value, "the id of an option"))
        option = component.option(value)
        if not option.enabled:
            raise Refused(f"the option `{option.id}` of {component} is disabled")
        return option.id

    def _choices(self, component: ShownComponent, value: Any) -> list[str]:
        if isinstance(value, str) or not isinstance(value, Sequence | set | frozenset):
            raise Refused(_wrong(component, value, "a list of the ids of options"))
        found = list(dict.fromkeys(self._choice(component, each) for each in value))
        most = number_of(component.content.get("max-selected-items"))
        if most is not None and len(found) > most and self.behaviour.limit_mode == "refused":
            raise Refused(f"{component} takes {most:g} choices at most, not {len(found)}")
        return found

    def _style(self, component: ShownComponent) -> DateStyle:
        found = component.program.input
        return (found.traits.days if found else None) or DateStyle.ISO

    def _day(self, component: ShownComponent, value: Any) -> str:
        style = self._style(component)
        day = value if isinstance(value, datetime.date) else day_of(value, style, self.zone)
        if isinstance(day, datetime.datetime):
            day = day.date()
        if day is None:
            raise Refused(_wrong(component, value, "a day, as datetime.date or YYYY-MM-DD"))
        refusal = day_refusal(day, component.content, style, self.zone)
        if refusal is not None:
            raise Refused(f"{component}: {refusal}")
        with_time = self.behaviour.date_ms == "tapping"
        return day_text(day, style, self.now, with_time=with_time)

    def _range(self, component: ShownComponent, value: Any) -> dict[str, str]:
        if isinstance(value, Mapping):
            ends = {key: value[key] for key in RANGE_KEYS if key in value}
            if not ends or ends.keys() != value.keys():
                raise Refused(_wrong(component, value, "an object of `start-date` and `end-date`"))
        elif isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
            ends = dict(zip(RANGE_KEYS, value, strict=True))
        else:
            raise Refused(_wrong(component, value, "a first and a last day"))
        found = {key: self._day(component, day) for key, day in ends.items()}
        if len(found) == len(RANGE_KEYS):
            first, last = (datetime.date.fromisoformat(found[key]) for key in RANGE_KEYS)
            if first > last:
                raise Refused(f"{component}: the last day, {last}, is before the first, {first}")
        return found

    def _files(self, component: ShownComponent, value: Any) -> tuple[File, ...]:
        files = (value,) if isinstance(value, File) else value
        is_files = isinstance(files, Sequence) and all(isinstance(each, File) for each in files)
        if not is_files:
            raise Refused(_wrong(component, value, "files, as File(...)"))
        traits = component.program.input and component.program.input.traits
        most = number_of(limit_of(component, traits.most_files if traits else None))
        if most is not None and len(files) > most:
            raise Refused(f"{component} takes {most:g} files at most, not {len(files)}")
        size = number_of(limit_of(component, "max-file-size-kb"))
        for file in files:
            if size is not None and file.size_kb > size:
                message = f"{component} takes files of {size:g} KB at most"
                raise Refused(f"{message}, and `{file.name}` has {file.size_kb:,}")
            self._mime(component, file)
        return tuple(files)

    def _mime(self, component: ShownComponent, file: File) -> None:
        allowed = component.content.get("allowed-mime-types")
        if isinstance(allowed, list) and allowed and file.mime_type not in allowed:
            listed = ", ".join(map(str, allowed))
            raise Refused(f"`{file.name}` is {file.mime_type}, but {component} takes {listed}")

    def complaint(self, component: ShownComponent) -> str | None:
        """Return why what an input holds does not do, None where it does.

        What is required and empty is not its matter; what is empty otherwise always does.
        """
        value, answer = component.value, component.answer
        if is_empty(value):
            return None
        match answer:
            case Answer.TEXT | Answer.NUMBER:
                return next(self._text_complaints(component, str(value)), None)
            case Answer.CHOICES:
                return _choice_complaint(component, len(value))
            case Answer.RANGE:
                return _range_complaint(component, value)
            case Answer.FILES:
                return _file_complaint(component, len(value))
        return None

    def _text_complaints(self, component: ShownComponent, text: str) -> Iterator[str]:
        least, length = number_of(component.content.get("min-chars")), self._length(text)
        most = most_characters(component)
        if least is not None and length < least:
            yield f"{length} characters, but at least {least:g} are wanted"
        if most is not None and length > most:
            yield f"{length} characters, but {most:g} at most are taken"
        if self.behaviour.input_checks == "basic":
            kind = component.content.get("input-type")
            rule = _INPUT_TYPES.get(kind) if isinstance(kind, str) else None
            if rule is not None and not rule[0].fullmatch(text):
                yield f"{text!r} is no {rule[1]}"
        pattern = component.content.get("pattern")
        if isinstance(pattern, str):
            whole = self.behaviour.pattern_match == "whole"
            if text_pattern(pattern).fits(text, whole=whole) is False:
                partly = whole and text_pattern(pattern).fits(text, whole=False)
                part = ", only a part of it does" if partly else ""
                yield f"{text!r} does not match the pattern {pattern}{part}"

    def lacks(self, component: ShownComponent) -> bool:
        """Return whether an input lacks something that is required."""
        value = component.value
        if component.answer is Answer.FILES:
            traits = component.program.input and component.program.input.traits
            least = number_of(limit_of(component, traits.least_files if traits else None))
            return bool(least) and is_empty(value)
        if component.answer is Answer.RANGE:
            wanted = component.content.get("required")
            if isinstance(wanted, Mapping):
                given = value if isinstance(value, Mapping) else {}
                return any(wanted.get(key) is True and key not in given for key in RANGE_KEYS)
            whole = isinstance(value, Mapping) and len(value) == len(RANGE_KEYS)
            return component.required and not whole
        if component.answer is Answer.BOX:
            return component.required and value is not True
        return component.required and is_empty(value)


_INPUT_TYPES: Final = {
    "email": (_EMAIL, "e-mail address"),
    "phone": (_PHONE, "phone number"),
    "number": (_NUMBER, "number"),
    "passcode": (_DIGITS, "passcode, which has digits only"),
}


def _wrong(component: ShownComponent, value: Any, takes: str) -> str:
    shown = repr(value)
    return f"{component} takes {takes}, not {shown if len(shown) <= 60 else f'{shown[:57]}...'}"


def limit_of(component: ShownComponent, key: str | None) -> Any:
    """Return a limit of an input, or what a phone takes where it says none."""
    if key is None:
        return None
    value = component.content.get(key)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number else component.program.defaults.get(key)


_MOST_KEYS: Final = ("max-chars", "max-length")


def most_characters(component: ShownComponent) -> float | None:
    """Return how many characters an input takes, None for any number."""
    found = (number_of(limit_of(component, key)) for key in _MOST_KEYS)
    return next((each for each in found if each is not None), None)


def _choice_complaint(component: ShownComponent, count: int) -> str | None:
    least = number_of(component.content.get("min-selected-items"))
    most = number_of(component.content.get("max-selected-items"))
    if least is not None and count < least:
        return f"{count} chosen, but at least {least:g} are wanted"
    if most is not None and count > most:
        return f"{count} chosen, but {most:g} at most can be"
    return None


def _file_complaint(component: ShownComponent, count: int) -> str | None:
    traits = component.program.input and component.program.input.traits
    least = number_of(limit_of(component, traits.least_files if traits else None))
    if least is not None and count < least:
        return f"{count} files, but at least {least:g} are wanted"
    return None


def _range_complaint(component: ShownComponent, value: Mapping[str, str]) -> str | None:
    if len(value) < len(RANGE_KEYS):
        return None
    first, last = (datetime.date.fromisoformat(value[key]) for key in RANGE_KEYS)
    days = (last - first).days + 1
    least = number_of(component.content.get("min-days"))
    most = number_of(component.content.get("max-days"))
    if least is not None and days < least:
        return f"{days} days, but at least {least:g} are wanted"
    if most is not None and days > most:
        return f"{days} days, but {most:g} at most can be"
    return None
