"""Finds the flows that stand in a module or a folder, and Flow JSON in a folder."""

import ast
import contextlib
import importlib.util
import os
import re
import sys
import sysconfig
import traceback
from collections.abc import Collection, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

import attrs

from flowdsl.flow import Flow
from flowdsl.node import Node, properties
from flowdsl.origin import Place
from flowdsl.problems import FlowError, InvalidFlow, did_you_mean

__all__ = [
    "SCENARIO_SUFFIX",
    "Found",
    "ModuleFailed",
    "NothingFound",
    "Source",
    "find_flows",
    "find_json",
    "find_scenarios",
    "find_sources",
    "forget_modules",
    "load_module",
    "set_aside",
]


SCENARIO_SUFFIX: Final = ".scenario.json"
"""How the files end that scenarios stand in, which are no Flow JSON."""


class NothingFound(FlowError):
    """A path leads to no flow; the text says why."""


class ModuleFailed(FlowError):
    """A module raised when it was loaded; the text is its traceback, without our frames."""


@attrs.frozen
class Source:
    """A module to look into.

    Args:
        file: Its file.
        name: The one variable to look at, None for all.
        explicit: Whether the author named it, rather than the folder that it stands in.
    """

    file: Path
    name: str | None = None
    explicit: bool = True


@attrs.frozen
class Found:
    """A flow, where it was found.

    Args:
        flow: The flow.
        variable: The variable that holds it.
        file: The module's file.
        place: Where the variable is assigned, for a flow that does not know where it was written.
    """

    flow: Flow
    variable: str
    file: Path
    place: Place | None = None

    @property
    def name(self) -> str:
        """What the flow is called: its own name, or that of the variable."""
        return self.flow.name or self.variable


_SKIPPED = frozenset({"__pycache__", "node_modules", "venv", "build", "dist", "site-packages"})


def find_sources(path: str) -> list[Source]:
    """Return the modules that a path of the command line stands for.

    A folder stands for every module in it and below that mentions flowdsl, apart from tests and
    hidden folders.

    Args:
        path: A module's file, a folder, or `file.py:name` for one variable of a module.

    Raises:
        NothingFound: There is no such file or folder, or it is no Python module.
    """
    found = Path(path)
    name = None
    if not found.exists() and ":" in path:
        head, _, tail = path.rpartition(":")
        if tail.isidentifier():
            found, name = Path(head), tail
    if found.is_dir():
        return [Source(file, explicit=False) for file in sorted(_modules(found))]
    if not found.exists():
        hint = _near(found)
        raise NothingFound(f"{path} does not exist{hint}")
    if found.suffix != ".py":
        raise NothingFound(f"{path} is no Python module: its name does not end in .py")
    return [Source(found, name)]


def _near(path: Path) -> str:
    with contextlib.suppress(OSError):
        return did_you_mean(path.name, [entry.name for entry in path.parent.iterdir()])
    return ""


def find_json(folder: Path) -> list[Path]:
    """Return the JSON files in a folder and below, apart from hidden folders and scenarios."""
    return sorted(
        file
        for file in _files(folder)
        if file.suffix.lower() == ".json" and not file.name.lower().endswith(SCENARIO_SUFFIX)
    )


def find_scenarios(folder: Path) -> list[Path]:
    """Return the files of scenarios in a folder and below, apart from hidden folders."""
    return sorted(file for file in _files(folder) if file.name.lower().endswith(SCENARIO_SUFFIX))


def _modules(folder: Path) -> Iterator[Path]:
    for file in _files(folder):
        name = file.name
        is_test = name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"
        # Loading runs a module: leave alone what cannot make a flow.
        if name.endswith(".py") and not is_test and _MAKES_FLOWS(file.read_bytes()):
            yield file


_MAKES_FLOWS = re.compile(rb"flowdsl|FlowJSON").search


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and below that an author may have written."""
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name not in _SKIPPED
            and not name.startswith(".")
            and not (Path(root, name) / "pyvenv.cfg").exists()
        )
        yield from (Path(root, name) for name in files)


def find_flows(source: Source) -> list[Found]:
    """Return the flows of a module, in the order in which they were made.

    A module's flows are the `Flow` objects under its public names, and the `FlowJSON` objects of
    pywa; those that it imports from another module belong to that one.

    Args:
        source: The module.

    Raises:
        ModuleFailed: The module raised when it was loaded.
        NothingFound: The author named the module, or a variable in it, and there is no flow.
    """
    module = load_module(source.file)
    found = {
        name: Found(value, name, source.file)
        for name, value in vars(module).items()
        if isinstance(value, Flow) and not name.startswith("_")
    }
    found |= {each.variable: each for each in _foreign_flows(module, source)}
    if source.name is not None:
        return [_named(source, module, found)]
    own: dict[int, Found] = {}
    for each in found.values():
        origin = each.flow.origin
        elsewhere = origin is not None and _is_loaded_elsewhere(origin.file, source.file)
        if not elsewhere:
            own.setdefault(id(each.flow), each)
    if not own and source.explicit:
        kept = ", ".join(found)
        hint = f" of its own (it imports {kept})" if found else ""
        raise NothingFound(f"{source.file} has no flow{hint}: no public name there is a Flow")
    return list(own.values())


def _foreign_flows(module: ModuleType, source: Source) -> Iterator[Found]:
    """Yield the flows that pywa's objects in a module write, but not those that it imports."""
    foreign = {
        name: value
        for name, value in vars(module).items()
        if source.name in (None, name) and not name.startswith("_") and _is_foreign(value)
    }
    assigned = _assignments(source.file) if foreign else {}
    seen: set[int] = set()
    for name, value in foreign.items():
        is_wanted = name in assigned or name == source.name
        if is_wanted and id(value) not in seen:
            seen.add(id(value))
            try:
                flow = Flow.from_json(value)
            except InvalidFlow as error:
                message = f"{name} in {source.file} writes no Flow JSON that can be read"
                raise NothingFound(f"{message}: {error}") from None
            except Exception as error:  # Whatever pywa says of what it cannot write.
                raise ModuleFailed(_trimmed(error)) from None
            yield Found(flow, name, source.file, assigned.get(name))


def _is_foreign(value: object) -> bool:
    cls = type(value)
    return cls.__name__ == "FlowJSON" and cls.__module__.partition(".")[0] == "pywa"


def _assignments(file: Path) -> dict[str, Place]:
    """Return where a module assigns its variables."""
    found: dict[str, Place] = {}
    for statement in ast.parse(file.read_bytes()).body:
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        targets = [statement.target] if isinstance(statement, ast.AnnAssign) else targets
        for target in targets:
            if isinstance(target, ast.Name):
                found[target.id] = Place(
                    file=str(file.resolve()),
                    line=target.lineno,
                    column=target.col_offset + 1,
                    end_line=target.lineno,
                    end_column=(target.end_col_offset or 0) + 1,
                )
    return found


def _named(source: Source, module: ModuleType, found: dict[str, Found]) -> Found:
    assert source.name is not None
    value = getattr(module, source.name, None)
    if source.name in found:
        return found[source.name]
    if isinstance(value, Flow):
        return Found(value, source.name, source.file)
    if value is not None:
        kind = type(value).__name__
        raise NothingFound(f"{source.name} in {source.file} is no Flow but a {kind}")
    hint = did_you_mean(source.name, found) or (
        f" (it has {', '.join(found)})" if found else " (it has no flow)"
    )
    raise NothingFound(f"{source.file} has no {source.name}{hint}")


def _is_loaded_elsewhere(file: str, own: Path) -> bool:
    """Return whether a flow's file is another module whose flows are found there."""
    other = Path(file)
    if not other.is_file() or other.resolve() == own.resolve():
        return False
    return any(
        isinstance(value, Flow)
        for module in list(sys.modules.values())
        if getattr(module, "__file__", None) == file
        for value in vars(module).values()
    )


def load_module(file: Path) -> ModuleType:
    """Return a module, loaded from its file once.

    Args:
        file: Its file.

    Raises:
        ModuleFailed: It raised when it was loaded.
    """
    file = file.resolve()
    root, name = _module_name(file)
    loaded = sys.modules.get(name)
    if loaded is not None:
        if getattr(loaded, "__file__", None) == str(file):
            return loaded
        name = f"_flowdsl_{len(sys.modules)}_{file.stem}"
    if str(root) not in sys.path:
        sys.path.append(str(root))  # At the end: a `calendar.py` must not hide Python's own.
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None, file
    assert spec.loader is not None, file
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        # What a module prints must not get between the JSON on standard output.
        with contextlib.redirect_stdout(sys.stderr):
            spec.loader.exec_module(module)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # `sys.exit()` in a module is its fault, too.
        sys.modules.pop(name, None)
        raise ModuleFailed(_trimmed(error)) from None
    return module


def _module_name(file: Path) -> tuple[Path, str]:
    """Return the folder that a module is imported from, and its name from there."""
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while (folder / "__init__.py").is_file():
        parts.insert(0, folder.name)
        folder = folder.parent
    return folder, ".".join(parts) or file.parent.name


_OURS = (
    str(Path(__file__).parent) + os.sep,
    sysconfig.get_path("stdlib") + os.sep,
    sysconfig.get_path("purelib") + os.sep,
    "<frozen ",
    "<attrs generated",
)


def forget_modules(before: Collection[str]) -> None:
    """Forget the author's modules that were loaded since, so that they are loaded anew.

    Args:
        before: The names of the modules that were loaded before.
    """
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name not in before and file and not file.startswith(_OURS):
            del sys.modules[name]


@contextlib.contextmanager
def set_aside() -> Iterator[None]:
    """Set the author's modules aside for a while, so that others of the same names can be loaded.

    What is loaded in the meantime is forgotten again.
    """
    before = dict(sys.modules)
    forget_modules(())
    ours = set(sys.modules)
    try:
        yield
    finally:
        forget_modules(ours)
        sys.modules.update(before)


def _trimmed(error: BaseException) -> str:
    shown = traceback.TracebackException.from_exception(error)
    each: traceback.TracebackException | None = shown
    while each is not None:
        kept = [frame for frame in each.stack if not frame.filename.startswith(_OURS)]
        each.stack = traceback.StackSummary.from_list(kept)
        each = each.__cause__ or each.__context__
    return "".join(shown.format()).rstrip() + _advice(str(error))


_UNKNOWN_ARGUMENT = re.compile(r"(\w+)\.__init__\(\) got an unexpected keyword argument '(\w+)'")


def _advice(message: str) -> str:
    """Return what may have been meant where a class of ours has no argument of a name."""
    match = _UNKNOWN_ARGUMENT.search(message)
    classes = {cls.__name__: cls for cls in _classes(Node)}
    if match is None or match[1] not in classes:
        return ""
    names = [known.name for known in properties(classes[match[1]])]
    hint = did_you_mean(match[2], names).lstrip("; ")
    return f"\nhelp: {hint} {match[1]} takes {', '.join(names)}".replace("help:  ", "help: ")


def _classes(cls: type[Node]) -> Iterator[type[Node]]:
    for inner in cls.__subclasses__():
        yield inner
        yield from _classes(inner)
