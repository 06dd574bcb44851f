"""DocumentPicker: documents of some kinds."""

from flowdsl import Complete, DocumentPicker, Flow, Footer, Screen

contract = DocumentPicker(
    name="contract",
    label="The signed contract",
    description="As PDF",
    min_uploaded_documents=1,
    max_uploaded_documents=1,
    max_file_size_kb=10240,
    allowed_mime_types=["application/pdf"],
)

document_picker = Flow(
    screens=[
        Screen(
            id="GALLERY",
            title="DocumentPicker",
            terminal=True,
            children=[
                contract,
                Footer(label="Done", on_click_action=Complete({"contract": contract.ref})),
            ],
        ),
    ],
)
