"""Which outputs of a notebook there is no room for."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_articles.notebook_weight import ROOM, LeftOut, lightened


def _cell(*outputs: Any) -> dict[str, Any]:
    return {"cell_type": "code", "outputs": list(outputs)}


def _html(html: object, **more: object) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {"text/html": html, **more}}


def test_a_page_is_one_room() -> None:
    """What no longer fits goes, what fits stays, wherever it stands."""
    most, much, few = "<td>" * (ROOM // 5), "<td>" * (ROOM // 10), "<td>few"
    cells = [_cell(_html(most)), _cell(_html(much), _html(few)), {"cell_type": "markdown"}]
    made, left_out = lightened(cells)
    assert left_out == [LeftOut(2, len(much))]
    assert made == [_cell(_html(most)), _cell(_html(few)), {"cell_type": "markdown"}]


def test_what_else_an_output_offers_stays() -> None:
    lines = ["<tr>\n"] * (ROOM // 4)
    ((cell,), _) = lightened([_cell(_html(lines, **{"text/plain": "rows", "image/png": "…"}))])
    assert cell["outputs"][0]["data"] == {"text/plain": "rows", "image/png": "…"}


def test_what_browsers_do_not_take_apart_weighs_nothing() -> None:
    for html in (
        f"<script>{'x;' * ROOM}</script><p>a",
        f"<video src='data:video/mp4;base64,{'A' * ROOM}'>",
    ):
        assert lightened([_cell(_html(html))]) == ([_cell(_html(html))], [])


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["outputs", "data", "text/html"]), inner, max_size=3)
    ),
)


@given(st.lists(JSON, max_size=3))
def test_cells_that_are_none(cells: list[Any]) -> None:
    assert lightened(cells) == (cells, [])
