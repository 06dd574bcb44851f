"""Python modules that go to another version, with what becomes of them, for the tests."""

__all__ = ["HEAD", "REFUSED", "ROWS", "complete", "flow"]

HEAD = "from flowdsl import *\n"
SCREENS = (
    'screens=[Screen(id="A", title="T", terminal=True, children=['
    'Footer(label="Done", on_click_action=Complete({}))])]'
)
NAMED = "from flowdsl import Complete, Flow, Footer, Screen\n"

# Each row: a module at 3.1 with three dots for the screens, and what becomes of it in 7.3.
ROWS = {
    "text": ('flow = Flow(version="3.1", ...)', 'flow = Flow(version="7.3", ...)'),
    "other quotes": ("flow = Flow(version='3.1', ...)", "flow = Flow(version='7.3', ...)"),
    "three quotes": ('flow = Flow(version="""3.1""", ...)', 'flow = Flow(version="""7.3""", ...)'),
    "raw": ('flow = Flow(version=r"3.1", ...)', 'flow = Flow(version=r"7.3", ...)'),
    "parentheses": ('flow = (Flow(version=("3.1"), ...))', 'flow = (Flow(version=("7.3"), ...))'),
    "comments": (
        'flow = Flow(  # 1\n    version=  # 2\n    "3.1",  # 3\n    ...,  # 4\n)  # 5',
        'flow = Flow(  # 1\n    version=  # 2\n    "7.3",  # 3\n    ...,  # 4\n)  # 5',
    ),
    "name": (
        'VERSION = "3.1"  # x\na = Flow(version=VERSION, ...)\nb = Flow(version=VERSION, ...)',
        'VERSION = "7.3"  # x\na = Flow(version=VERSION, ...)\nb = Flow(version=VERSION, ...)',
    ),
    "name with a type": (
        'VERSION: str = "3.1"\nflow = Flow(version=VERSION, ...)',
        'VERSION: str = "7.3"\nflow = Flow(version=VERSION, ...)',
    ),
    "constant": (
        "from flowdsl.versions import V3_1\nflow = Flow(version=V3_1, ...)",
        "from flowdsl.versions import V7_3\nflow = Flow(version=V7_3, ...)",
    ),
    "name of a constant": (
        "from flowdsl.versions import V3_1\nOURS = V3_1\nflow = Flow(version=OURS, ...)",
        "from flowdsl.versions import V7_3\nOURS = V7_3\nflow = Flow(version=OURS, ...)",
    ),
    "constant that stays": (
        "from flowdsl.versions import V3_1  # x\nold = V3_1\nflow = Flow(version=V3_1, ...)",
        "from flowdsl.versions import V3_1, V7_3  # x\nold = V3_1\nflow = Flow(version=V7_3, ...)",
    ),
    "constant that is there": (
        "from flowdsl.versions import V3_1, V7_3\nnew = V7_3\nflow = Flow(version=V3_1, ...)",
        "from flowdsl.versions import V7_3\nnew = V7_3\nflow = Flow(version=V7_3, ...)",
    ),
    "last of several": (
        "from flowdsl.versions import V7_3, V3_1\nnew = V7_3\nflow = Flow(version=V3_1, ...)",
        "from flowdsl.versions import V7_3\nnew = V7_3\nflow = Flow(version=V7_3, ...)",
    ),
    "two constants": (
        "from flowdsl.versions import V3_0, V3_1\n"
        "flow = Flow(version=V3_1, ...)\nb = Flow(version=V3_0, ...)",
        "from flowdsl.versions import V7_3\n"
        "flow = Flow(version=V7_3, ...)\nb = Flow(version=V7_3, ...)",
    ),
    "constant under another name": (
        "from flowdsl.versions import V3_1 as OURS\nflow = Flow(version=OURS, ...)",
        "from flowdsl.versions import V7_3 as OURS\nflow = Flow(version=OURS, ...)",
    ),
    "several lines of import": (
        "from flowdsl.versions import (\n    V3_1,  # ours\n    VERSIONS,\n)\n"
        "flow = Flow(version=V3_1, ...)",
        "from flowdsl.versions import (\n    V7_3,  # ours\n    VERSIONS,\n)\n"
        "flow = Flow(version=V7_3, ...)",
    ),
    "attribute": (
        "from flowdsl import versions\nflow = Flow(version=versions.V3_1, ...)",
        "from flowdsl import versions\nflow = Flow(version=versions.V7_3, ...)",
    ),
    "long attribute": (
        "import flowdsl.versions\nflow = flowdsl.Flow(version=flowdsl.versions.V3_1, ...)",
        "import flowdsl.versions\nflow = flowdsl.Flow(version=flowdsl.versions.V7_3, ...)",
    ),
    "function": (
        'def make():\n    return Flow(version="3.1", ...)\na = make()\nb = make()',
        'def make():\n    return Flow(version="7.3", ...)\na = make()\nb = make()',
    ),
    "loop": (
        'a, b = [Flow(version="3.1", name=name, ...) for name in "ab"]',
        'a, b = [Flow(version="7.3", name=name, ...) for name in "ab"]',
    ),
    "evolved": (
        'import attrs\na = Flow(version="3.1", ...)\nb = attrs.evolve(a, name="b")',
        'import attrs\na = Flow(version="7.3", ...)\nb = attrs.evolve(a, name="b")',
    ),
    "evolved with a version": (
        'import attrs\na = Flow(...)\nb = attrs.evolve(a, version="3.1")',
        'import attrs\na = Flow(...)\nb = attrs.evolve(a, version="7.3")',
    ),
    "some are there": (
        'a = Flow(version="3.1", ...)\nb = Flow(version="7.3", ...)\nc = Flow(...)',
        'a = Flow(version="7.3", ...)\nb = Flow(version="7.3", ...)\nc = Flow(...)',
    ),
    "knows its file": (
        "from pathlib import Path\nassert Path(__file__).is_file()\n"
        'flow = Flow(version="3.1", ...)',
        "from pathlib import Path\nassert Path(__file__).is_file()\n"
        'flow = Flow(version="7.3", ...)',
    ),
}

REFUSED = {
    "computed": ('flow = Flow(version=".".join("31"), ...)', "worked out", 21),
    "joined": ('flow = Flow(version="3" ".1", ...)', "worked out", 21),
    "formatted": ('n = 3\nflow = Flow(version=f"{n}.1", ...)', "worked out", 21),
    "argument": (
        'def make(version):\n    return Flow(version=version, ...)\nflow = make("3.1")',
        "not simply assigned",
        25,
    ),
    "twice": ('V = "3.0"\nV = "3.1"\nflow = Flow(version=V, ...)', "more than once", 21),
    "passed on": ('o = {"version": "3.1"}\nflow = Flow(**o, ...)', "`**`", 15),
    "derived": (
        'import attrs\n_a = Flow(version="3.1", ...)\nflow = attrs.evolve(_a, name="b")',
        "nothing says the version of `flow`",
        8,
    ),
    "read": (
        '_a = Flow(version="3.1", ...)\nflow = Flow.from_json(_a.to_json())',
        "`flow` is not written here",
        None,
    ),
    "other meaning": (
        "from flowdsl.versions import V3_1\nV7_3 = 1\nflow = Flow(version=V3_1, ...)",
        "`V7_3` stands for something else",
        None,
    ),
    "depends on it": (
        'flow = Flow(version="3.1", ...)\nassert flow.version.name == "3.1"',
        "the edited module does not load: AssertionError",
        8,
    ),
    "exits": (
        'import sys\nflow = Flow(version="3.1", ...)\n'
        'sys.exit(3) if "7" in flow.version.name else None',
        "the edited module does not load: SystemExit",
        8,
    ),
}


def flow(arguments: str, variable: str = "flow") -> str:
    """Return an assignment of a flow with one screen."""
    return f"{variable} = Flow({arguments}, {SCREENS})\n"


def complete(source: str) -> str:
    """Return a module, with a screen for the three dots."""
    return f"# A module.\n{NAMED}{source}\n".replace("...", SCREENS)
