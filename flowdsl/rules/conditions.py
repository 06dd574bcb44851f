"""Rules about conditions and nested expressions."""

from collections.abc import Iterator

from flowdsl.components.logic import If
from flowdsl.context import Context
from flowdsl.data_types import fits, shape_types, type_words
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity
from flowdsl.rule import rule
from flowdsl.uses import EXPRESSIONS, Expressed, uses_of
from flowdsl.values import Kind
from flowdsl.versions import V4_0, V6_0

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
META = ("INVALID_PROPERTY_VALUE",)
_IF = If.facts.name
_TYPES = {Kind.STRING: "string", Kind.NUMBER: "number", Kind.BOOLEAN: "boolean"}


def _broken(expressions: Iterator[Expressed]) -> Faults:
    for each in expressions:
        if each.misread is not None:
            message = f"{_named(each)} cannot be read: {each.misread.message}"
            note = f"at character {each.misread.start + 1} of it"
            yield fault(each.path, message, each.misread.help, notes=(note,))
        elif each.typed is not None and each.typed.fault is not None:
            wrong = each.typed.fault
            entries = {
                (owner, ref.path[0])
                for ref in (each.parsed.references if each.parsed else ())
                if ref.root == "data" and str(ref) in wrong.message
                if (owner := ref.screen or each.screen.id)
            }
            # Where one entry is compared, its type may be what is wrong, here as elsewhere.
            cause = ("data", *next(iter(entries))) if len(entries) == 1 else None
            yield fault(each.path, wrong.message, wrong.help, cause=cause)


def _named(each: Expressed) -> str:
    return "the condition" if each.is_condition else "the expression"


@rule(
    "FLOW431",
    "broken-expression",
    ERROR,
    META,
    since=V6_0,
    catalogue=("V614",),
    needs=(EXPRESSIONS,),
)
def broken_expression(flow: Context) -> Faults:
    """A nested expression cannot be read, or joins what does not go together.

    Comparisons, `&&`, `||`, `!` and arithmetic are written as usual; texts stand in single quotes
    and are joined by a blank.

    Bad:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="`'Hello ' + ${form.name}`")]
    Good:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="`'Hello ' ${form.name}`")]
    Meta: approximated: the grammar is documented by examples.
    """
    yield from _broken(each for each in uses_of(flow).expressions if not each.is_condition)


@rule(
    "FLOW432", "unexpected-result", WARNING, since=V6_0, catalogue=("V615",), needs=(EXPRESSIONS,)
)
def unexpected_result(flow: Context) -> Faults:
    """A nested expression gives a type that its property does not take.

    Comparisons give true or false, arithmetic a number, texts side by side a text.

    Bad:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello", visible="`'Hello ' ${form.name}`")]
    Good:
        name = TextInput(name="name", label="Name")
        [name, TextBody(text="Hello", visible="`${form.name} != ''`")]
    Meta: unknown: seen in the official client, in no document.
    """
    for each in uses_of(flow).expressions:
        kinds = each.typed.kinds if each.typed and not each.typed.fault else None
        if each.is_condition or kinds is None or each.expected is None:
            continue
        given = frozenset(_TYPES[kind] for kind in kinds)
        taken = shape_types(each.expected)
        if not fits(given, taken):
            found = type_words(given) or "a list or an object"
            message = f"the expression gives {found}, but `{each.path[-1]}` takes "
            yield fault(each.path, message + type_words(taken))


@rule("FLOW433", "broken-condition", ERROR, META, since=V4_0, catalogue=("V616",), needs=(_IF,))
def broken_condition(flow: Context) -> Faults:
    """The condition of an If cannot be read, or compares what does not go together.

    A condition compares references with each other or with texts in single quotes, numbers, true
    or false, and joins comparisons in parentheses with `&&`, `||` and `!`. What never changes is no
    condition.

    Bad:
        [TextInput(name="name", label="Name"),
         If(condition="${form.name} = 'Ada'", then=[TextBody(text="Hello Ada")])]
    Good:
        [TextInput(name="name", label="Name"),
         If(condition="${form.name} == 'Ada'", then=[TextBody(text="Hello Ada")])]
    """
    yield from _broken(each for each in uses_of(flow).expressions if each.is_condition)


@rule(
    "FLOW434", "condition-not-boolean", ERROR, META, since=V4_0, catalogue=("V616",), needs=(_IF,)
)
def condition_not_boolean(flow: Context) -> Faults:
    """The condition of an If is neither true nor false.

    A reference alone does only where its value is true or false; compare it with something.

    Bad:
        name = TextInput(name="name", label="Name")
        [name, If(condition="${form.name}", then=[TextBody(text="Hello")])]
    Good:
        name = TextInput(name="name", label="Name")
        [name, If(condition=name.ref != "", then=[TextBody(text="Hello")])]
    """
    boolean = frozenset({Kind.BOOLEAN})
    for each in uses_of(flow).expressions:
        if each.is_condition and each.typed is not None and each.typed.fault is None:
            kinds = each.typed.kinds
            if kinds is not None and not kinds & boolean:
                found = type_words(frozenset(_TYPES[kind] for kind in kinds))
                message = f"the condition is {found or 'a list or an object'}, not true or false"
                yield fault(each.path, message, "compare it with something")


@rule("FLOW435", "loose-comparison", WARNING, since=V4_0, catalogue=("V617",), needs=(EXPRESSIONS,))
def loose_comparison(flow: Context) -> Faults:
    """Comparisons are joined without parentheses around them.

    Documents and phones disagree on what it means; with parentheses there is nothing to disagree
    on. In Python they are put there.

    Bad:
        [OptIn(name="a", label="A"), OptIn(name="b", label="B"),
         If(condition="${form.a} == true && ${form.b} == true", then=[TextBody(text="Both")])]
    Good:
        [OptIn(name="a", label="A"), OptIn(name="b", label="B"),
         If(condition="(${form.a} == true) && (${form.b} == true)", then=[TextBody(text="Both")])]
    Meta: unknown: sources disagree on whether it is refused.
    """
    for each in uses_of(flow).expressions:
        if (
            each.parsed is not None
            and each.parsed.unparenthesised
            and not (each.typed and each.typed.fault)
        ):
            operator = each.parsed.unparenthesised
            message = f"`{operator}` joins a comparison that has no parentheses around it"
            yield fault(each.path, message, f"write (...) {operator} (...)")
