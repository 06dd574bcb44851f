"""The modules are layers: each imports only what stands below it."""

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT

import flowdsl
from flowdsl import api
from flowdsl.node import COMPONENTS

PACKAGE = ROOT / "flowdsl"

# From the bottom to the top. A module may import those before it, at the top of its file.
LAYERS = [
    "origin",
    "problems",
    "versions",
    "facts",
    "bindings",
    "node",
    "values",
    "expression_tokens",
    "expressions",
    "expression_types",
    "spelling",
    "actions",
    "data",
    "components.base",
    "components.text",
    "components.inputs",
    "components.choices",
    "components.navigation",
    "components.dates",
    "components.media",
    "components.logic",
    "components",
    "flow",
    "shape",
    "hints",
    "projection",
    "rule",
    "structure",
    "literals",
    "locate",
    "syntax",
    "json_text",
    "document",
    "findings",
    "inference",
    "entries",
    "leaves",
    "wording",
    "layout",
    "conformance",
    "context",
    "reading",
    "fault",
    "routes",
    "data_types",
    "input_traits",
    "resolution",
    "uses",
    "ambiguity",
    "regular_expressions",
    "rules.screens",
    "rules.counts",
    "rules.footers",
    "rules.forms",
    "rules.limits",
    "rules.choices",
    "rules.logic",
    "rules.routing",
    "rules.reachability",
    "rules.data",
    "rules.references",
    "rules.conditions",
    "rules.files",
    "rules.actions",
    "rules.advice",
    "rules",
    "check",
    "images",
    "lowering",
    "convert",
    "trace",
    "compile",
    "schema",
    "pages",
    "tables",
    "report",
    "formats",
    "sarif",
    "selection",
    "suppressions",
    "graph",
    "graph.text",
    "graph.tree",
    "graph.formats",
    "graph.layers",
    "graph.layout",
    "graph.graphviz",
    "graph.svg",
    "answers.sources",
    "answers.inputs",
    "answers.ways",
    "answers.fillings",
    "answers.tracing",
    "answers",
    "answers.schema",
    "answers.formats",
    "answers.text",
    "version_changes",
    "version_history",
    "runtime.behaviour",
    "runtime.evaluation",
    "runtime.pattern_tree",
    "runtime.patterns",
    "runtime.binding",
    "runtime.schemas",
    "runtime.program",
    "runtime.preparation",
    "runtime.state",
    "runtime.events",
    "runtime.files",
    "runtime.days",
    "runtime.scope",
    "runtime.screen",
    "runtime.checks",
    "runtime.showing",
    "runtime.filling",
    "runtime.turn",
    "runtime.exchange",
    "runtime.choosing",
    "runtime.tapping",
    "runtime.endpoint",
    "runtime.summary",
    "runtime.session",
    "runtime.screen_text",
    "runtime.moves",
    "runtime",
    "changes.edits",
    "changes.matching",
    "changes.anatomy",
    "changes.component_pairing",
    "changes.counterparts",
    "changes.item_pairing",
    "changes.alignment",
    "changes.places",
    "changes.causes",
    "changes.units",
    "changes.words",
    "changes.reach",
    "changes.case",
    "changes.rules",
    "changes.effects",
    "changes.sentences",
    "changes",
    "changes.formats",
    "check_json",
    "loading",
    "fix",
    "settings",
    "discover",
    "opening",
    "build",
    "source.literals",
    "source.layout",
    "source.references",
    "source.names",
    "source.types",
    "source.images",
    "source.expressions",
    "source.nodes",
    "source",
    "check_files",
    "upgrade.text_edits",
    "upgrade.passage",
    "upgrade.migration",
    "upgrade.days",
    "upgrade.forms",
    "upgrade.migrations",
    "upgrade.json_edits",
    "upgrade.result",
    "upgrade.in_json",
    "upgrade.edited",
    "upgrade.python_source",
    "upgrade.python_versions",
    "upgrade.in_python",
    "upgrade",
    "importing",
    # Those that speak with Meta's API.
    "platform",
    "platform.local",
    "platform.graph.codes",
    "platform.graph.reading",
    "platform.graph.secrecy",
    "platform.graph.settings",
    "platform.lifecycle_cells",
    "platform.graph.errors",
    "platform.graph.health",
    "platform.graph.metrics",
    "platform.graph.preview",
    "platform.graph.validation",
    "platform.lifecycle",
    "platform.graph.models",
    "platform.graph.requests",
    "platform.graph.answers",
    "platform.graph.checks",
    "platform.graph.paging",
    "platform.graph.retries",
    "platform.graph.questions",
    "platform.graph.sending",
    "platform.graph.changes",
    "platform.graph.methods",
    "platform.graph.client",
    "platform.graph",
    "platform.environments",
    "platform.lock",
    "project",
    "platform.ledger",
    "platform.wanted",
    "platform.answers",
    "platform.remote",
    "platform.planning",
    "platform.plan_formats",
    "platform.pushing",
    "platform.project_flows",
    "platform.state_changes",
    "platform.adoption",
    "platform.migration",
    "platform.keys",
    "platform.listing",
    "platform.metrics",
    "platform.status",
    "platform.status_formats",
    "platform.pulling",
    # Those that run flows.
    "fuzz.clues",
    "fuzz.days",
    "fuzz.faults",
    "fuzz.operands",
    "fuzz.texts",
    "fuzz.candidates",
    "fuzz.variations",
    "fuzz.replies",
    "fuzz.world",
    "fuzz.acting",
    "fuzz.dead_ends",
    "fuzz.goals",
    "fuzz.looking",
    "fuzz.watching",
    "fuzz.shrinking",
    "fuzz.ways",
    "fuzz.exploring",
    "fuzz.fuzzer",
    "fuzz",
    "playing.endpoints",
    "playing.values",
    "playing.offers",
    "testing.coverage_items",
    "testing.looking",
    "testing.expectations",
    "testing.scenario_start",
    "testing.steps",
    "testing.coverage",
    "testing.coverage_formats",
    "testing.doings",
    "testing.scenario",
    "testing.strategies.choosing",
    "testing.strategies.filling",
    "testing.strategies.values",
    "testing.strategies.domains",
    "testing.strategies.expressions",
    "testing.strategies.options",
    "testing.strategies.answers",
    "testing.strategies.scope",
    "testing.strategies.dates",
    "testing.strategies.displays",
    "testing.strategies.gates",
    "testing.strategies.payloads",
    "testing.strategies.events",
    "testing.strategies.choices",
    "testing.strategies.inputs",
    "testing.strategies.plans",
    "testing.strategies.navigation",
    "testing.strategies.branches",
    "testing.strategies.components",
    "testing.strategies.screens",
    "testing.strategies.flows",
    "testing.strategies",
    "testing.writing",
    "fuzz.formats",
    "playing.recording",
    "playing.player",
    "playing",
    "testing.journey",
    "testing.api",
    "testing.playing",
    "testing.graph_server.errors",
    "testing.graph_server.lifecycle",
    "testing.graph_server.records",
    "testing.graph_server.rows",
    "testing.graph_server.store",
    "testing.graph_server.call",
    "testing.graph_server.parameters",
    "testing.graph_server.content",
    "testing.graph_server.fields",
    "testing.graph_server.paging",
    "testing.graph_server.publishing",
    "testing.graph_server.metrics",
    "testing.graph_server.flows",
    "testing.graph_server.reading",
    "testing.graph_server.accounts",
    "testing.graph_server.faults",
    "testing.graph_server.control",
    "testing.graph_server.bodies",
    "testing.graph_server.routing",
    "testing.graph_server.asgi",
    "testing.graph_server.serving",
    "testing.graph_server.sandbox",
    "testing.graph_server.register",
    "testing.graph_server.fixture",
    "testing.graph_server",
    "testing.plugin",
    "testing.strategies.walking",
    "testing.machine",
    "testing.drawing",
    "testing",
    "api",
    "cli.common",
    "cli.account",
    "cli.state_changes",
    "cli.publish",
    "cli.deprecate",
    "cli.delete",
    "cli.clone",
    "cli.migrate",
    "cli.adopt",
    "cli.plan",
    "cli.push",
    "cli.list",
    "cli.status",
    "cli.preview",
    "cli.metrics",
    "cli.keys",
    "cli.build",
    "cli.check",
    "cli.data",
    "cli.diff",
    "cli.versions",
    "cli.sandbox",
    "cli.run",
    "cli.fuzz",
    "cli.test",
    "cli.rules",
    "cli.explain",
    "cli.graph",
    "cli.new",
    "cli.schema",
    "cli.import_",
    "cli.pull",
    "cli.upgrade",
    "cli",
    "__main__",
]

# What a function may import from above, so that a flow can compile itself.
# And a step of the runtime asks the endpoint, whose answer goes on with the step.
UPWARDS = {
    ("flow", "compile"),
    ("flow", "loading"),
    ("values", "flow"),
    ("values", "spelling"),
    ("runtime.filling", "runtime.turn"),
    ("runtime.turn", "runtime.exchange"),
    ("runtime.screen", "runtime.screen_text"),
    ("runtime.session", "runtime.screen_text"),
}


def modules() -> dict[str, Path]:
    found = {}
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(part for part in parts if part != "__init__")
        if name:
            found[name] = file
    return found


MODULES = modules()


def imports(file: Path) -> set[tuple[str, bool]]:
    """Return the modules of the package that a module imports, and whether at its top."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    top = set(ast.iter_child_nodes(tree))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            base = node.module.removeprefix("flowdsl").removeprefix(".")
            if not node.module.startswith("flowdsl"):
                continue
            for alias in node.names:
                inner = f"{base}.{alias.name}" if base else alias.name
                found.add((inner if inner in MODULES else base, node in top))
    return {(name, at_top) for name, at_top in found if name}


def test_every_module_has_a_layer() -> None:
    """No module stands outside the order."""
    assert sorted(LAYERS) == sorted(MODULES)


@pytest.mark.parametrize("name", LAYERS)
def test_imports_point_down(name: str) -> None:
    """A module imports only modules of the layers below it."""
    for imported, at_top in imports(MODULES[name]):
        if at_top or (name, imported) not in UPWARDS:
            assert LAYERS.index(imported) < LAYERS.index(name), f"{name} imports {imported}"


@pytest.mark.parametrize("name", LAYERS)
def test_module_says_what_lives_there(name: str) -> None:
    """Every module begins with a docstring, and none is longer than 500 lines."""
    text = MODULES[name].read_text(encoding="utf-8")
    assert ast.get_docstring(ast.parse(text))
    assert len(text.splitlines()) <= 500


def loaded_after(program: str, environment: dict[str, str]) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys; print(*sys.modules)"],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("program", ["import flowdsl", "from flowdsl import *"])
def test_import_pulls_in_no_heavy_library(program: str, environment: dict[str, str]) -> None:
    """Importing the package loads neither click nor jsonschema nor hypothesis nor cattrs."""
    heavy = {"click", "jsonschema", "hypothesis", "cattrs", "watchfiles", "multiprocessing"}
    assert loaded_after(program, environment) & heavy == set()


@pytest.mark.parametrize(
    "program",
    ["import flowdsl.runtime", "from flowdsl.testing import start", "import flowdsl.fuzz"],
)
def test_running_a_flow_needs_no_extra(program: str, environment: dict[str, str]) -> None:
    """Sessions, journeys, the fuzzer and the lifecycle load nothing that an extra brings."""
    heavy = {"pytest", "hypothesis", "click", "httpx2", "stamina"}
    assert loaded_after(program, environment) & heavy == set()


def test_the_plugin_loads_nothing_until_it_is_used(environment: dict[str, str]) -> None:
    """What pytest loads in every run of a machine that has flowdsl is cheap."""
    heavy = {"attrs", "attr", "cattrs", "jsonschema", "hypothesis"}
    before = loaded_after("import pytest", environment)
    loaded = loaded_after("import flowdsl.testing.plugin", environment)
    assert (loaded - before) & heavy == set()


def test_help_loads_no_table(environment: dict[str, str]) -> None:
    """The help of the commands costs neither attrs nor cattrs."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "flowdsl", "--help"],
        capture_output=True,
        check=True,
        text=True,
        env=environment,
    )
    assert "build" in done.stdout
    assert "flowdsl.components" not in done.stderr
    assert "attr" not in {line.split("|")[-1].strip() for line in done.stderr.splitlines()}


def test_public_names_are_there() -> None:
    """What the package gives out is what its modules say is public, and no module among it."""
    names = flowdsl.__all__
    assert {"Flow", "Screen", "Data", "concat", "Navigate", *COMPONENTS} <= set(names)
    for name in names:
        value = getattr(flowdsl, name)
        assert value is getattr(api, name)
        assert not isinstance(value, ModuleType)
        assert name in dir(flowdsl)


def test_unknown_name_suggests_the_nearest() -> None:
    """A misspelt name is an AttributeError that says what was meant."""
    with pytest.raises(AttributeError, match='did you mean "TextInput"'):
        flowdsl.TextImput  # noqa: B018
    with pytest.raises(ImportError):
        from flowdsl import Nothing  # noqa: F401
