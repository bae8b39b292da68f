"""What YAML gives (texts, numbers, lists, mappings, dates) as JSON, and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

_DATE = "$date"


def pack(value: Any) -> str | None:
    """`value` as JSON; None where `unpack` would give another one."""
    try:
        packed = json.dumps(value, default=_encode, ensure_ascii=False, separators=(",", ":"))
        back = unpack(packed)
        return packed if back == value and repr(back) == repr(value) else None  # 1 == 1.0
    except (TypeError, ValueError, RecursionError):
        return None


def unpack(packed: str) -> Any:
    """What was packed."""
    return json.loads(packed, object_hook=_decode)


def _encode(value: Any) -> dict[str, str]:
    if isinstance(value, date):  # or a date with a time
        return {_DATE: value.isoformat()}
    raise TypeError(f"{type(value)} is not kept")


def _decode(found: dict[str, Any]) -> Any:
    text = found.get(_DATE) if len(found) == 1 else None
    if not isinstance(text, str):
        return found
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
