"""What YAML gives (texts, numbers, lists, mappings, dates) as what JSON can hold, and back."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

_DATE = "$date"


def pack(value: Any) -> Any:
    """`value` as JSON can hold it; None where `unpack` would give another one."""
    try:
        packed = json.loads(json.dumps(value, default=_encode, ensure_ascii=False))
        back = unpack(packed)
        return packed if back == value and repr(back) == repr(value) else None  # 1 == 1.0
    except (TypeError, ValueError, RecursionError):
        return None


def unpack(packed: Any) -> Any:
    """What was packed; nothing in it is a part of `packed`."""
    if isinstance(packed, dict):
        text = packed.get(_DATE) if len(packed) == 1 else None
        if isinstance(text, str):
            return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
        return {
            key: one if type(one) is str else unpack(one)  # most are
            for key, one in packed.items()
        }
    if isinstance(packed, list):
        return [one if type(one) is str else unpack(one) for one in packed]
    return packed


def _encode(value: Any) -> dict[str, str]:
    if isinstance(value, date):  # or a date with a time
        return {_DATE: value.isoformat()}
    raise TypeError(f"{type(value)} is not kept")
