"""What themes write into pages that is no valid HTML, mended.

Of Material: its two check boxes, which Firefox is not to remember, say so with an attribute that check
boxes cannot have: a form that owns them can. A page outside the navigation has the label of a check
box that is not there, and a label in the tabs has an empty `tabindex`.
"""

from __future__ import annotations

_FORM = "__toggles"
_BOX = '<input class="md-toggle" data-md-toggle="{name}" type="checkbox" id="__{name}"'
_BOXES = tuple(_BOX.format(name=name) for name in ("drawer", "search"))
_CONTENTS = '<label class="md-nav__title" for="__toc">'


def mended(output: str) -> str:
    """The page, as a template has made it."""
    for box in _BOXES:
        output = output.replace(f'{box} autocomplete="off">', f'{box} form="{_FORM}">')
    owned = f'{_BOXES[0]} form="{_FORM}">'
    output = output.replace(owned, f'<form id="{_FORM}" autocomplete="off"></form>\n{owned}', 1)
    if _CONTENTS in output and ' id="__toc"' not in output:
        output = output.replace(_CONTENTS, '<label class="md-nav__title">')
    return output.replace('_label" tabindex="">', '_label">')
