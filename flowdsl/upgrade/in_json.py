"""Upgrades Flow JSON in its text: every byte that need not change stays what it is."""

import codecs
from collections.abc import Callable
from typing import Final

import attrs

from flowdsl import structure, syntax
from flowdsl.check import check_document, is_on, version_of
from flowdsl.check_json import check_read
from flowdsl.compile import problem_of
from flowdsl.findings import Finding
from flowdsl.json_text import JsonText, read_json
from flowdsl.locate import Lines, locate
from flowdsl.origin import Place
from flowdsl.problems import Path, Problem
from flowdsl.upgrade.json_edits import move_edits, value_edits, way_back
from flowdsl.upgrade.migrations import missing_address, notices, plan
from flowdsl.upgrade.passage import Passage
from flowdsl.upgrade.result import Upgraded, new_errors, new_remarks
from flowdsl.upgrade.text_edits import Rewriting
from flowdsl.versions import Version

__all__ = ["upgrade_json"]


def upgrade_json(data: bytes, to: Version, file: str = "<json>") -> Upgraded:
    """Return what becomes of a file of Flow JSON in another version.

    Nothing is raised, whatever the bytes are: what is no Flow JSON is refused.

    Args:
        data: The file.
        to: The version that it is to go to.
        file: What it is called where problems are shown.
    """
    read = read_json(data)
    source = version_of(read.document)
    unfit = _unfit(read, file)
    if source is None or unfit:
        return Upgraded(before=(), after=to, old=data, data=data, refused=tuple(unfit))
    if source is to:
        return Upgraded(before=(to,), after=to, old=data, data=data)
    assert isinstance(read.document, dict)
    return _carried(data, read, Passage(document=read.document, source=source, target=to), file)


_NO_VERSION: Final = (structure.MISSING_VERSION.code, structure.UNKNOWN_VERSION.code)


def _unfit(read: JsonText, file: str) -> list[Problem]:
    """Return what keeps a file from being read as a flow of some version."""
    document = read.document
    has_screens = isinstance(document, dict) and "screens" in document
    if read.usable and not read.faults and has_screens and version_of(document) is not None:
        return []
    problems = [each for each in check_read(read, file, None, is_on) if each.is_error]
    if not read.usable:
        return problems
    unfit = (*_NO_VERSION, syntax.DUPLICATE_KEY.code)
    return [
        each for each in problems if each.code in unfit or (each.path == () and not has_screens)
    ]


def _carried(data: bytes, read: JsonText, passage: Passage, file: str) -> Upgraded:
    made = plan(passage)
    rewriting = Rewriting(read.text)
    rewriting.apply(value_edits(read.text, passage.document, made))
    if made.moves:
        rewriting.apply(move_edits(rewriting.text, made.moves))
    bom = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    carried = bom + rewriting.text.encode()
    before = check_document(passage.document, passage.source, size=len(read.text))
    after = _after(carried, passage)
    back = way_back(made)
    refused = new_errors(before, after, back)
    remarks = new_remarks(before, after, back, passage.source)
    noted = notices(passage)
    passage.context.release()
    paths = [*(each.path for each in (*refused, *remarks)), *(each.path for each in noted)]
    place = _placing(read, file, paths)
    return Upgraded(
        before=(passage.source,),
        after=passage.target,
        old=data,
        data=data if refused else carried,
        rewriting=rewriting,
        notices=tuple(attrs.evolve(each, place=place(each.path, False)) for each in noted)
        + tuple(problem_of(each, place(each.path, each.at_key)) for each in remarks),
        refused=tuple(problem_of(each, place(each.path, each.at_key)) for each in refused),
        exact=made.exact,
    )


def _after(carried: bytes, passage: Passage) -> list[Finding]:
    """Return what is wrong with what became of a file."""
    result = read_json(carried)
    if result.usable and isinstance(result.document, dict):
        found = check_document(result.document, passage.target, size=len(result.text))
        return [*found, *missing_address(result.document, passage)]
    # It has become larger than Meta takes.
    return [
        Finding(rule=fault.rule, path=(), message=fault.message, help=fault.help)
        for fault in result.faults
    ]


def _placing(read: JsonText, file: str, paths: list[Path]) -> Callable[[Path, bool], Place]:
    """Return what tells where in the text something stands."""
    lines = Lines(read.text)
    spans = locate(read.text, paths, unique=True) if paths else {}

    def place(path: Path, at_key: bool) -> Place:
        found = spans[path]
        span = found.key if at_key and found.key is not None else found.value
        return lines.place(file, *span)

    return place
