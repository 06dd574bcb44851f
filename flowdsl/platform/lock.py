"""The file `flows.lock`: which flow on Meta's servers each flow of a project is.

Each line says all of itself, so that git can keep the lines of both sides of a merge.
"""

import datetime
import functools
import hashlib
import json
import operator
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.build import is_stale, write_text
from flowdsl.platform.graph.secrecy import holds_secret, without_secrets
from flowdsl.problems import FlowError

__all__ = [
    "FORMAT",
    "GIT_ATTRIBUTES",
    "LOCK_FILE",
    "BadLock",
    "Lock",
    "LockedFlow",
    "content_hash",
    "read_lock",
    "write_lock",
]

FORMAT: Final = 1
"""The version of the format that is read and written."""

LOCK_FILE: Final = "flows.lock"
"""The name of the file."""

GIT_ATTRIBUTES: Final = f"{LOCK_FILE} merge=union"
"""The line of `.gitattributes` that has git keep the lines of both sides of a merge."""

LARGEST: Final = 1024 * 1024
"""How many bytes a lock may have."""

LONGEST: Final = 4000
"""How many characters a line may have."""

DEEPEST: Final = 8
"""How many tables and lists may stand one inside the other."""

_HEAD: Final = f"""\
# Written by flowdsl: which flow on Meta's servers each flow of this project is. Commit it.
# So that git merges it, .gitattributes needs the line: {GIT_ATTRIBUTES}
format = {FORMAT}
"""
_END: Final = "\n"
_ID: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_MARKER: Final = re.compile(r"^(<{7}|>{7}|\|{7})( |\r?$)|^={7}\r?$", re.MULTILINE)
_SKIPPED: Final = re.compile(r"""#.*|"(?:[^"\\]|\\.)*"?|'[^']*'?""")
_KEY: Final = re.compile(r"""(?:"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^"'=#\n])+(?==)""")


class BadLock(FlowError):
    """A lock cannot be read or written; the text says what is wrong with it."""


@attrs.frozen(kw_only=True)
class LockedFlow:
    """What is known of one flow in one environment.

    Args:
        id: Its id on Meta's servers, which is text.
        name: Its name there.
        sha256: The `content_hash` of the Flow JSON uploaded last, None before the first upload.
        json_version: The version of that Flow JSON, for example `"7.3"`.
        state: The state that it was seen in last, for example `"DRAFT"`.
        extra: What a later flowdsl has written beside these; it is kept.

    Raises:
        BadLock: One of them is none.
    """

    id: str
    name: str
    sha256: str | None = None
    json_version: str | None = None
    state: str | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    def __attrs_post_init__(self) -> None:
        for key in _FIELDS:
            value = getattr(self, key)
            if not isinstance(value, str) and not (value is None and key not in ("id", "name")):
                raise BadLock(f'"{key}" is {type(value).__name__}, but it is a text in quotes')
        if not _ID.fullmatch(self.id):
            raise BadLock('"id" is no id of a flow, which is a text of digits')
        if self.sha256 is not None and not _HASH.fullmatch(self.sha256):
            raise BadLock('"sha256" is no SHA-256, which has 64 digits from 0 to f')
        if taken := sorted(set(self.extra) & set(_FIELDS)):
            raise BadLock(f'"{taken[0]}" is no extra, but a field')

    def _table(self) -> dict[str, Any]:
        known = {key: getattr(self, key) for key in _FIELDS}
        return {**self.extra, **{key: value for key, value in known.items() if value is not None}}


_FIELDS: Final = tuple(each.name for each in attrs.fields(LockedFlow) if each.name != "extra")
_values: Final = operator.attrgetter(*_FIELDS)


_Flows: TypeAlias = Mapping[tuple[str, str], LockedFlow]


def _sorted(flows: _Flows) -> _Flows:
    return MappingProxyType(dict(sorted(flows.items())))


@attrs.frozen(kw_only=True)
class Lock:
    """What is known of the flows of a project, in each environment.

    Args:
        flows: The flows, by the names of the environment and of the flow.
        extra: What a later flowdsl has written beside them; it is kept.
    """

    flows: _Flows = attrs.field(factory=dict, converter=_sorted)
    extra: Mapping[str, Any] = attrs.field(factory=dict)

    def get(self, environment: str, flow: str) -> LockedFlow | None:
        """Return what is known of a flow, None where it was never pushed.

        Args:
            environment: The name of the environment.
            flow: The name of the flow in the project.
        """
        return self.flows.get((environment, flow))

    def with_flow(self, environment: str, flow: str, locked: LockedFlow) -> "Lock":
        """Return a lock that knows this of a flow.

        Args:
            environment: The name of the environment.
            flow: The name of the flow in the project.
            locked: What is known of it.
        """
        return attrs.evolve(self, flows={**self.flows, (environment, flow): locked})

    def without(self, environment: str, flow: str) -> "Lock":
        """Return a lock that does not know a flow.

        Args:
            environment: The name of the environment.
            flow: The name of the flow in the project.
        """
        flows = dict(self.flows)
        flows.pop((environment, flow), None)
        return attrs.evolve(self, flows=flows)


def content_hash(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a Flow JSON; the order of its keys and its blanks do not count.

    Args:
        document: The Flow JSON, as it is parsed or compiled.

    Raises:
        FlowError: It is no JSON.
    """
    try:
        text = json.dumps(document, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise FlowError(f"what is no JSON has no hash: {error}") from None
    return hashlib.sha256(text.encode()).hexdigest()


def read_lock(path: Path) -> Lock:
    """Return what a lock says; where there is no file, nothing is known.

    Args:
        path: The file.

    Raises:
        BadLock: It is no lock, it has conflicts, or a later flowdsl wrote it.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return Lock()
    except OSError as error:
        raise BadLock(f"{path} cannot be read: {error.strerror}") from None
    try:
        return _parse(data)
    except BadLock as error:
        raise BadLock(f"{path}: {error}") from None


def write_lock(path: Path, lock: Lock) -> str:
    """Write a lock whole or not at all, and return its text; a file that says the same stays.

    Args:
        path: The file.
        lock: What is known of the flows.

    Raises:
        BadLock: It holds what no lock can, or what looks like a secret.
        OSError: It cannot be written; what was there before still is.
    """
    text = _text(lock)
    # What cannot be read back would stop everyone who pulls it; each flow was tried by itself.
    if len(text.encode()) > LARGEST or (lock.extra and _text(_parse(text.encode())) != text):
        raise BadLock(f"{path} would not say what is known of the flows")
    if is_stale(path, text):
        write_text(path, text)
    return text


def _parse(data: bytes) -> Lock:
    if len(data) > LARGEST:
        raise BadLock(f"it has more than {LARGEST // 1024} KB, which no lock has")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadLock("it is not in UTF-8") from None
    if marker := _MARKER.search(text):
        raise BadLock(
            f"line {text.count(_END, 0, marker.start()) + 1} is a conflict of git: keep the lines "
            "of both sides where they are about different flows, of one side where they are about "
            "the same, and take out the lines of <, = and >; git does the first by itself with "
            f"`{GIT_ATTRIBUTES}` in .gitattributes"
        )
    _check_shape(text)
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadLock(_twice(text) or f"it is no TOML: {str(error)[:200]}") from None
    return _lock(content) if content else Lock()


def _check_shape(text: str) -> None:
    """Refuse what takes the parser very long, or more memory than a lock is worth."""
    for number, line in enumerate(text.split(_END), 1):
        if len(line) > LONGEST:
            raise BadLock(f"line {number} has {len(line)} characters, but {LONGEST} at most")
        bare = _SKIPPED.sub("", line)
        if bare.count(".") > 4 * DEEPEST or bare.count("[") + bare.count("{") > 4 * DEEPEST:
            raise BadLock(f"line {number} is deeper than a lock is")


def _twice(text: str) -> str | None:
    """Return what is said of a line that stands twice, as after two sides changed one flow."""
    seen: dict[str, int] = {}
    for number, line in enumerate(text.split(_END), 1):
        key = _KEY.match(line)
        first = seen.setdefault(key.group().strip(), number) if key else number
        if key and first != number:
            said = f"lines {first} and {number} both say {key.group().strip()}"
            return f"{said}, because two branches changed the same flow: keep the one that is true"
    return None


def _lock(content: dict[str, Any]) -> Lock:
    version = content.pop("format", None)
    if type(version) is not int or version < 1:
        raise BadLock(f'"format" is missing or no number: a lock says "format = {FORMAT}"')
    if version > FORMAT:
        raise BadLock(
            f"it has format {version}, but this flowdsl reads up to {FORMAT}: "
            "pip install --upgrade flowdsl"
        )
    if _depth(content) > DEEPEST:
        raise BadLock(f"its tables and lists are more than {DEEPEST} deep")
    flows = {
        (environment, flow): _flow(f"flows.{_key(environment)}.{_key(flow)}", table)
        for environment, tables in _entries("flows", content.pop("flows", {}))
        for flow, table in _entries(f"flows.{_key(environment)}", tables)
    }
    return Lock(flows=flows, extra=content)


def _entries(where: str, table: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(table, dict):
        return table.items()
    raise BadLock(f"{where} is no table")


def _flow(where: str, table: Any) -> LockedFlow:
    fields = dict(_entries(where, table))
    for key in ("id", "name"):
        if key not in fields:
            raise BadLock(
                f'{where} has no "{key}": take its lines out if it was deleted, or those of the '
                "commit before back"
            )
    known = {key: fields.pop(key) for key in _FIELDS if key in fields}
    try:
        return LockedFlow(**known, extra=fields)
    except BadLock as error:
        raise BadLock(f"{where}: {error}") from None


def _depth(value: Any) -> int:
    """Return how deep a value is, which is looked at level by level."""
    level, depth = [value], 0
    while level := [each for each in level if isinstance(each, dict | list)]:
        depth += 1
        inner = (each.values() if isinstance(each, dict) else each for each in level)
        level = [child for children in inner for child in children]
    return depth


def _text(lock: Lock) -> str:
    flows = (
        _checked_text(key, locked) if locked.extra else _usual_text(key, _values(locked))
        for key, locked in lock.flows.items()
    )
    return "\n".join([_HEAD + _block((), lock), *flows])


# A push writes the lock after each step of each flow, and most of its flows did not change.
@functools.lru_cache(maxsize=4096)
def _usual_text(key: tuple[str, str], values: tuple[Any, ...]) -> str:
    return _checked_text(key, LockedFlow(**dict(zip(_FIELDS, values, strict=True))))


def _checked_text(key: tuple[str, str], locked: LockedFlow) -> str:
    """Return the lines of a flow, which can be read again."""
    text = _block(("flows", *key), locked)
    again = _parse(f"{_HEAD}{text}".encode()).flows.get(key)
    if again is None or "".join(_lines(("flows", *key), again._table())) != text:
        raise BadLock(f'what is known of "{key[1]}" could not be read again')
    return text


def _block(path: tuple[str, ...], known: Lock | LockedFlow) -> str:
    """Return the lines of a flow, or of what the lock says beside the flows."""
    table, shown = dict(known.extra), path
    if isinstance(known, LockedFlow):
        table, shown = known._table(), (*path, known.name, known.state or "")
    if _depth(table) > DEEPEST - len(path):
        raise BadLock(f"the lock would be more than {DEEPEST} deep")
    if any(map(holds_secret, shown)) or without_secrets(dict(known.extra)) != known.extra:
        raise BadLock("the lock would hold what looks like an access token, so it is not written")
    text = "".join(_lines(path, table))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadLock("a name holds half a character, which no file can") from None
    return text


def _lines(path: tuple[str, ...], table: Mapping[str, Any]) -> Iterator[str]:
    """Yield a line for each value, which says its whole path."""
    for key, value in sorted(table.items()):
        where = (*path, key)
        if isinstance(value, dict) and value:
            yield from _lines(where, value)
        else:
            yield f"{'.'.join(map(_key, where))} = {_value(value)}\n"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _quoted(name)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())}}}"
    raise BadLock(f"no lock holds a {type(value).__name__}")


def _quoted(text: str) -> str:
    """Return a text in quotes, with what cannot be seen written as numbers."""
    return f'"{"".join(map(_written, text))}"'


def _written(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    code = ord(character)
    if character.isprintable() or 0xD800 <= code <= 0xDFFF:  # Halves are refused later.
        return character
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
