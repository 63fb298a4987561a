"""What the example of a packaged function runs."""


def handle(event: object, context: object) -> str:
    """Says that it was here."""
    return "done"
