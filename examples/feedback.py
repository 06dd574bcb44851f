"""Asks for feedback: ratings, what was good, and a comment."""

from flowdsl import (
    Chip,
    ChipsSelector,
    Complete,
    Flow,
    Footer,
    Option,
    RadioButtonsGroup,
    Screen,
    TextArea,
    TextCaption,
    TextHeading,
)


def rating(name: str, label: str) -> RadioButtonsGroup:
    """Return a question with five stars to choose from."""
    return RadioButtonsGroup(
        name=name,
        label=label,
        required=True,
        data_source=[
            Option(id=str(stars), title="★" * stars + "☆" * (5 - stars))
            for stars in range(5, 0, -1)
        ],
    )


service = rating("service", "How was our service?")
quality = rating("quality", "How is the quality?")
liked = ChipsSelector(
    name="liked",
    label="What did you like most?",
    max_selected_items=3,
    data_source=[
        Chip(id="staff", title="Friendly staff"),
        Chip(id="speed", title="Speed"),
        Chip(id="price", title="Price"),
        Chip(id="place", title="The place"),
    ],
)
comment = TextArea(name="comment", label="A comment", max_length=400)

feedback = Flow(
    version="6.3",
    categories=["SURVEY"],
    screens=[
        Screen(
            id="FEEDBACK",
            title="Your feedback",
            terminal=True,
            children=[
                TextHeading(text="How did we do?"),
                service,
                quality,
                liked,
                comment,
                TextCaption(text="Your answers are anonymous."),
                Footer(
                    label="Send",
                    on_click_action=Complete(
                        {
                            "service": service.ref,
                            "quality": quality.ref,
                            "liked": liked.ref,
                            "comment": comment.ref,
                        }
                    ),
                ),
            ],
        ),
    ],
)
