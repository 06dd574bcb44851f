"""Rules about what is shown under a condition."""

from flowdsl.components.base import Input
from flowdsl.components.logic import If, Switch
from flowdsl.context import Context, kinds_of
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity
from flowdsl.rule import rule
from flowdsl.versions import V4_0

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_IF, _SWITCH = If.facts.name, Switch.facts.name
_INPUTS = kinds_of(Input)
DEEPEST = 3


@rule("FLOW291", "if-too-deep", ERROR, ("INVALID_PROPERTY_VALUE",), since=V4_0,
      catalogue=("V432",), needs=(_IF,))  # fmt: skip
def if_too_deep(flow: Context) -> Faults:
    """An If stands more than three deep.

    Switches and Forms around it do not count.

    Bad:
        agree = OptIn(name="agree", label="I agree")
        inner = TextBody(text="Thank you")
        for _ in range(4):
            inner = If(condition=agree.ref, then=[inner])
        [agree, inner]
    Good:
        agree = OptIn(name="agree", label="I agree")
        [agree, If(condition=agree.ref, then=[TextBody(text="Thank you")])]
    Meta: approximated: the limit is documented without its code.
    """
    for component in flow.of(_IF):
        if sum(each.kind == _IF for each in component.around()) == DEEPEST:
            message = f"an If stands {DEEPEST + 1} deep, {DEEPEST} is the most"
            yield fault(component.trail, message, "join conditions with `&&` (`&` in Python)")


@rule("FLOW292", "required-but-hidden", WARNING, catalogue=("V436",), needs=_INPUTS)
def required_but_hidden(flow: Context) -> Faults:
    """An input is required, but may not be shown.

    Where it is hidden nobody can fill it in, and some phones do not let them go on. Bind `required`
    to what shows the input.

    Bad:
        gift = OptIn(name="gift", label="It is a gift")
        note = TextInput(name="note", label="Note", required=True, visible=gift.ref)
        [gift, note]
    Good:
        gift = OptIn(name="gift", label="It is a gift")
        note = TextInput(name="note", label="Note", required=gift.ref, visible=gift.ref)
        [gift, note]
    Meta: own.
    """
    for component in flow.of(*_INPUTS):
        if component.content.get("required") is not True:
            continue
        if component.holder is None and "visible" not in component.content:
            continue
        inside = next((each.kind for each in component.around() if each.kind in (_IF, _SWITCH)), "")
        if inside:
            why = f"stands in {'an If' if inside == _IF else 'a Switch'}"
        elif component.content.get("visible", True) is not True:
            why = "has a `visible` that can be false"
        else:
            continue
        message = f"`{component.name}` is required, but {why}"
        help_ = "bind `required` to what shows it, or leave it out"
        yield fault(component.at("required"), message, help_)
