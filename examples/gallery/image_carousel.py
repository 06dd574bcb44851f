"""ImageCarousel: pictures to swipe through."""

from pathlib import Path

from flowdsl import CarouselImage, Complete, Flow, Footer, ImageCarousel, Screen

images = Path("..") / "images"

image_carousel = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="ImageCarousel",
            terminal=True,
            children=[
                ImageCarousel(
                    aspect_ratio="16:9",
                    scale_type="cover",
                    images=[
                        CarouselImage(src=images / "roses.png", alt_text="Red roses"),
                        CarouselImage(src=images / "tulips.png", alt_text="Yellow tulips"),
                    ],
                ),
                Footer(label="Done", on_click_action=Complete({})),
            ],
        ),
    ],
)
