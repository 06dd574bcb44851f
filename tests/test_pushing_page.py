"""What the page about pushing shows is what happens."""

import re
import tomllib
from pathlib import Path

from account_project import Project
from conftest import ROOT

from flowdsl.cli import main
from flowdsl.platform.environments import read_environment

PAGE = (ROOT / "docs" / "pushing.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", PAGE, re.DOTALL)

FEEDBACK = """\
from flowdsl import Complete, Flow, Footer, Option, RadioButtonsGroup, Screen

service = RadioButtonsGroup(
    name="service",
    label="Service",
    data_source=[Option(id=id, title=id.title()) for id in ("good", "fair", "poor")],
)
feedback = Flow(
    screens=[
        Screen(
            id="RATE",
            title="Rate",
            terminal=True,
            children=[
                service,
                Footer(label="Send", on_click_action=Complete({"service": service.ref})),
            ],
        )
    ],
)
"""

WRONG = """\
from flowdsl import Complete, Flow, Footer, Screen, TextInput

name = TextInput(
    name="name",
    label="Your name",
    min_chars=20,  # flowdsl: ignore[FLOW251]
    max_chars=10,
)
booking = Flow(
    screens=[
        Screen(
            id="ONLY",
            title="Book",
            terminal=True,
            children=[
                name,
                Footer(label="Book", on_click_action=Complete({"name": name.ref})),
            ],
        )
    ],
)
"""


def test_the_plan_is_a_real_one(project: Project) -> None:
    """The plan on the page is what such changes give."""
    (project.folder / "flows/booking.py").unlink()
    project.write("flows/feedback.py", FEEDBACK)
    assert project.run("push", "dev", "--publish").exit_code == 0
    project.edit(', "poor")', ")", "flows/feedback.py")
    others = {f"flows/{name}.py": name for name in ("contact", "order", "support")}
    for file, name in others.items():
        project.write(file, FEEDBACK.replace("feedback", name))
    assert project.run("push", "dev", *others).exit_code == 0
    project.write("flows/booking.py", FEEDBACK.replace("feedback", "booking"))
    printed = project.run("plan", "dev").stdout
    shown = printed.replace("dev: account", "staging: account")
    shown = shown.replace(project.sandbox.waba_id, "102290129340398")
    assert shown in [block for _, block in BLOCKS]


def test_the_answer_of_the_validator_is_a_real_one(project: Project) -> None:
    """The problem on the page is what a push shows of such a flow."""
    project.write("flows/booking.py", WRONG)
    result = project.run("push", "dev")
    assert result.exit_code == 1
    shown = re.search(r"error\[.*?\n\n", result.stderr, re.DOTALL)
    assert shown is not None
    assert shown[0].rstrip() in [block.rstrip() for _, block in BLOCKS]


def test_the_environments_are_read(tmp_path: Path) -> None:
    """The tables on the page are environments, and its list has every key."""
    toml = next(block for language, block in BLOCKS if language == "toml")
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    for name in tomllib.loads(toml)["tool"]["flowdsl"]["env"]:
        assert read_environment(name, tmp_path).name == name


def test_every_command_of_the_page_exists() -> None:
    """Every command and option that the page names is one."""
    for name, rest in re.findall(r"`flowdsl (\w+)([^`]*)`", PAGE):
        command = main.get_command(None, name)
        assert command is not None, name
        known = {option for parameter in command.params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, (name, rest)
