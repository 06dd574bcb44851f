"""The environments of a project: the tables `[tool.flowdsl.env.NAME]` of its `pyproject.toml`.

An environment says which account flows are pushed to, and where the access token comes from. The
token itself stands in no file of the project, and what goes wrong with it is said without it.
"""

import importlib
import os
import re
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import attrs

from flowdsl.platform.graph.secrecy import Token, redacted
from flowdsl.platform.graph.settings import GraphSettings, is_loopback, origin_of
from flowdsl.problems import FlowError, did_you_mean
from flowdsl.settings import BadSettings, read_table

__all__ = [
    "BadEnvironment",
    "Environment",
    "FromCommand",
    "FromKeyring",
    "FromVariable",
    "NoToken",
    "TokenSource",
    "environment_names",
    "read_environment",
]

SECONDS: Final = 30.0
"""How long the command that gives the token may take."""

LARGEST: Final = 10 * 1024
"""How many bytes the command that gives the token may write."""

_SOURCES: Final = ("token_env", "token_command", "token_keyring")
_IDS: Final = ("waba_id", "phone_number_id", "application_id")
_TEXTS: Final = ("endpoint_uri", "graph_version", "base_url")
_KEYS: Final = (*_IDS, *_TEXTS, *_SOURCES)
_ENTRY: Final = '{service = "...", user = "..."}'
_TOKENS: Final = ("token", "access_token")
_USUAL: Final = GraphSettings()
_ID: Final = re.compile(r"[0-9]{1,32}")
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


class BadEnvironment(BadSettings):
    """An environment cannot be used; the text says what is wrong with it."""


class NoToken(FlowError):
    """The access token of an environment cannot be had; the text says why, without it."""


# A fault is returned and raised further up: a traceback may show what is in the frames below.
@attrs.frozen
class _Fault:
    text: str


@attrs.frozen
class FromVariable:
    """A token that stands in an environment variable.

    Args:
        name: The variable.
    """

    name: str

    def __str__(self) -> str:
        return f"the environment variable {redacted(self.name)}"

    def _read(self) -> str | _Fault:
        value = os.environ.get(self.name)
        return _Fault(f"{self} is not set") if value is None else value


@attrs.frozen
class FromCommand:
    """A token that a command writes to its standard output.

    Args:
        arguments: The program and its arguments, which no shell looks at; they may hold secrets.
        folder: The folder to run it in.
    """

    arguments: tuple[str, ...] = attrs.field(repr=False)
    folder: Path

    def __str__(self) -> str:
        return f"the command {redacted(self.arguments[0])[:80]!r}"

    def _read(self) -> str | _Fault:
        try:
            process = subprocess.Popen(  # noqa: S603 - it is what the project asks for.
                self.arguments,
                cwd=self.folder,
                bufsize=0,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "its arguments are none"
            return _Fault(f"{self} cannot be run: {reason}")
        return self._output(process)

    def _output(self, process: subprocess.Popen[bytes]) -> str | _Fault:
        pipe, output = process.stdout, bytearray()
        assert pipe is not None

        def collect() -> None:
            while len(output) <= LARGEST and (piece := pipe.read(LARGEST)):
                output.extend(piece)

        # A pipe cannot be read with a limit of time on every system, so that a thread reads it.
        reader = threading.Thread(target=collect, daemon=True)
        end = time.monotonic() + SECONDS
        reader.start()
        try:
            reader.join(SECONDS)
            if len(output) > LARGEST:
                return _Fault(f"{self} wrote more than {LARGEST // 1024} KB, which is no token")
            if not reader.is_alive():
                process.wait(max(end - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            pass
        finally:
            late = process.poll() is None or reader.is_alive()
            process.kill()
            process.wait()
            # Where a child of the command keeps the pipe, it is left to the reader.
            reader.join(0.2)
            if not reader.is_alive():
                pipe.close()
        if late:
            return _Fault(f"{self} took more than {SECONDS:g} seconds")
        if process.returncode != 0:
            return _Fault(
                f"{self} failed with exit code {process.returncode}; what it wrote is not shown, "
                "because the token may be in it: run it in a terminal"
            )
        return output.decode(errors="replace")


@attrs.frozen
class FromKeyring:
    """A token that the keyring of the system keeps.

    Args:
        service: The service of the entry.
        user: The user of the entry.
    """

    service: str
    user: str

    def __str__(self) -> str:
        return f"the keyring entry {self.service!r} of {self.user!r}"

    def _read(self) -> str | _Fault:
        try:
            keyring: Any = importlib.import_module("keyring")
        except ImportError:
            return _Fault(f'{self} cannot be read: pip install "flowdsl[keyring]"')
        try:
            value: Any = keyring.get_password(self.service, self.user)
        except Exception as error:  # Each keyring has errors of its own.
            return _Fault(f"{self} cannot be read: the keyring failed with {type(error).__name__}")
        if value is None:
            return _Fault(f"{self} is not there: keyring set {self.service!r} {self.user!r}")
        return value if isinstance(value, str) else _Fault(f"{self} is no text")


TokenSource: TypeAlias = FromVariable | FromCommand | FromKeyring
"""Where a token comes from."""


@attrs.frozen(kw_only=True)
class Environment:
    """An account that flows are pushed to, and how it is reached.

    Args:
        name: What the project calls it.
        waba_id: The id of the WhatsApp Business Account.
        source: Where the access token comes from.
        phone_number_id: The id of the number that sends.
        application_id: The id of Meta's app that signs the requests to the endpoint.
        endpoint_uri: The address of the endpoint of the flows; it is not shown.
        graph_version: The version of the Graph API, for example `"v25.0"`.
        base_url: The address of the Graph API, without the version.
    """

    name: str
    waba_id: str
    source: TokenSource
    phone_number_id: str | None = None
    application_id: str | None = None
    endpoint_uri: str | None = attrs.field(default=None, repr=False)
    graph_version: str = _USUAL.version
    base_url: str = _USUAL.base_url

    def settings(self) -> GraphSettings:
        """Return how the Graph API is reached."""
        return GraphSettings(version=self.graph_version, base_url=self.base_url)

    def token(self) -> Token:
        """Return the access token, which is fetched anew each time.

        Raises:
            NoToken: It cannot be had, or what was had is none.
        """
        fetched = self._fetched()
        if isinstance(fetched, _Fault):
            raise NoToken(f'environment "{self.name}" has no token: {fetched.text}')
        return fetched

    def _fetched(self) -> Token | _Fault:
        value = self.source._read()
        if isinstance(value, _Fault):
            return value
        if len(value.strip().splitlines()) > 1:
            return _Fault(f"{self.source} holds several lines, but a token is one line")
        try:
            return Token(value)
        except FlowError as error:
            return _Fault(f"{error}; it comes from {self.source}")


def environment_names(folder: Path = Path()) -> tuple[str, ...]:
    """Return the names of the environments, in the order of the file.

    Args:
        folder: The folder to look from for a `pyproject.toml`, upwards.

    Raises:
        BadSettings: The file is not TOML, or its environments are no tables.
    """
    found = _tables(folder)
    if isinstance(found, _Fault):
        raise BadEnvironment(found.text)
    return tuple(found[1])


def read_environment(name: str, folder: Path = Path()) -> Environment:
    """Return an environment of a project; its token is not fetched yet.

    Args:
        name: What the project calls it.
        folder: The folder to look from for a `pyproject.toml`, upwards.

    Raises:
        BadSettings: There is no such environment, or something is wrong with it.
    """
    found = _read(name, folder)
    if isinstance(found, _Fault):
        raise BadEnvironment(found.text)
    return found


def _read(name: str, folder: Path) -> Environment | _Fault:
    tables = _tables(folder)
    if isinstance(tables, _Fault):
        return tables
    file, known = tables
    if name not in known:
        names = ", ".join(known)
        hint = did_you_mean(name, known) or (f" (there are {names})" if names else "")
        hint = hint or f": write [tool.flowdsl.env.{name}]"
        return _Fault(f'{file} has no environment "{name}"{hint}')
    try:
        return _environment(name, known[name], file.parent)
    except FlowError as error:
        return _Fault(f"{file}: [tool.flowdsl.env.{name}] {error}")


def _tables(folder: Path) -> tuple[Path, dict[str, Any]] | _Fault:
    try:
        found = read_table(folder)
    except BadSettings as error:
        return _Fault(str(error))
    if found is None:
        return _Fault(f"there is no pyproject.toml in {folder.resolve()} or above it")
    file, table = found
    tables = table.get("env", {})
    if not isinstance(tables, dict):
        return _Fault(f'{file}: "env" is no table: write [tool.flowdsl.env.NAME]')
    return file, tables


def _environment(name: str, table: Any, folder: Path) -> Environment:
    if not isinstance(table, dict):
        raise FlowError("is no table")
    for key in table:
        if key in _TOKENS:
            raise FlowError(
                f'holds "{key}", but whoever reads the repository would have the token: take it '
                f"out, revoke it, and say where another is: {', '.join(_SOURCES)}"
            )
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f" (there are {', '.join(_KEYS)})"
            raise FlowError(f'has no setting "{key}"{hint}')
    if "waba_id" not in table:
        raise FlowError('has no "waba_id", the id of the WhatsApp Business Account')
    ids = {key: _id(key, table[key]) for key in _IDS if key in table}
    texts = {key: _text(key, table[key]) for key in _TEXTS if key in table}
    for key in ("endpoint_uri", "base_url"):
        if key in texts:
            _check_address(key, texts[key])
    environment = Environment(name=name, source=_source(table, folder), **ids, **texts)
    environment.settings()
    return environment


def _id(key: str, value: Any) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        hint = f': write "{value}"' if type(value) is int else ""
        raise FlowError(f'"{key}" is {_shown(value)}, but an id is a text of digits{hint}')
    return value


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise FlowError(f'"{key}" is {_shown(value)}, but it is a text')
    return value


def _check_address(key: str, value: str) -> None:
    """Refuse what is no address to send something to; it may hold a password and is not shown."""
    origin = origin_of(value)
    if origin is None or origin[0] not in ("http", "https"):
        raise FlowError(f'"{key}" is no address: write "https://..."')
    if urllib.parse.urlsplit(value).username is not None:
        raise FlowError(f'"{key}" holds the name of a user, but an address is only host and path')
    if origin[0] == "http" and not is_loopback(value):
        raise FlowError(f'"{key}" begins with http://, but only this machine is reached so')


def _source(table: Mapping[str, Any], folder: Path) -> TokenSource:
    given = [key for key in _SOURCES if key in table]
    if len(given) != 1:
        found = f"has {' and '.join(given)}" if given else "does not say where its token is"
        raise FlowError(f"{found}: give one of {', '.join(_SOURCES)}")
    value = table[given[0]]
    if given[0] == "token_command":
        return _command(value, folder)
    return _variable(value) if given[0] == "token_env" else _keyring(value)


def _variable(value: Any) -> FromVariable:
    # A text that is no name may be the token itself, so it is not shown.
    if not isinstance(value, str):
        raise FlowError(f'"token_env" is {_shown(value)}, but it is the name of a variable')
    if redacted(value) != value:
        raise FlowError('"token_env" is a token, but it is the name of the variable that holds it')
    if not _VARIABLE.fullmatch(value):
        raise FlowError(
            '"token_env" is no name of a variable: it takes letters, digits and _, 64 at most'
        )
    return FromVariable(value)


def _command(value: Any, folder: Path) -> FromCommand:
    texts = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if not texts or not value or not value[0]:
        raise FlowError(
            '"token_command" is a program and its arguments as a list of texts, without a shell: '
            '["vault", "read", "..."]'
        )
    return FromCommand(tuple(value), folder)


def _keyring(value: Any) -> FromKeyring:
    keys = ("service", "user")
    if not isinstance(value, dict):
        raise FlowError(f'"token_keyring" is no table: write {_ENTRY}')
    if unknown := sorted(set(value) - set(keys)):
        hint = did_you_mean(unknown[0], keys) or f": write {_ENTRY}"
        raise FlowError(f'"token_keyring" has no key "{unknown[0]}"{hint}')
    if not all(isinstance(value.get(key), str) and value[key] for key in keys):
        raise FlowError(f'"token_keyring" needs two texts: write {_ENTRY}')
    return FromKeyring(value["service"], value["user"])


def _shown(value: Any) -> str:
    """Return a value as it is shown: without what may be a secret, and not at length."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, str) and len(value) > 32:
        return f"a text of {len(value)} characters"
    return redacted(repr(value))[:60]
