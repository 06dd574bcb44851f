"""PhotoPicker: photos, taken or chosen."""

from flowdsl import Complete, Flow, Footer, PhotoPicker, Screen

photos = PhotoPicker(
    name="photos",
    label="A photo of the damage",
    description="From near, please",
    photo_source="camera_gallery",
    min_uploaded_photos=1,
    max_uploaded_photos=1,
    max_file_size_kb=5120,
)

photo_picker = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="PhotoPicker",
            terminal=True,
            children=[
                photos,
                Footer(label="Done", on_click_action=Complete({"photos": photos.ref})),
            ],
        ),
    ],
)
