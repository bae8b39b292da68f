"""Texts that are known by their digests, and read only where somebody wants to read them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable


class Text:
    """A text, or how to come to it. Two of one digest are the same text."""

    __slots__ = ("_digest", "_load", "_text")

    def __init__(self, digest: str, load: Callable[[], str]) -> None:
        """`load` is called once, if at all."""
        self._digest: str | None = digest
        self._load: Callable[[], str] | None = load
        self._text = ""

    @classmethod
    def of(cls, text: str) -> Text:
        """A text that is there."""
        made = cls("", lambda: text)
        made._digest, made._load, made._text = None, None, text
        return made

    @classmethod
    def of_bytes(cls, data: bytes) -> Text:
        """A text as it was read (UTF-8). Raises `UnicodeDecodeError`."""
        made = cls.of(data.decode())
        made._digest = _digest_of(data)
        return made

    @classmethod
    def joined(cls, *parts: Text | str) -> Text:
        """Texts, one after the other. Its digest is that of the parts: cut in another way, the same
        characters have another one.
        """
        texts = [part if isinstance(part, Text) else cls.of(part) for part in parts]
        digests = " ".join(text.digest for text in texts)
        return cls(_digest(digests), lambda: "".join(text.text for text in texts))

    @property
    def digest(self) -> str:
        """32 hexadecimal characters."""
        if self._digest is None:
            self._digest = _digest(self._text)
        return self._digest

    @property
    def text(self) -> str:
        """The text itself."""
        if self._load:
            self._text, self._load = self._load(), None
        return self._text


def _digest(text: str) -> str:
    return _digest_of(text.encode("utf-8", "surrogatepass"))


def _digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
