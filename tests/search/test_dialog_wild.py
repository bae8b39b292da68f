"""Whatever is typed into the dialog is text: nothing of it becomes an element, nothing complains, and
the next query is answered."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from searching import answered, dialog, open_search, search, titles

PIECES = [
    "随机", "森林", "a", " ", "<b>", "<img src=x onerror=alert(1)>", "</script>", "&lt;", "\"", "'",
    "(", "[", "*", "+?", "\\", "{1,99}", "$&", "^", "|", "\0", "\x1b", "\u202e", "שלום", "مرحبا",
    "\ud800", "\udc00", "👍🏽", "👩‍👩‍👧", "e\u0301", "\u200b", "\ufeff", "%", "../", "__proto__",
    "\\frac{1}{2}", "javascript:", "x" * 3000, "林" * 3000, "constructor", "\n", "\u2028",
]  # fmt: skip
QUERIES = st.lists(
    st.lists(st.sampled_from(PIECES) | st.text(st.characters(), max_size=6), max_size=5).map(
        "".join
    ),
    min_size=12,
    max_size=12,
)
# The query comes as UTF-16, since no half of a surrogate pair comes through as JSON.
ASK = """async (units) => {
  const input = document.querySelector("dialog.articles-search input");
  input.value = String.fromCharCode(...units);
  input.dispatchEvent(new InputEvent("input"));
  const dialog = input.closest("dialog");
  while (dialog.hasAttribute("data-busy")) await new Promise((done) => setTimeout(done, 10));
  return [
    document.title,
    ...[...dialog.querySelectorAll("*")].flatMap((one) => [one.localName, ...one.getAttributeNames()]),
  ];
}"""


def ask(tab: Page, query: str) -> set[str]:
    """The title, and the names of all elements and attributes that the answer is made of."""
    units = memoryview(query.encode("utf-16-le", "surrogatepass")).cast("H")
    return set(tab.evaluate(ASK, list(units)))


@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(PIECES)
@given(QUERIES)
def test_no_query_is_more_than_text(tab: Page, queries: list[str]) -> None:
    if not dialog(tab).is_visible():
        open_search(tab)
    # The last one has the hints, which come when the engine is there.
    samples = "随机森林", "注入", "随机森休", "zzz", ""
    known = {name for one in samples for name in ask(tab, one)}
    for query in queries:
        assert ask(tab, query) - known == set(), ascii(query)
    search(tab, "袋外误差")
    answered(tab)
    assert titles(tab) == ["随机森林"]
    expect(dialog(tab)).to_be_visible()
