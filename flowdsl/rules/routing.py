"""Rules about the routes between screens, one by one."""

from flowdsl.context import MODEL, ROOT, SEVERAL_SCREENS, Context
from flowdsl.fault import Faults, fault
from flowdsl.problems import Severity, close_match
from flowdsl.routes import back_routes, routes_of, unknown_names, unrouted_screens
from flowdsl.rule import rule
from flowdsl.rules.screens import RESERVED

__all__: list[str] = []

ERROR, WARNING = Severity.ERROR, Severity.WARNING
META = ("INVALID_ROUTING_MODEL",)
MOST_ROUTES = 10
_MODEL = (ROOT, "routing_model")


@rule("FLOW301", "unknown-route", ERROR, META, catalogue=("V501",), needs=(MODEL,))
def unknown_route(flow: Context) -> Faults:
    """The routing model names a screen that there is not.

    Its keys and what stands in its lists are the ids of screens, written exactly as there.

    Bad:
        Flow(routing_model={"START": ["SECOND"]}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Good:
        Flow(routing_model={"START": []}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    """
    routes = routes_of(flow)
    if flow.is_whole:
        for name, index in unknown_names(routes):
            shown = name if index is None else (routes.model or {})[name][index]
            close = close_match(shown, flow.by_id)
            help_ = f"did you mean `{close}`?" if close else None
            if shown.upper() == RESERVED:
                help_ = "leave it out: an endpoint may always end the flow with it"
            way = (_MODEL, name) if index is None else ((_MODEL, name), index)
            message = f"the routing model names `{shown}`, but there is no such screen"
            cause = ("no screen", shown)
            yield fault(way, message, help_, at_key=index is None, cause=cause, weak=True)


@rule("FLOW302", "unrouted-screen", ERROR, META, catalogue=("V502",), needs=(MODEL,))
def unrouted_screen(flow: Context) -> Faults:
    """The routing model leaves out a screen.

    Every screen is a key of the model, or a target of another.

    Bad:
        Flow(routing_model={"START": []}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="TERMS", title="Terms", children=[TextBody(text="Be kind.")]),
        ])
    Good:
        Flow(routing_model={"START": ["TERMS"]}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                EmbeddedLink(text="Terms", on_click_action=Navigate("TERMS")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
            Screen(id="TERMS", title="Terms", children=[TextBody(text="Be kind.")]),
        ])
    Meta: approximated: the error page wants every screen as a key, published flows leave out those
        that lead nowhere.
    """
    routes = routes_of(flow)
    unknown = {
        name if index is None else (routes.model or {})[name][index]
        for name, index in unknown_names(routes)
    }
    missing = unrouted_screens(routes)
    for name in missing:
        # A misspelt key or target is one mistake, and reported as that.
        misspelt = close_match(name, unknown) or (len(unknown) == len(missing) == 1)
        if not misspelt:
            message = f"the routing model leaves out the screen `{name}`"
            help_ = f'add "{name}" with the screens that it leads to'
            yield fault(_MODEL, message, help_, cause=None if routes.model else "empty model")


@rule("FLOW303", "self-route", ERROR, META, catalogue=("V503",), needs=(MODEL,))
def self_route(flow: Context) -> Faults:
    """A screen is routed to itself.

    A route leads forward; to show the same screen again, an endpoint answers with it.

    Bad:
        Flow(routing_model={"START": ["START"]}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Good:
        Flow(routing_model={"START": []}, screens=[
            Screen(id="START", title="Start", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    """
    routes = routes_of(flow)
    if routes.model is not None:
        for name, target in back_routes(routes):
            if name == target:
                yield fault(routes.where(name, target), f"`{name}` is routed to itself",
                            "leave it out")  # fmt: skip


@rule("FLOW304", "back-route", ERROR, META, catalogue=("V503",), needs=(MODEL, "navigate"))
def back_route(flow: Context) -> Faults:
    """Two screens lead to each other.

    Routes lead forward only. Back is always possible, with the phone's own button, and is not
    written down.

    Bad:
        [
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                EmbeddedLink(text="Back", on_click_action=Navigate("START")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        [
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    """
    routes = routes_of(flow)
    for name, target in back_routes(routes):
        if name != target:
            message = f"`{name}` leads to `{target}`, which leads to `{name}`"
            help_ = "leave out the one that leads back: phones have a button for it"
            yield fault(routes.where(name, target), message, help_)


@rule("FLOW305", "long-loop", WARNING, catalogue=("V504",), needs=(SEVERAL_SCREENS,))
def long_loop(flow: Context) -> Faults:
    """Several screens lead around in a circle.

    Whoever follows them never arrives.

    Bad:
        def screen(name, target):
            return Screen(id=name, title=name, children=[
                Footer(label="Next", on_click_action=Navigate(target)),
            ])
        [
            screen("START", "A"), screen("A", "B"), screen("B", "C"),
            Screen(id="C", title="C", terminal=True, children=[
                EmbeddedLink(text="Again", on_click_action=Navigate("A")),
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Good:
        def screen(name, target):
            return Screen(id=name, title=name, children=[
                Footer(label="Next", on_click_action=Navigate(target)),
            ])
        [
            screen("START", "A"), screen("A", "B"), screen("B", "C"),
            Screen(id="C", title="C", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ]
    Meta: own.
    """
    if len(flow.screens) < 2:
        return
    routes = routes_of(flow)
    back = set(back_routes(routes))
    # A loop that nothing leads into is reported as that.
    reached = routes.reached_from(routes.entries)
    for name, target in routes.loops:
        if not back and name in reached:
            message = f"`{name}` leads to `{target}`, from where the way leads to `{name}` again"
            yield fault(routes.where(name, target), message)


@rule("FLOW306", "too-many-routes", ERROR, META, catalogue=("V505",), needs=(MODEL, "navigate"))
def too_many_routes(flow: Context) -> Faults:
    """A screen leads to more than 10 others.

    Let some of them follow on another screen.

    Bad:
        names = "ABCDEFGHIJK"
        [
            Screen(id="START", title="Start", children=[NavigationList(name="list", list_items=[
                NavigationItem(id=name, main_content=MainContent(title=name),
                               on_click_action=Navigate(name)) for name in names
            ])]),
            *(Screen(id=name, title=name, terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]) for name in names),
        ]
    Good:
        names = "ABCDEFGHIJ"
        [
            Screen(id="START", title="Start", children=[NavigationList(name="list", list_items=[
                NavigationItem(id=name, main_content=MainContent(title=name),
                               on_click_action=Navigate(name)) for name in names
            ])]),
            *(Screen(id=name, title=name, terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]) for name in names),
        ]
    """
    routes = routes_of(flow)
    # The model may speak of screens that there are not: it is counted as it is written.
    written = routes.model if routes.model is not None else routes.navigated
    for name, targets in written.items():
        distinct = list(dict.fromkeys(targets))
        if len(distinct) > MOST_ROUTES:
            message = f"`{name}` leads to {len(distinct)} screens, {MOST_ROUTES} are the most"
            yield fault(routes.where(name, distinct[MOST_ROUTES]), message)


@rule("FLOW309", "navigation-not-routed", ERROR, META, catalogue=("V508",), needs=(MODEL,))
def navigation_not_routed(flow: Context) -> Faults:
    """A `navigate` goes where the routing model does not lead.

    A model has to list every screen that an action leads to.

    Bad:
        Flow(routing_model={"START": [], "END": []}, screens=[
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    Good:
        Flow(routing_model={"START": ["END"], "END": []}, screens=[
            Screen(id="START", title="Start", children=[
                Footer(label="Next", on_click_action=Navigate("END")),
            ]),
            Screen(id="END", title="End", terminal=True, children=[
                Footer(label="Done", on_click_action=Complete({})),
            ]),
        ])
    """
    routes = routes_of(flow)
    if routes.model is None:
        return
    missing = set(unrouted_screens(routes))
    # A key or target that is no screen may be what this edge was meant to be.
    unknown = {name for name, _ in unknown_names(routes)}
    for action in flow.actions_of("navigate"):
        source, target = action.component.screen.id, action.target
        if target is None or target not in flow.by_id or target == source or target in missing:
            continue
        routed = routes.model.get(source)
        if routed is not None and source not in unknown and target not in routed:
            message = f"the routing model does not lead from `{source}` to `{target}`"
            way = ((action.trail, "next"), "name")
            cause = ("edge", source, target)
            yield fault(way, message, f'add "{target}" to "{source}" there', cause=cause)
