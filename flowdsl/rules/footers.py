"""Rules about Footers: their captions, and where they stand."""

from flowdsl.components.logic import Form, If, Switch
from flowdsl.components.navigation import Footer
from flowdsl.context import Context, PlacedComponent
from flowdsl.facts import Binding
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity
from flowdsl.rule import rule
from flowdsl.versions import V3_1, V4_0

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_FOOTER = Footer.facts.name
_FORM, _IF, _SWITCH = Form.facts.name, If.facts.name, Switch.facts.name
_LEFT, _RIGHT, _CENTER = "left-caption", "right-caption", "center-caption"


@rule(
    "FLOW231",
    "uneven-captions",
    ERROR,
    ("INVALID_DEPENDENCIES",),
    catalogue=("V321",),
    needs=(_FOOTER,),
)
def uneven_captions(flow: Context) -> Faults:
    """A Footer has a caption on one side only.

    The captions on the left and on the right come together; a single one stands in the middle.

    Bad:
        Footer(label="Pay", left_caption="12 EUR", on_click_action=Complete({}))
    Good:
        Footer(label="Pay", center_caption="12 EUR", on_click_action=Complete({}))
    """
    for footer in flow.of(_FOOTER):
        for given, other in ((_LEFT, _RIGHT), (_RIGHT, _LEFT)):
            # With a caption in the middle, too, that is the mistake.
            if given in footer.content and not {other, _CENTER} & footer.content.keys():
                message = f"a Footer with `{given}` needs `{other}`, too"
                help_ = "for one caption write `center-caption` (`center_caption` in Python)"
                yield fault(footer.at(given), message, help_)


@rule("FLOW232", "crowded-captions", ERROR, ("NOT_KEYWORD_SCHEMA_VALIDATION_FAILED",),
      catalogue=("V322",), needs=(_FOOTER,))  # fmt: skip
def crowded_captions(flow: Context) -> Faults:
    """A Footer has a caption in the middle and another at a side.

    There is room for one in the middle, or for one on each side.

    Bad:
        Footer(label="Pay", center_caption="12 EUR", left_caption="Total", right_caption="Tax",
               on_click_action=Complete({}))
    Good:
        Footer(label="Pay", left_caption="Total", right_caption="12 EUR",
               on_click_action=Complete({}))
    """
    for footer in flow.of(_FOOTER):
        sides = [key for key in (_LEFT, _RIGHT) if key in footer.content]
        if sides and _CENTER in footer.content:
            message = f"a Footer with `center-caption` cannot have `{sides[0]}`"
            yield fault(footer.at(_CENTER), message, "leave one of them out")


@rule("FLOW233", "footer-outside-form", ERROR, ("INVALID_FOOTER_PAYLOAD_OUTSIDE_FORM",),
      until=V3_1, catalogue=("V416",), needs=(_FORM,))  # fmt: skip
def footer_outside_form(flow: Context) -> Faults:
    """A Footer beside a Form sends what is filled in there.

    Before 4.0 only a Footer inside the Form sees the answers.

    Bad in 3.1:
        [
            Form(name="form", children=[TextInput(name="city", label="City")]),
            Footer(label="Done", on_click_action=Complete({"city": "${form.city}"})),
        ]
    Good in 3.1:
        Form(name="form", children=[
            TextInput(name="city", label="City"),
            Footer(label="Done", on_click_action=Complete({"city": "${form.city}"})),
        ])
    """
    for screen in flow.screens:
        if not screen.of(_FORM):
            continue
        outside = [footer.trail for footer in screen.of(_FOOTER) if footer.form is None]
        for use in screen.uses:
            if use.binding is Binding.FORM and use.in_payload:
                children = use.path[3:5]
                if any(trail and ("children", trail[1]) == children for trail in outside):
                    message = f"{use.text} is filled in inside the Form, the Footer stands outside"
                    yield fault(use.path, message, "move the Footer into the Form, or raise the "
                                "version to 4.0", cause=(screen.index, children))  # fmt: skip


def _branch_of(footer: PlacedComponent, holder: PlacedComponent) -> str | None:
    """Return the branch of a holder that a Footer stands in."""
    inner = footer
    for each in footer.around():
        if each is holder:
            return inner.branch
        inner = each
    return None


def _ifs_around(footer: PlacedComponent) -> int:
    return sum(each.kind == _IF for each in footer.around())


@rule("FLOW234", "footer-in-one-branch", ERROR, ("MISSING_FOOTER_IN_IF_ELSE_BRANCHES",),
      since=V4_0, catalogue=("V433",), needs=(_IF,))  # fmt: skip
def footer_in_one_branch(flow: Context) -> Faults:
    """One branch of an If holds a Footer, and the other does not.

    Whichever is shown, the screen has to have its button.

    Bad:
        agree = OptIn(name="agree", label="I agree")
        [agree, If(condition=agree.ref, then=[
            Footer(label="Done", on_click_action=Complete({"agree": agree.ref})),
        ])]
    Good:
        agree = OptIn(name="agree", label="I agree")
        [agree, If(condition=agree.ref, then=[
            Footer(label="Done", on_click_action=Complete({"agree": agree.ref})),
        ], else_=[
            Footer(label="Skip", on_click_action=Complete({"agree": agree.ref})),
        ])]
    """
    for holder in flow.of(_IF):
        footers = holder.screen.of(_FOOTER)
        if any(_ifs_around(footer) > 1 for footer in footers):
            continue  # Which is another mistake.
        branches = {_branch_of(footer, holder) for footer in footers} - {None}
        outside = any(_branch_of(footer, holder) is None for footer in footers)
        # One outside as well is one too many, and reported as that.
        if len(branches) == 1 and holder.screen.is_whole and not outside:
            (branch,) = branches
            other = "else" if branch == "then" else "then"
            lacks = "has none" if other in holder.content else "is not there"
            message = f"`{branch}` holds a Footer, but `{other}` {lacks}"
            help_ = "give each branch a Footer, or move it below the If"
            yield fault(holder.at(str(branch)), message, help_)


@rule("FLOW235", "footer-in-some-cases", ERROR, ("MISSING_FOOTER_IN_SWITCH_BRANCHES",),
      since=V4_0, catalogue=("V435",), needs=(_SWITCH,))  # fmt: skip
def footer_in_some_cases(flow: Context) -> Faults:
    """Some cases of a Switch hold a Footer, and others do not.

    Whichever is shown, the screen has to have its button.

    Bad:
        size = Dropdown(name="size", label="Size", data_source=[
            Option(id="small", title="Small"), Option(id="large", title="Large"),
        ])
        [size, Switch(value=size.ref, cases={
            "small": [Footer(label="Done", on_click_action=Complete({"size": size.ref}))],
            "large": [TextBody(text="Sold out")],
        })]
    Good:
        size = Dropdown(name="size", label="Size", data_source=[
            Option(id="small", title="Small"), Option(id="large", title="Large"),
        ])
        [size, Switch(value=size.ref, cases={
            "small": [TextBody(text="In stock")], "large": [TextBody(text="Sold out")],
        }), Footer(label="Done", on_click_action=Complete({"size": size.ref}))]
    """
    for holder in flow.of(_SWITCH):
        footers = holder.screen.of(_FOOTER)
        having = {branch for footer in footers if (branch := _branch_of(footer, holder))}
        outside = any(_branch_of(footer, holder) is None for footer in footers)
        cases = holder.content.get("cases")
        if having and isinstance(cases, dict) and holder.screen.is_whole and not outside:
            for name in cases:
                if name not in having:
                    message = f"the case `{name}` has no Footer, but others have one"
                    help_ = "give each case a Footer, or move it below the Switch"
                    way = (holder.at("cases"), name)
                    yield fault(way, message, help_, cause=id(holder))


@rule("FLOW236", "footer-too-deep", ERROR, ("MISSING_FOOTER_IN_IF_ELSE_BRANCHES",), since=V4_0,
      catalogue=("V433",), needs=(_IF,))  # fmt: skip
def footer_too_deep(flow: Context) -> Faults:
    """A Footer stands in an If that stands in another If.

    It may stand in the branches of an outermost If only.

    Bad:
        agree = OptIn(name="agree", label="I agree")
        done = Footer(label="Done", on_click_action=Complete({"agree": agree.ref}))
        [agree, If(
            condition=agree.ref,
            then=[If(condition=agree.ref, then=[done], else_=[done])],
            else_=[done],
        )]
    Good:
        agree = OptIn(name="agree", label="I agree")
        done = Footer(label="Done", on_click_action=Complete({"agree": agree.ref}))
        [agree, If(condition=agree.ref, then=[done], else_=[done])]
    Meta: approximated: the documents forbid it and name no code.
    """
    for footer in flow.of(_FOOTER):
        if _ifs_around(footer) > 1:
            message = "a Footer stands in a nested If, but may only in the outermost one"
            cause = ("deep", footer.screen.index)
            yield fault(footer.trail, message, "move it out of the inner If", cause=cause)
