"""A formula in plain text, for places that hold no markup: titles, ids, navigation labels."""

from __future__ import annotations

import re
import unicodedata

_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{[^{}]*\}")
_FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")
_MARKUP = re.compile(r"\\(?P<name>[A-Za-z]+)|\\(?P<character>.)|(?P<mark>[{}$])|~", re.DOTALL)
_BEFORE_SCRIPT = re.compile(r" (?=[_^])")
_SYMBOLS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "times": "×",
    "cdot": "·", "to": "→", "rightarrow": "→", "infty": "∞", "in": "∈", "sum": "∑", "prod": "∏",
    "partial": "∂", "nabla": "∇", "pm": "±", "approx": "≈", "sqrt": "√", "int": "∫", "dots": "…",
    "ldots": "…", "cdots": "…", "lt": "<", "gt": ">", "varepsilon": "ε", "varphi": "φ",
    "quad": " ", "qquad": " ", "ell": "ℓ", "odot": "⊙", "oplus": "⊕", "mid": "|", "vert": "|",
    "ast": "∗", "star": "⋆", "dag": "†", "dagger": "†", "ddag": "‡", "ddagger": "‡", "prime": "′",
}  # fmt: skip
_SILENT = {
    "text", "mathrm", "mathbf", "mathbb", "mathcal", "mathit", "mathsf", "operatorname", "boldsymbol",
    "left", "right", "displaystyle", "limits", "big", "Big", "hat", "bar", "tilde", "vec", "dfrac",
    "tfrac", "frac", "bm",
}  # fmt: skip


def plain_text(tex: str) -> str:
    r"""A readable rendering of `tex` without markup: `\sigma(x_i)` gives `σ(x_i)`."""
    text = _FRACTION.sub(r"\1/\2", _ENVIRONMENT.sub(" ", tex))
    return _BEFORE_SCRIPT.sub("", " ".join(_MARKUP.sub(_replace, text).split()))


def _replace(match: re.Match[str]) -> str:
    name, character = match["name"], match["character"]
    if match["mark"] or name in _SILENT:
        return ""
    if not name:
        return character if character and character in "{}$%&#_" else " "
    return _SYMBOLS.get(name) or _greek(name) or f" {name} "


def _greek(name: str) -> str:
    case = "CAPITAL" if name[0].isupper() else "SMALL"
    spelled = "LAMDA" if name.lower() == "lambda" else name.upper()
    try:
        return unicodedata.lookup(f"GREEK {case} LETTER {spelled}")
    except KeyError:
        return ""
