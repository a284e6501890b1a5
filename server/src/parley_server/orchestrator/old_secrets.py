"""Secrets as elizaOS writes them into its files: read, never written (reference-values 1.7)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

DEFAULT_SALT = "secretsalt"
SALT_VARIABLE = "SECRET_SALT"

_FORM = re.compile(r"([0-9a-fA-F]{32}):((?:[0-9a-fA-F]{32})+)")


def open_old_secrets(secrets: Mapping[str, str], salt: str = "") -> dict[str, str]:
    """Return secrets in clear; those that are not in the old form, or of another salt, stay as they are."""
    return {key: open_old_secret(value, salt) for key, value in secrets.items()}


def open_old_secret(value: str, salt: str = "") -> str:
    """Return a secret in clear: AES-256-CBC, as hex of IV and text, its key the SHA-256 of the salt.

    Anything else is returned as it is, and so is what does not open, as in the reference.
    """
    form = _FORM.fullmatch(value)
    if form is None:
        return value
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
    from cryptography.hazmat.primitives.padding import PKCS7

    key = hashlib.sha256((salt or DEFAULT_SALT).encode()).digest()
    cipher = Cipher(algorithms.AES256(key), modes.CBC(bytes.fromhex(form[1]))).decryptor()
    try:
        padded = cipher.update(bytes.fromhex(form[2])) + cipher.finalize()
        unpadder = PKCS7(128).unpadder()
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except ValueError:
        return value
