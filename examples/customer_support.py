"""Opens a support case: what it is about, a description, and photos or documents of it."""

from flowdsl import (
    Complete,
    DocumentPicker,
    Flow,
    Footer,
    MainContent,
    Navigate,
    NavigationItem,
    NavigationList,
    PhotoPicker,
    Screen,
    TextArea,
    TextBody,
    TextInput,
)

topics = NavigationList(
    name="topics",
    label="What can we help you with?",
    list_items=[
        NavigationItem(
            id="delivery",
            main_content=MainContent(
                title="My delivery",
                description="Late or damaged",
                metadata="Have your order number ready",
            ),
            on_click_action=Navigate("DELIVERY", {}),
        ),
        NavigationItem(
            id="invoice",
            main_content=MainContent(title="My invoice", description="Missing or wrong"),
            badge="New",
            on_click_action=Navigate("INVOICE", {}),
        ),
    ],
)

order = TextInput(name="order", label="Order number", required=True, helper_text="Like A-12345")
damage = TextArea(name="damage", label="What happened?", required=True)
photos = PhotoPicker(
    name="photos",
    label="Photos",
    description="Up to 3 photos help us to see what happened",
    max_uploaded_photos=3,
    max_file_size_kb=10240,
)

invoice = TextInput(name="invoice", label="Invoice number", required=True)
mistake = TextArea(name="mistake", label="What is wrong?", required=True)
document = DocumentPicker(
    name="document",
    label="The invoice",
    max_uploaded_documents=1,
    max_file_size_kb=10240,
    allowed_mime_types=["application/pdf", "image/jpeg"],
)

customer_support = Flow(
    categories=["CUSTOMER_SUPPORT"],
    screens=[
        Screen(id="TOPICS", title="Support", children=[topics]),
        Screen(
            id="DELIVERY",
            title="My delivery",
            terminal=True,
            children=[
                TextBody(text="We are sorry. **Tell us** what went wrong.", markdown=True),
                order,
                damage,
                photos,
                Footer(
                    label="Send",
                    on_click_action=Complete(
                        {
                            "topic": "delivery",
                            "order": order.ref,
                            "damage": damage.ref,
                            "photos": photos.ref,
                        }
                    ),
                ),
            ],
        ),
        Screen(
            id="INVOICE",
            title="My invoice",
            terminal=True,
            children=[
                invoice,
                mistake,
                document,
                Footer(
                    label="Send",
                    on_click_action=Complete(
                        {
                            "topic": "invoice",
                            "invoice": invoice.ref,
                            "mistake": mistake.ref,
                            "document": document.ref,
                        }
                    ),
                ),
            ],
        ),
    ],
)
