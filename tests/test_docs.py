"""The generated pages of the documentation are fresh, whole, and say what is so."""

import ast
import importlib
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from conftest import ROOT
from documented_parts import complete, entry, flow, footer, last, part, single, text
from documented_rows import ROWS
from pages import flow_of

import flowdsl.syntax  # noqa: F401  # Its rules are in the pages, too.
from flowdsl.check import check_document
from flowdsl.pages import page_of
from flowdsl.rule import RULES
from flowdsl.versions import DEFAULT, parse_version

DOCS = ROOT / "docs"
NOT_JSON = "FLOW141"
"""The only rule whose bad example is JSON that cannot be read."""


@pytest.fixture
def generate(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The program that writes the pages."""
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("generate")


@pytest.fixture
def catalogue(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """What the pages are held against."""
    monkeypatch.syspath_prepend(DOCS)
    return importlib.import_module("catalogue")


def written(name: str) -> str:
    """Return a page as it lies in the repository."""
    return (DOCS / name).read_text(encoding="utf-8")


def sections(page: str, mark: str) -> dict[str, str]:
    """Return what stands below each heading of a level, by the first word of the heading."""
    parts = re.split(rf"^{mark} (\S+).*\n", page, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_pages_are_fresh(tmp_path: Path, environment: dict[str, str]) -> None:
    """What is written is what the rules say now, seen from any folder and with any hash seed."""
    done = subprocess.run(
        [sys.executable, str(DOCS / "generate.py"), "--check"],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env={**environment, "PYTHONHASHSEED": "7"},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_stale_page_is_named(
    generate: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page that is not there, or says something else, is named, and written where asked to."""
    made = generate.pages()
    monkeypatch.setattr(generate, "FOLDER", tmp_path)
    monkeypatch.setattr(generate, "pages", lambda: made)
    (tmp_path / "rules.md").write_text(made["rules.md"], encoding="utf-8")
    (tmp_path / "checks.md").write_text("old", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        generate.main(["--check"])
    assert ended.value.code == 1
    said = capsys.readouterr().err
    assert "checks.md is stale" in said
    assert "fidelity.md is stale" in said
    assert "rules.md" not in said
    generate.main([], standalone_mode=False)
    generate.main(["--check"], standalone_mode=False)
    assert {file.name for file in tmp_path.iterdir()} == set(made)


def test_misfits_are_refused(generate: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check without a rule, a number that is unknown and a code without a rule are named."""
    checks = {**generate.CATALOGUE, "V999": "what nobody does"}
    del checks["V301"]
    monkeypatch.setattr(generate, "CATALOGUE", checks)
    monkeypatch.setattr(generate, "UNCHECKED", {})
    with pytest.raises(generate.Unfit) as refused:
        generate.pages()
    assert "no rule covers V999" in str(refused.value)
    assert "FLOW141 covers V301, which is not in the catalogue" in str(refused.value)
    assert "UNAVAILABLE_FLOW_JSON_VERSION is given by no rule" in str(refused.value)


def test_every_check_of_the_catalogue_has_a_rule(catalogue: ModuleType) -> None:
    """Nothing of the catalogue is left out, and nothing is covered that is not in it."""
    covered = {number for rule in RULES.values() for number in rule.catalogue}
    assert covered == set(catalogue.CATALOGUE)
    rows = dict(re.findall(r"^\| (V\d{3}) \|.*\| (.*) \|$", written("checks.md"), re.MULTILINE))
    assert list(rows) == list(catalogue.CATALOGUE)
    for number, rules in rows.items():
        named = re.findall(r"\[(FLOW\d{3})\]", rules)
        assert named == [code for code in sorted(RULES) if number in RULES[code].catalogue]


def test_catalogue_has_the_numbers_of_its_source(catalogue: ModuleType, shared: Path) -> None:
    """The numbers, and the documented codes, are those of the reference."""
    source = (shared / "spec" / "validation.md").read_text(encoding="utf-8")
    numbers = dict.fromkeys(re.findall(r"^\| (V\d{3}) ", source, re.MULTILINE))
    assert list(catalogue.CATALOGUE) == list(numbers)
    rows = json.loads((shared / "corpus" / "documented-errors.json").read_text(encoding="utf-8"))
    assert set(catalogue.DOCUMENTED) == {code for row in rows for code in row["codes"]}


def test_every_rule_is_listed_and_explained() -> None:
    """Each rule is in the contents, and has a section with its page."""
    whole = written("rules.md")
    explained = sections(whole, "###")
    assert list(explained) == sorted(RULES)
    for code, rule in RULES.items():
        assert f"| [{code}](#{code.lower()}-{rule.name}) | {rule.name} |" in whole
        page = page_of(rule)
        for said in (page.summary, page.body, page.fidelity.degree, page.fidelity.reason):
            assert said in explained[code]


def test_every_documented_code_is_in_the_register(catalogue: ModuleType) -> None:
    """Each code of Meta's has a line in the register, with a rule or why there is none."""
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| (.*) \|$", written("fidelity.md"), re.MULTILINE))
    assert set(rows) == set(catalogue.DOCUMENTED)
    for code, said in rows.items():
        assert ("[FLOW" in said) is (code not in catalogue.UNCHECKED)


def test_every_rule_is_in_the_register() -> None:
    """Each rule stands once in the register, under its degree."""
    parts = sections(written("fidelity.md"), "###")
    found = [
        (code, degree.lower())
        for degree, part in parts.items()
        for code in re.findall(r"^\| \[(FLOW\d{3})\]", part, re.MULTILINE)
    ]
    assert sorted(found) == [(code, page_of(RULES[code]).fidelity.degree) for code in sorted(RULES)]


def rare() -> Iterator[dict[str, Any]]:
    """Yield flows that show codes which a rule gives in some cases, and no row nor page shows."""
    action = {**complete(), "url": "https://bees.example"}
    yield single(footer(action))
    yield single(part("TextBody", text=["Bees", "are out"]), footer(), version="4.0")
    yield flow({**last("VISIT"), "layout": {}})
    yield flow(last("VISIT"), data_api_version=3)
    yield single(footer(), data={"guest": entry("text", "Ada")})
    yield single(
        part("Switch", value="`1 == 1`", cases={"true": [text()]}), footer(), version="5.1"
    )
    yield single(part("Image", src="A" * 11_000_000), footer())


def answers() -> Iterator[tuple[str, str]]:
    """Yield each rule and code that the flows of the tests are answered with."""
    documents: list[tuple[dict[str, Any], str | None]] = [
        (completed.document, completed.version)
        for row in ROWS.values()
        for completed in row.flows
        if isinstance(completed.document, dict)
    ]
    documents += [(document, document["version"]) for document in rare()]
    for rule in RULES.values():
        for example in page_of(rule).examples:
            if rule.code != NOT_JSON or not example.is_bad:
                document, version = flow_of(example)
                documents.append((document, version.name))
    for document, name in documents:
        for found in check_document(document, parse_version(name) if name else DEFAULT):
            for code in found.rule.meta if found.meta is None else found.meta:
                yield found.rule.code, code


def test_codes_given_in_some_cases_are_told(catalogue: ModuleType) -> None:
    """The codes that rules give in place of their own are those that the pages name."""
    seen = {(rule, code) for rule, code in answers() if code not in RULES[rule].meta}
    told = {(rule, code) for rule, codes in catalogue.ANSWERED.items() for code in codes}
    assert seen == told


def test_code_blocks_parse() -> None:
    """Every example is Python or JSON, as its block says; one is no JSON on purpose."""
    broken = []
    block = re.compile(r"^```(\w*)\n(.*?)\n```$", re.DOTALL | re.MULTILINE)
    for code, section in sections(written("rules.md"), "###").items():
        for language, source in block.findall(section):
            match language:
                case "python":
                    ast.parse(source)
                case "json":
                    json.loads(source)
                case _:
                    broken.append(code)
    assert broken == [NOT_JSON]


@pytest.mark.parametrize("name", ["rules.md", "checks.md", "fidelity.md"])
def test_links_lead_somewhere(name: str) -> None:
    """Every link to a rule or a section has a heading to go to."""
    heading = re.compile(r"^#+ (.+)$", re.MULTILINE)
    for page, target in re.findall(r"\]\(([\w.]*)#([^)]+)\)", written(name)):
        titles = heading.findall(re.sub(r"```.*?```", "", written(page or name), flags=re.DOTALL))
        slugs = [re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles]
        assert slugs.count(target) == 1, target
