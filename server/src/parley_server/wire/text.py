"""Text as the wire wants it: not too long."""


def cut_text(text: str, limit: int) -> str:
    """Return text of at most `limit` UTF-8 bytes, whole characters, with an ellipsis where something was cut off."""
    data = text.encode("utf-8", "replace")
    if len(data) <= limit:
        return data.decode()
    return data[: limit - 3].decode("utf-8", "ignore") + "…"
