"""What holds for the excerpt of any article, whole or broken."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from excerpt_oracle import FORMULA, LABEL, assert_well_formed, prose
from mkdocs_articles import excerpt
from mkdocs_articles.labels import labels_for

LABELS = labels_for("zh")
EVERYTHING = 10**9
MORE = "\0"  # in the expected prose: here was the marker

trees = settings(max_examples=100, derandomize=True, deadline=None)
soups = settings(max_examples=300, derandomize=True, deadline=None)


@dataclass(frozen=True)
class Node:
    """A piece of an article: its HTML, and the prose that a reader finds in it."""

    html: str
    prose: str = ""


def wrapped(start: str, nodes: list[Node], end: str) -> Node:
    inside = "".join(node.html for node in nodes)
    return Node(f"{start}{inside}{end}", "".join(node.prose for node in nodes))


def squeezed(text: str) -> str:
    return "".join(text.split())


# Words, marks and spaces as prose has them, then anything that may stand in a text.
plain = st.one_of(
    st.lists(
        st.sampled_from([
            "感", "受野", "。", "，", "！", "？", "；", "“", "”", "（", "）", "「", "」", "…", "——",
            "\u3000", " ", "\n", "loss", "x_1w_1", "n-1", "1.5", "e.g.", "End.", "(so?)", "*args",
            "don’t", "😀", "👨\u200d👩\u200d👧", "か\u3099", "\xa0", "\"", "'", "donau" * 12,
        ])
    ).map("".join),
    st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="<>&"), max_size=8),
)  # fmt: skip
text = plain.map(lambda raw: Node(raw, squeezed(raw)))
entities = st.sampled_from(["&lt;", "&gt;", "&amp;", "&nbsp;", "&#21345;", "&copy;", "&quot;"])
entity = entities.map(lambda raw: Node(raw, squeezed(html.unescape(raw))))
TEX = ["x_1", "N_{RF}", "f'", "a < b", "\\frac{1}{2}", "\\text{甲 乙}"]


def formula(tex: str, display: str) -> str:
    """As KaTeX writes them, with bytes that a parser would not give back."""
    annotation = html.escape(tex).replace("'", "&#x27;")
    return (
        f"<tex-math{display} data-search-exclude><span class='katex'><annotation"
        f' encoding="application/x-tex">{annotation}</annotation></span><br/></tex-math>'
    )


inline_formula = st.sampled_from(TEX).map(lambda tex: Node(formula(tex, "")))
display_formula = st.sampled_from(TEX).map(lambda tex: Node(formula(tex, ' class="display"')))
unseen = st.sampled_from([
    "<!-- articles -->", "<script>if (a < b) { '</p>' }</script>", "<span hidden>甲<b>乙</b></span>",
    '<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup>', "<label>甲</label>",
    '<img src="a.png" alt="图">', '<svg><text>甲</text></svg>', "<wbr>", "<br>", "<br />",
    '<input type="checkbox" disabled>',
]).map(Node)  # fmt: skip
unseen_blocks = st.sampled_from([
    "<h2>题<a class='headerlink'>¶</a></h2>", "<hr>", "<pre>a = 1\n</pre>",
    "<table><tr><td><p>甲</p></td></tr></table>", '<p class="admonition-title">题</p>',
    '<div class="highlight"><pre>甲</pre></div>', "<details><summary>题</summary></details>",
    '<div class="footnote"><ol><li>注</li></ol></div>',
    "<figure><img><figcaption>甲</figcaption></figure>",
]).map(Node)  # fmt: skip
leaves = st.one_of(text, text, entity, inline_formula, unseen)


def inside(tag: str) -> st.SearchStrategy[Node]:
    return st.lists(leaves, max_size=4).map(lambda nodes: wrapped(f"<{tag}>", nodes, f"</{tag}>"))


inline = st.one_of(
    leaves,
    *(inside(tag) for tag in ("strong", "em", "span", "sup", "abbr", "my-term")),
    st.lists(text, max_size=4).map(lambda nodes: wrapped('<a href="../x/">', nodes, "</a>")),
    plain.map(lambda raw: Node(f"<code>{raw}</code>", squeezed(raw))),
)
line = st.lists(inline, max_size=6)


def blocks(children: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[Node]:
    def item(tag: str) -> st.SearchStrategy[Node]:
        return children.map(lambda nodes: wrapped(f"<{tag}>", nodes, f"</{tag}>"))

    items = st.lists(item("li"), max_size=4)
    terms = st.lists(st.one_of(item("dt"), item("dd")), max_size=4)
    return st.one_of(
        item("blockquote"),
        item("div"),
        item("section"),
        items.map(lambda nodes: wrapped("<ul>\n", nodes, "\n</ul>")),
        items.map(lambda nodes: wrapped('<ol start="3">', nodes, "</ol>")),
        terms.map(lambda nodes: wrapped("<dl>", nodes, "</dl>")),
    )


paragraph = line.map(lambda nodes: wrapped("<p>", nodes, "</p>\n"))
loose = line.map(lambda nodes: wrapped("", nodes, ""))
block: st.SearchStrategy[Node] = st.recursive(
    st.one_of(paragraph, paragraph, loose, display_formula, unseen_blocks),
    lambda children: blocks(st.lists(children, max_size=3)),
    max_leaves=6,
)
articles = st.lists(block, max_size=6).map(lambda nodes: wrapped("", nodes, ""))
lengths = st.integers(1, 60)

# Tags as they come, closed or not, in any order; with nothing that leaves its content out.
TAGS = [
    "p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "center", "b", "i", "a", "code",
    "sup", "span", "x-y", "hr", "br", "ruby", "rt",
]  # fmt: skip
tag = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(["", "/"]),
    st.sampled_from(TAGS),
    st.sampled_from(["", "/", " x", " href=a"]),
)
lone = st.just(Node("<tex-math>"))
seen_token = st.one_of(text, entity, inline_formula, display_formula, tag.map(Node), lone)
LEFT_OUT = ["h2", "table", "pre", "label", "summary", "figure", "svg", "td", 'p hidden=""']
hiding = st.builds("<{}{}>".format, st.sampled_from(["", "/"]), st.sampled_from(LEFT_OUT)).map(Node)
broken = st.sampled_from([
    "<", "&", "<a href='", "<!--", "<![x]>", "<!doctype", "<?x", "</", "<!-- more -->",
    "<script>", "<style>", "</script>",
]).map(Node)  # fmt: skip


def check(body: str, length: int) -> excerpt.Excerpt:
    """Cut `body` and check what holds always."""
    cut = excerpt.cut(body, length, LABELS)
    shown = cut.html("posts/a/", "")
    assert_well_formed(shown)
    assert cut.html("posts/a/", "posts/a/") == excerpt.cut(body, length, LABELS).html()
    left = iter(FORMULA.findall(body))
    assert all(any(found == given for given in left) for found in FORMULA.findall(shown))
    assert squeezed(cut.text) == squeezed(plain_text(shown))
    return cut


def plain_text(shown: str) -> str:
    """The text of an excerpt: inline formulas as TeX, no display formulas, no labels."""

    def tex(match: re.Match[str]) -> str:
        source = re.search(r"x-tex\">(.*?)</annotation>", match[0])
        return source[1] if source and 'class="display"' not in match[0] else ""

    return html.unescape(re.sub(r"<[^>]*>", "", LABEL.sub("", FORMULA.sub(tex, shown))))


@trees
@given(articles)
def test_nothing_is_lost(article: Node) -> None:
    cut = check(article.html, EVERYTHING)
    assert prose(cut.html()) == article.prose
    assert FORMULA.findall(cut.html()) == FORMULA.findall(article.html)
    assert cut.whole


@trees
@given(articles, lengths)
def test_an_excerpt_is_a_beginning(article: Node, length: int) -> None:
    cut = check(article.html, length)
    found = prose(cut.html())
    assert article.prose.startswith(found)
    assert not cut.whole or found == article.prose
    for start, end in ('<a href="../x/">', "</a>"), ("<code>", "</code>"):
        whole = re.compile(rf"{start}.*?{end}", re.DOTALL)
        given = [prose(match) for match in whole.findall(FORMULA.sub("", article.html))]
        kept = [prose(match) for match in whole.findall(FORMULA.sub("", cut.html()))]
        assert kept == [part for part in given if part][: len(kept)]


@trees
@given(articles, st.integers(10, 60))
def test_an_excerpt_is_not_too_long(article: Node, length: int) -> None:
    shown = excerpt.cut(f"<p>始 </p>{article.html}", length, LABELS).html()
    assert weight(shown) <= length


def weight(shown: str) -> int:
    """A CJK character counts one, a closing mark nothing, another word, a formula or a label two."""
    count = 20 * len(re.findall(r"<tex-math class=\"display\"", shown))
    count += 2 * len(re.findall(r"<tex-math data|<span class=\"excerpt-label\"", shown))
    rest = LABEL.sub(" ", FORMULA.sub(" ", shown))
    rest = re.sub(r"</?(?:p|li|ul|ol|dl|dt|dd|blockquote|br)\b[^>]*>", " ", rest)
    rest = html.unescape(re.sub(r"<[^>]*>", "", rest))
    cjk = (
        r"[\u2e80-\u2fff\u3001-\u318f\u31a0-\u9fff\uac00-\ud7a3\uf900-\ufaff"
        r"\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”…—]"
    )
    count += len(re.findall(cjk, re.sub("[”」』】）》〉］｝〕\u3099]", "", rest)))
    return count + 2 * len(re.sub(cjk, " ", rest).split())


@trees
@given(articles, articles, lengths)
def test_a_marker_decides(before: Node, after: Node, length: int) -> None:
    cut = check(f"{before.html}<!-- more -->{after.html}", length)
    assert prose(cut.html()) == before.prose
    assert FORMULA.findall(cut.html()) == FORMULA.findall(before.html)
    assert not cut.whole


@trees
@given(articles, lengths)
def test_the_excerpt_of_an_excerpt_is_itself(article: Node, length: int) -> None:
    cut = excerpt.cut(article.html, length, LABELS)
    if not LABEL.search(cut.html()):
        again = excerpt.cut(cut.html(), length, LABELS)
        assert again.html() == cut.html()
        assert again.text == cut.text


@soups
@given(st.lists(seen_token, max_size=24), lengths)
def test_tag_soup(tokens: list[Node], length: int) -> None:
    soup = wrapped("", tokens, "")
    assert prose(check(soup.html, EVERYTHING).html()) == soup.prose
    assert soup.prose.startswith(prose(check(soup.html, length).html()))


@soups
@given(st.lists(st.one_of(seen_token, seen_token, hiding), max_size=24), lengths)
def test_tag_soup_with_parts_left_out(tokens: list[Node], length: int) -> None:
    soup = wrapped("", tokens, "")
    whole = prose(check(soup.html, EVERYTHING).html())
    letters = iter(soup.prose)
    assert all(letter in letters for letter in whole)  # in order, with gaps
    assert whole.startswith(prose(check(soup.html, length).html()))


@soups
@given(st.lists(st.one_of(seen_token, hiding, broken), max_size=24), lengths)
def test_anything_goes(tokens: list[Node], length: int) -> None:
    cut = excerpt.cut("".join(node.html for node in tokens), length, LABELS)
    assert_well_formed(cut.html())
