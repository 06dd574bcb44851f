"""WhatsApp's platform around flows: their life cycle, and Meta's Graph API that manages them."""
