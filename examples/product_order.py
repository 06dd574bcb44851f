"""Takes an order over several screens: a product with pictures, its make-up, and the address."""

from pathlib import Path

from flowdsl import (
    CarouselImage,
    Complete,
    Data,
    Dropdown,
    Flow,
    Footer,
    Image,
    ImageCarousel,
    Navigate,
    Option,
    RadioButtonsGroup,
    Screen,
    TextArea,
    TextBody,
    TextHeading,
    TextInput,
    concat,
)

images = Path("images")

product = RadioButtonsGroup(
    name="product",
    label="Which bouquet?",
    required=True,
    media_size="large",
    data_source=[
        Option(
            id="roses",
            title="Roses",
            metadata="39 €",
            image=images / "roses.png",
            alt_text="Red roses",
        ),
        Option(
            id="tulips",
            title="Tulips",
            metadata="29 €",
            image=images / "tulips.png",
            alt_text="Yellow tulips",
        ),
    ],
)

card_text = TextArea(name="card_text", label="On the card", max_length=200)
wrapping = Dropdown(
    name="wrapping",
    label="Wrapping",
    required=True,
    data_source=[
        Option(id="paper", title="Paper", color="#c8a97e"),
        Option(id="box", title="Box", color="#2f4f4f"),
    ],
)
quantity = TextInput(
    name="quantity", label="Quantity", input_type="number", required=True, init_value="1"
)
chosen_product = Data("product", example="roses")

recipient = TextInput(name="recipient", label="Recipient", required=True)
street = TextInput(name="street", label="Street and number", required=True)
city = TextInput(name="city", label="Town", required=True)
order = Data("order", example={"product": "roses", "wrapping": "paper", "quantity": "1"})
card = Data("card_text", example="Happy birthday!")

product_order = Flow(
    categories=["SHOPPING"],
    screens=[
        Screen(
            id="PRODUCT",
            title="Flowers",
            children=[
                ImageCarousel(
                    aspect_ratio="16:9",
                    images=[
                        CarouselImage(src=images / "roses.png", alt_text="Red roses"),
                        CarouselImage(src=images / "tulips.png", alt_text="Yellow tulips"),
                    ],
                ),
                product,
                Footer(
                    label="Continue",
                    center_caption="Free delivery",
                    on_click_action=Navigate("DETAILS", {"product": product.ref}),
                ),
            ],
        ),
        Screen(
            id="DETAILS",
            title="Make it yours",
            data=[chosen_product],
            children=[
                TextHeading(text=concat("Your ", chosen_product.ref)),
                quantity,
                wrapping,
                card_text,
                Footer(
                    label="Continue",
                    on_click_action=Navigate(
                        "ADDRESS",
                        {
                            "order": {
                                "product": chosen_product.ref,
                                "wrapping": wrapping.ref,
                                "quantity": quantity.ref,
                            },
                            "card_text": card_text.ref,
                        },
                    ),
                ),
            ],
        ),
        Screen(
            id="ADDRESS",
            title="Where to?",
            terminal=True,
            sensitive=["street"],
            data=[order, card],
            children=[
                Image(src=images / "van.png", height=120, alt_text="A delivery van"),
                TextBody(text=concat(order.ref["quantity"], " × ", order.ref["product"])),
                recipient,
                street,
                city,
                Footer(
                    label="Order",
                    left_caption="Delivery",
                    right_caption="Free",
                    on_click_action=Complete(
                        {
                            "order": order.ref,
                            "card_text": card.ref,
                            "recipient": recipient.ref,
                            "street": street.ref,
                            "city": city.ref,
                        }
                    ),
                ),
            ],
        ),
    ],
)
