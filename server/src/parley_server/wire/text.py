"""Text as the wire wants it: UTF-8."""


def clean_text(text: str) -> str:
    """Return text that UTF-8 can hold: whole surrogate pairs become their character, halves a question mark.

    Halves come from models that cut the escape of a character beyond the BMP in two.
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\ufffd", "?")


def cut_text(text: str, limit: int) -> str:
    """Return text of at most `limit` UTF-8 bytes, whole characters, with an ellipsis where something was cut off."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data.decode()
    return data[: limit - 3].decode("utf-8", "ignore") + "…"
