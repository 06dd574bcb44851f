"""What can be done in a journey, as methods that read like it."""

import abc
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from flowdsl.runtime.files import File
from flowdsl.runtime.moves import Back, Close, Fill, OpenLink, Select, Tap, Unselect, Upload
from flowdsl.testing.steps import Doing, Reopen

__all__ = ["Doings"]

# A test that fails shows its own line, and none of ours: pytest looks for this name.
__tracebackhide__ = True

R = TypeVar("R")


class Doings(abc.ABC, Generic[R]):
    """What can be done in a journey; what comes of it is for those who inherit."""

    __slots__ = ()

    @abc.abstractmethod
    def _do(self, *moves: Doing) -> R:
        """Take some steps, one after the other."""

    def fill(self, values: Mapping[str, Any] | None = None, /, **named: Any) -> R:
        """Fill inputs in, one after the other.

        Args:
            values: The values by the names of the inputs, for names that Python does not take.
            named: The same, each as an argument. A value is text or a number; true or false; the
                id of an option or a list of them; a day; a pair of days; a `File` or several.
        """
        return self._do(*(Fill(name, value) for name, value in {**(values or {}), **named}.items()))

    def select(self, name: str, *choices: str) -> R:
        """Choose options, by their ids or titles, beside those that are chosen."""
        return self._do(Select(name, choices))

    def unselect(self, name: str, *choices: str) -> R:
        """Take choices back, by their ids or titles."""
        return self._do(Unselect(name, choices))

    def upload(self, name: str, *files: File | str) -> R:
        """Choose files in a PhotoPicker or a DocumentPicker, in place of those before.

        Args:
            name: The name of the picker.
            files: The files; a name alone stands for a small photo of that name.
        """
        given = tuple(File(each) if isinstance(each, str) else each for each in files)
        return self._do(Upload(name, given))

    def tap(self, target: str) -> R:
        """Tap the Footer, a link, an item of a list, or the "Read more" of an OptIn.

        Args:
            target: What it says, its id or name, or its kind, such as `"Footer"`.
        """
        return self._do(Tap(target))

    def open_link(self, text: str) -> R:
        """Open a link: an EmbeddedLink, "Read more", or one inside of a text in Markdown."""
        return self._do(OpenLink(text))

    def back(self) -> R:
        """Go back: to the screen before, to what the endpoint answers, or out of the flow."""
        return self._do(Back())

    def close(self) -> R:
        """Close the flow; what was filled in is lost, and nothing is sent."""
        return self._do(Close())

    def reopen(self) -> R:
        """Open the flow again from the message."""
        return self._do(Reopen())
