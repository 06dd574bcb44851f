"""Every choice that no source settles can be made, and changes what comes of a flow."""

import itertools
from typing import Any, get_args

import attrs
import pytest
from behaviour_flows import Case, End
from behaviour_inputs import blocking, typed, untouched
from behaviour_moments import answered, chosen, kept

from flowdsl.cli.common import PLATFORMS
from flowdsl.runtime import NEUTRAL, QUESTIONS, Behaviour, Platform, Question, Refused, Session
from flowdsl.runtime.behaviour import Status
from flowdsl.runtime.moves import as_json, from_json, play

CASES: list[Case] = [
    each for part in (untouched, typed, blocking, kept, chosen, answered) for each in part()
]
CHOOSABLE = {question.field: question for question in QUESTIONS if question.field}


def played(case: Case, behaviour: Behaviour) -> End:
    """Return how a case ends; only its last move may be refused."""
    session = Session(case.flow, behaviour=behaviour, **case.options)
    *earlier, last = case.moves or (None,)
    for move in earlier:
        session = play(session, move)
    try:
        return End(session if last is None else play(session, last))
    except Refused as refused:
        return End(session, str(refused))


def choices() -> list[Any]:
    """Return each case with each choice."""
    return [
        pytest.param(case, choice, outcome, id=f"{number}-{case.field}-{choice}")
        for number, case in enumerate(CASES)
        for choice, outcome in case.outcomes.items()
    ]


@pytest.mark.parametrize(("case", "choice", "outcome"), choices())
def test_choice_changes_what_comes_of_it(case: Case, choice: Any, outcome: Any) -> None:
    """Each choice has the outcome that is said of it."""
    behaviour = Behaviour(**{case.field: choice})
    assert case.sees(played(case, behaviour)) == outcome


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{each.field}" for n, each in enumerate(CASES)])
def test_default_is_the_first_choice(case: Case) -> None:
    """Who chooses nothing gets the first of the choices."""
    first = CHOOSABLE[case.field].choices[0]
    assert case.sees(played(case, NEUTRAL)) == case.outcomes[first]


def test_every_choice_is_shown() -> None:
    """Every field of Behaviour has a question and cases, and every case has all of its choices."""
    fields = [field.name for field in attrs.fields(Behaviour)]
    assert sorted(CHOOSABLE) == sorted(fields)
    assert {case.field for case in CASES} == set(fields)
    for case in CASES:
        assert set(case.outcomes) == set(CHOOSABLE[case.field].choices), case.field


@pytest.mark.parametrize("field", CHOOSABLE)
def test_choices_can_be_told_apart(field: str) -> None:
    """Any two choices of a question have different outcomes in one of its cases."""
    for first, second in itertools.combinations(CHOOSABLE[field].choices, 2):
        assert any(
            case.outcomes[first] != case.outcomes[second] for case in CASES if case.field == field
        ), (first, second)


def test_register_is_whole() -> None:
    """The register has the questions 1 to 44, of which one alone has no field."""
    assert [question.number for question in QUESTIONS] == list(range(1, 45))
    assert [question.number for question in QUESTIONS if not question.field] == [23]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: str(question.number))
def test_questions_say_what_is_done(question: Question) -> None:
    """The default comes first among the choices, and what is approximated says how."""
    if question.field:
        assert question.choices[0] == getattr(NEUTRAL, question.field)
    assert bool(question.note) is (question.status is not Status.IMPLEMENTED)


def test_register_agrees_with_its_source(shared: Any) -> None:
    """The numbers and the names of the switches are those of the reference."""
    rows = (shared / "spec" / "runtime.md").read_text(encoding="utf-8").split("\n| Q")[1:]
    named = {}
    for row in rows:
        number, *_, switch = row.split("\n")[0].rstrip(" |").split(" | ")
        named[int(number)] = switch.strip("`")
    own = {question.number: question.field or "busy_taps" for question in QUESTIONS}
    assert own == named


@pytest.mark.parametrize(
    ("platform", "changed"),
    [
        ("neutral", {}),
        ("android", {"length_unit": "UTF-16"}),
        ("ios", {"token_place": "absent"}),
        ("web", {"length_unit": "UTF-16"}),
    ],
)
def test_platforms_change_little(platform: Platform, changed: dict[str, Any]) -> None:
    """A platform differs from the neutral one in what is known of it alone."""
    assert Behaviour.of(platform) == attrs.evolve(NEUTRAL, **changed)


def test_every_platform_has_a_profile() -> None:
    """Each platform of the type can be asked for; another one is refused with those there are."""
    for platform in get_args(Platform):
        assert isinstance(Behaviour.of(platform), Behaviour)
    unknown: Any = "fax"
    with pytest.raises(ValueError, match="there are neutral, android, ios, web"):
        Behaviour.of(unknown)


@pytest.mark.parametrize("case", CASES, ids=[f"{n}-{each.field}" for n, each in enumerate(CASES)])
def test_moves_of_the_cases_can_be_written_down(case: Case) -> None:
    """What is done in a case is the same once it was kept in JSON."""
    for move in case.moves:
        assert from_json(as_json(move)) == [move]


def test_the_commands_know_every_platform() -> None:
    """The platforms that the commands offer are those that there are."""
    assert get_args(Platform) == PLATFORMS
