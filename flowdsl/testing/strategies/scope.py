"""What can be referred to on a screen, and how what stands there is bound to it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, Final

import attrs

from flowdsl.data import Data
from flowdsl.facts import Binding
from flowdsl.shape import AnyOf, Dynamic, Shape
from flowdsl.testing.strategies.answers import Answer
from flowdsl.testing.strategies.choosing import Chooser
from flowdsl.testing.strategies.domains import Domain, Known, domain_of, kind_of
from flowdsl.testing.strategies.expressions import computed, truth
from flowdsl.values import Expression, Ref
from flowdsl.versions import Version

__all__ = ["Entry", "Scope", "declared"]

MOST_ENTRIES: Final = 12


@attrs.frozen(eq=False)
class Entry:
    """An entry of a screen's data, as planned.

    Args:
        name: Its name, which no other entry of the flow has.
        domain: What it may hold.
        example: Its example.
        says_schema: Whether it gives its schema rather than leaving it to the example.
        is_typed: Whether it may be given what was typed into an input for numbers.
    """

    name: str
    domain: Domain
    example: Any
    says_schema: bool
    is_typed: bool = False

    @property
    def data(self) -> Data[Any]:
        """The entry as the screen declares it."""
        schema = self.domain.schema if self.says_schema else None
        return Data(self.name, self.example, schema=schema)

    def known(self, screen: str | None = None, *, is_sure: bool = True) -> Iterator[Known]:
        """Yield what can be referred to by it: the whole, and what stands below an object.

        Args:
            screen: The id of its screen, where it is referred to from another.
            is_sure: Whether that screen has been shown before, whatever the way.
        """
        binding = Binding.DATA if screen is None else Binding.SCREEN_DATA
        domain = self.domain
        ref: Ref[Any] = Ref("data", (self.name,), screen, kind_of(domain.type))
        yield Known(ref, binding, domain.type, domain, domain.ids, is_sure, self.is_typed)
        for below, type_ in (domain.inner or {}).items():
            path = (self.name, *below.split("."))
            is_typed = self.is_typed and type_ == "number"
            inner: Ref[Any] = Ref("data", path, screen, kind_of(type_))
            yield Known(inner, binding, type_, None, (), is_sure, is_typed)


def declared(chooser: Chooser, domain: Domain, names: dict[str, int]) -> Entry:
    """Draw an entry.

    Args:
        chooser: What chooses.
        domain: What it holds.
        names: How many entries of a name there are in the flow; this one is counted.
    """
    number = names[domain.name] = names.get(domain.name, 0) + 1
    says_schema = domain.schema is not None and chooser.chance(20)
    holds_number = domain.type == "number" or "number" in (domain.inner or {}).values()
    is_typed = holds_number and chooser.chance(50)
    return Entry(f"{domain.name}_{number}", domain, domain.value(chooser), says_schema, is_typed)


class Scope:
    """A screen as what is drawn on it sees it.

    Args:
        chooser: What chooses.
        version: The version of the flow.
        asked: What is asked on the screen and on those before it, each with the id of its screen,
            which is empty for the screen itself.
        shown: The ids of those before it that were shown whatever the way.
        elsewhere: The data of the screens before it.
        entries: The data of the screen so far; what is bound may add to it.
        names: How many entries of a name there are in the flow.
        has_endpoint: Whether the flow has an endpoint.
        routes_are_written: Whether the flow says its routes, so that links may be conditional.
        binds: Whether anything is bound at all.

    Attributes:
        needed: The names of the inputs of the screen without which its button does nothing, as far
            as they have been drawn.
    """

    def __init__(
        self,
        chooser: Chooser,
        version: Version,
        *,
        asked: Sequence[tuple[str, Answer]] = (),
        shown: Collection[str] = (),
        elsewhere: Iterable[Known] = (),
        entries: list[Entry] | None = None,
        names: dict[str, int] | None = None,
        has_endpoint: bool = False,
        routes_are_written: bool = False,
        binds: bool = True,
    ) -> None:
        self.chooser = chooser
        self.version = version
        self.entries = [] if entries is None else entries
        self.has_endpoint = has_endpoint
        self.routes_are_written = routes_are_written
        self.binds = binds
        self._names = {} if names is None else names
        self.asked = asked
        self.needed: set[str] = set()
        self._known: list[Known] = [
            answer.known(screen or None, is_shown=not screen or screen in shown)
            for screen, answer in asked
        ]
        self._known += elsewhere
        for entry in self.entries:
            self._known += entry.known()

    def entry(self, domain: Domain, *, new: bool = False) -> Known | None:
        """Return an entry of the screen's own data, declared if there is none yet.

        Args:
            domain: What it holds.
            new: Whether to declare another even where there is one.

        Returns:
            The entry, or None where the screen has data enough.
        """
        if not new:
            for known in self._known:
                if known.domain is domain and known.binding is Binding.DATA:
                    return known
        return self.declare(domain) if len(self.entries) < MOST_ENTRIES else None

    def declare(self, domain: Domain) -> Known:
        """Add an entry to the screen's own data.

        Args:
            domain: What it holds.
        """
        entry = declared(self.chooser, domain, self._names)
        self.entries.append(entry)
        known = list(entry.known())
        self._known += known
        return known[0]

    def known(
        self,
        bindings: frozenset[Binding],
        type_: str | None = None,
        *,
        domain: Domain | None = None,
        without: Ref[Any] | None = None,
    ) -> list[Known]:
        """Return what can be referred to.

        Args:
            bindings: The kinds of binding that are taken.
            type_: The JSON type of the value, None for any.
            domain: What it may hold at most; None for anything.
            without: A reference that is not wanted.
        """
        return [
            known
            for known in self._known
            if known.binding in bindings
            and (type_ is None or known.type == type_)
            # What was never shown has no value, which does only where anything does.
            and (domain is None or (known.domain is domain and known.is_sure))
            # Comparing references gives an expression; these are the objects themselves.
            and known.ref is not without
        ]

    def bound(
        self, domain: Domain, bindings: frozenset[Binding], without: Ref[Any] | None = None
    ) -> Expression[Any] | None:
        """Return something to bind a property to.

        Args:
            domain: What it may be.
            bindings: The kinds of binding that the property takes.
            without: A reference that is not wanted.

        Returns:
            A reference or an expression, or None where nothing is to be had.
        """
        if not self.binds:
            return None
        chooser = self.chooser
        if domain.is_open:
            if Binding.EXPRESSION in bindings and chooser.chance(35):
                found = computed(
                    chooser, domain.type, self.known(bindings, without=without), nested=True
                )
                if found is not None:
                    return found
            several = self.known(bindings, domain.type, without=without)
        else:
            several = self.known(bindings, domain=domain, without=without)
        if several and chooser.chance(75):
            return chooser.pick(several).ref
        if Binding.DATA in bindings:
            own = self.entry(domain)
            if own is not None:
                return own.ref
        return chooser.pick(several).ref if several else None

    def bound_or(self, otherwise: Any, domain: Domain, bindings: frozenset[Binding]) -> Any:
        """Return something to bind a property to, or a literal where nothing is to be had.

        Args:
            otherwise: The literal.
            domain: What it may be.
            bindings: The kinds of binding that the property takes.
        """
        found = self.bound(domain, bindings)
        return otherwise if found is None else found

    def bind(self, dynamic: Dynamic) -> Expression[Any] | None:
        """Return something to bind a property to, whatever the property takes.

        Args:
            dynamic: The shape of the property.
        """
        if not self.binds:
            return None
        shapes: list[Shape] = [*dynamic.also] if dynamic.static is None else [dynamic.static]
        if isinstance(dynamic.static, AnyOf):
            shapes = [*dynamic.static.alternatives]
        if dynamic.static is not None:
            shapes += dynamic.also
        return self.bound(domain_of(self.chooser.pick(shapes)), dynamic.bindings)

    def gate(
        self, bindings: frozenset[Binding], without: Ref[Any] | None = None
    ) -> Expression[bool] | None:
        """Return something that is true or false, for what is shown or needed now and then.

        Args:
            bindings: The kinds of binding that are taken.
            without: A reference that is not wanted: what is shown must not depend on itself.
        """
        from_here = self.known(bindings, without=without)
        if Binding.EXPRESSION in bindings and self.chooser.chance(50):
            found = truth(self.chooser, from_here, nested=True)
            if found is not None:
                return found
        flags = [known for known in from_here if known.type == "boolean"]
        if flags:
            return self.chooser.pick(flags).ref
        return None
