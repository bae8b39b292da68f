"""A formula in plain text, for places that hold no markup: titles, ids, navigation labels."""

from __future__ import annotations

import re
import unicodedata

_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[^{}]*\}")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_COMMAND = re.compile(r"\\(?:([A-Za-z]+)|(.))\s*", re.DOTALL)
_SYMBOLS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "times": "×",
    "cdot": "·", "to": "→", "rightarrow": "→", "infty": "∞", "in": "∈", "sum": "∑", "prod": "∏",
    "partial": "∂", "nabla": "∇", "pm": "±", "approx": "≈", "sqrt": "√", "int": "∫", "dots": "…",
    "ldots": "…", "cdots": "…", "lt": "<", "gt": ">", "varepsilon": "ε", "varphi": "φ",
    "quad": " ", "qquad": " ", "ell": "ℓ", "odot": "⊙", "oplus": "⊕", "mid": "|", "vert": "|",
}  # fmt: skip
_SILENT = {
    "text", "mathrm", "mathbf", "mathbb", "mathcal", "mathit", "mathsf", "operatorname", "boldsymbol",
    "left", "right", "displaystyle", "limits", "big", "Big", "hat", "bar", "tilde", "vec", "dfrac",
    "tfrac", "frac", "bm",
}  # fmt: skip


def plain_text(tex: str) -> str:
    r"""A readable rendering of `tex` without markup: `\sigma(x_i)` gives `σ(x_i)`."""
    text = _FRACTION.sub(r"\1/\2", _ENVIRONMENT.sub(" ", tex))
    text = _COMMAND.sub(_replace, text)
    text = text.replace("{", "").replace("}", "").replace("~", " ")
    return " ".join(text.split())


def _replace(match: re.Match[str]) -> str:
    name, character = match.groups()
    if character is not None:
        return character if character in "{}$%&#_" else " "
    if name in _SILENT:
        return ""
    return _SYMBOLS.get(name) or _greek(name) or f" {name} "


def _greek(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    spelled = "LAMDA" if name.lower() == "lambda" else name.upper()
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {spelled}")
    except KeyError:
        return ""
