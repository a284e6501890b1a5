"""Text that UTF-8 can hold."""


def clean_text(text: str) -> str:
    """Return text that UTF-8 can hold: whole surrogate pairs become their character, halves a question mark.

    Halves come from models that cut the escape of a character beyond the BMP in two.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "?")
