"""The engine in a real browser: what readers type, and what they find."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from browsing import opened, served
from mkdocs_articles.search import postings, tokens
from search.asking import ENGINE, Written, ask, ask_all, marked, show, write

PAGES = [
    Written("about/", "关于本站", "这里写机器学习和程序。", path=("说明",)),
    Written("tree/", "决策树", "一棵树按特征切分样本。", [("剪枝", "剪枝防止过拟合，过拟合是常见的。")],
            ("树模型",), ("统计",), date="2020-01-01"),
    Written("forest/", "随机森林为什么有效",
            "许多决策树投票，随机森林的方差更小。自助采样得到每棵树的样本。",
            [("袋外误差", "没有被抽到的样本可以用来验证随机森林。"),
             ("Random forests in code", "from sklearn.ensemble import RandomForestClassifier")],
            ("树模型",), ("集成学习", "Python"), date="2020-02-01"),
    Written("gbdt/", "GBDT 与回归树", "梯度提升用回归树拟合残差。",
            [("例子", "GBDT回归树的手算例子。")], ("树模型",), ("集成学习",), date="2020-03-01"),
    Written("knn/", "近邻方法", "K近邻算法不训练模型，距离最近的 k 个样本投票。",
            date="2020-04-01"),
    Written("sigmoid/", "Sigmoid 函数",
            r"记 $\sigma(x)=\frac{1}{1+e^{-x}}$，它的导数是 $\sigma(x)(1-\sigma(x))$。",
            [("记号", r"设 $\sigma$ 是标准差，而 $f(x)=\mu$。")], date="2020-05-01"),
    Written("variance/", "方差的估计",
            r"方差 $\sigma^2$ 的估计除以 $n-1$。这里没有 $f(x)$，只有 $\bar{x}$。",
            date="2020-06-01"),
    Written("net/", "射频网络",
            r"权重 $x_1w_1+x_2w_2$ 与 $N_{RF}$，增益 $F_\beta$，二次型 $x^\top A x$。"
            "它的 property 是 `__mul__`。",
            date="2020-07-01"),
    Written("tf/", "导出模型",
            "用 tf.Example 写 TFRecord，再调用 tf_export 导出。scikit-learn 也可以，complex 不行。",
            date="2020-08-01"),
    Written("gumbel/", "重参数化",
            "Gumbel-Softmax gives gradients; boosting needs none. The libraries are old.",
            date="2020-09-01"),
    Written("trad/", "機器學習入門", "這是繁體中文的文章，介紹線性迴歸。", date="2020-10-01"),
    Written("long/", "一篇长文",
            "开头。" + "这里是别的内容，没有要找的词。" * 40 + "结尾提到蒸馏温度。", date="2020-11-01"),
    Written("old-note/", "笔记", "蒸馏是什么。", date="2020-12-01"),
    Written("new-note/", "笔记", "蒸馏是什么。", date="2020-12-02"),
    Written("boosted/", "笔记", "蒸馏是什么。", date="2019-12-02", boost=3),
    Written("script/", "<script>alert(1)</script> & co", "<img src=x onerror=alert(2)> 注入",
            tags=("<b>",)),
]  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("searched")
    write(folder, PAGES)
    with served(folder) as at:
        yield at


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        page.goto(address)
        yield page


FOUND = {
    "a word": ("随机森林", "forest/"),
    "a part of a word": ("森林", "forest/"),
    "across words": ("机森", "forest/"),
    "one character": ("袋", "forest/"),
    "one character, the last of its run": ("率", None),
    "a title": ("决策树", "tree/"),
    "a heading": ("袋外误差", "forest/"),
    "all of a title": ("近邻方法", "knn/"),
    "two words": ("方差 随机森林", "forest/"),
    "mixed": ("GBDT 回归树", "gbdt/"),
    "mixed, in one": ("GBDT回归树", "gbdt/"),
    "a letter with Chinese": ("K近邻", "knn/"),
    "a space that the text has not": ("K 近邻", "knn/"),
    "full-width": ("ＧＢＤＴ", "gbdt/"),
    "capitals": ("gbdt", "gbdt/"),
    "traditional": ("隨機森林", "forest/"),
    "simplified, of a traditional text": ("机器学习入门", "trad/"),
    "traditional, of a traditional text": ("線性迴歸", "trad/"),
    "a prefix": ("tfrec", "tf/"),
    "a prefix of two letters": ("gb", "gbdt/"),
    "camel case": ("classifier", "forest/"),
    "camel case, as written": ("RandomForestClassifier", "forest/"),
    "singular for plural": ("library", "gumbel/"),
    "plural for singular": ("exports", "tf/"),
    "plural in -ies for singular": ("properties", "net/"),
    "a method with underscores": ("__mul__", "net/"),
    "another form": ("boosted", "gumbel/"),
    "an error, a letter too much": ("gradiients", "gumbel/"),
    "an error at the beginning": ("rgadients", "gumbel/"),
    "an error in the first letter": ("hradients", "gumbel/"),
    "an error at the end": ("gradientz", "gumbel/"),
    "an error in the middle": ("gradeints", "gumbel/"),
    "an error where the halves meet": ("graidents", "gumbel/"),
    "an error in a piece": ("gumbal", "gumbel/"),
    "an error in a later piece": ("softmaz", "gumbel/"),
    "an identifier": ("tf.Example", "tf/"),
    "a piece of an identifier": ("export", "tf/"),
    "an identifier with _": ("tf_export", "tf/"),
    "a hyphen that the text has": ("scikit-learn", "tf/"),
    "a hyphen that the text has not": ("k-近邻", "knn/"),
    "hyphens where the text has capitals": ("random-forest-classifier", "forest/"),
    "a product": ("x_1w_1", "net/"),
    "a factor": ("w_1", "net/"),
    "a product with a space": ("x_1 w_1", "net/"),
    "a subscript with braces": ("N_{RF}", "net/"),
    "a subscript without braces": ("N_RF", "net/"),
    "a command as a subscript": (r"F_\beta", "net/"),
    "a product of letters": (r"x^\top A x", "net/"),
    "a function in TeX": (r"\sigma(x)", "sigmoid/"),
    "a symbol by its name": ("sigma", "sigmoid/"),
    "a tag": ("集成学习", "gbdt/"),
    "punctuation around": ("「随机森林」？", "forest/"),
    "a sentence": ("为什么随机森林比一棵决策树更有效", "forest/"),
    "nowhere": ("量子纠缠", None),
}


@pytest.mark.parametrize("case", FOUND)
def test_first_result(page: Page, case: str) -> None:
    query, wanted = FOUND[case]
    shown = [one["url"] for one in show(page, query)]
    assert shown[:1] == ([wanted] if wanted else []), (query, shown)


def test_a_title_is_before_a_heading_and_that_before_text(page: Page) -> None:
    # all of a title, a part of one, two mentions
    assert ask(page, "决策树") == ["tree/", "forest/"]
    assert ask(page, "过拟合") == ["tree/"]
    assert ask(page, "GBDT")[0] == "gbdt/"


def test_a_boost_and_then_what_is_newer_comes_first(page: Page) -> None:
    assert ask(page, "蒸馏是") == ["boosted/", "new-note/", "old-note/"]


def test_what_is_together_comes_first(tmp_path: Path, browser: Browser) -> None:
    apart = "其他的内容在这里。" * 20
    write(tmp_path, [Written("near/", "甲", f"{apart}投影和聚类。"),
                     Written("far/", "乙", f"投影{apart}聚类。")])  # fmt: skip
    with served(tmp_path) as at, opened(browser, at) as page:
        page.goto(at)
        assert ask(page, "投影 聚类") == ["near/", "far/"]


def test_filters(page: Page) -> None:
    assert ask(page, "树", filters={"category": "树模型"}) == ["tree/", "gbdt/", "forest/"]
    assert ask(page, "树", filters={"tag": "集成学习"}) == ["gbdt/", "forest/"]
    assert ask(page, "树", filters={"category": "树模型", "tag": "统计"}) == ["tree/"]
    assert ask(page, "树", filters={"category": "没有"}) == []
    assert ask(page, "", filters={"tag": "集成学习"}) == ["gbdt/", "forest/"]
    assert ask(page, "") == ask(page, "？！") == []


def test_facets(page: Page) -> None:
    facets = page.evaluate(f"async () => {{ {ENGINE} return engine.facets(); }}")
    assert facets["categories"] == [["树模型", 3]]
    assert facets["tags"][0] == ["集成学习", 2]


def test_what_is_shown(page: Page) -> None:
    [first, *_] = show(page, "随机森林")
    assert marked(first["title"]) == "[随机森林]为什么有效"
    assert (first["date"], first["categories"], first["tags"]) == (
        "2020-02-01", ["树模型"], ["集成学习", "Python"])  # fmt: skip
    assert first["words"] == ["随机森林"]
    assert [
        (one["anchor"], marked(one["heading"]), marked(one["excerpt"])) for one in first["sections"]
    ] == [
        ("", "[随机森林]为什么有效",
         "许多决策树投票，[随机森林]的方差更小。自助采样得到每棵树的样本。"),
        ("s1", "袋外误差", "没有被抽到的样本可以用来验证[随机森林]。"),
    ]  # fmt: skip
    [tagged, *_] = show(page, "Python")
    assert [marked(one["excerpt"])[:6] for one in tagged["sections"]] == ["许多决策树投"]


def test_an_excerpt_is_around_what_was_found(page: Page) -> None:
    [shown] = show(page, "蒸馏温度")
    [section] = shown["sections"]
    text = marked(section["excerpt"])
    assert text.endswith("结尾提到[蒸馏温度]。")
    assert len(text) < 130


def test_what_was_meant_is_marked(page: Page) -> None:
    def words(query: str) -> list[str]:
        return show(page, query)[0]["words"]  # type: ignore[no-any-return]

    assert words("gradeints") == ["gradients"]
    assert words("library") == ["libraries"]
    assert words("隨機森林") == ["随机森林"]
    assert words("线性回归") == ["線性迴歸"]
    assert words("ＧＢＤＴ 回归树")[:2] == ["gbdt", "回归树"]
    assert words("classifier") == ["classifier"]
    assert words("N_RF") == ["n_{rf"]
    # only where a word begins
    excerpt = marked(show(page, "ex")[0]["sections"][0]["excerpt"])
    assert (
        excerpt
        == "用 tf.[Ex]ample 写 TFRecord，再调用 tf_[ex]port 导出。scikit-learn 也可以，complex 不行。"
    )


def test_nothing_is_html(page: Page) -> None:
    [shown] = show(page, "注入")
    assert shown["title"] == ["<script>alert(1)</script> & co"]
    assert shown["sections"][0]["excerpt"] == ["<img src=x onerror=alert(2)> ", "注入", ""]


def test_suggestions(page: Page) -> None:
    def suggest(query: str) -> list[str]:
        code = f"async (query) => {{ {ENGINE} return engine.suggest(query); }}"
        return page.evaluate(code, query)  # type: ignore[no-any-return]

    assert suggest("gradeinst") == ["gradients"]
    assert "随机" in suggest("随机深林")
    assert suggest("量子") == []
    assert len(suggest("随机甲森林乙决策丙方差丁采样戊误差己")) <= 5


@pytest.mark.parametrize("is_told", [True, False])
def test_random_substrings_are_found(
    tmp_path: Path, browser: Browser, monkeypatch: pytest.MonkeyPatch, *, is_told: bool
) -> None:
    """Against looking for the string in every text: all are found, and hardly anything else. Where
    of frequent terms not all places are told, it may be more."""
    if not is_told:
        monkeypatch.setattr(postings, "HUGE", 40)
    chance = random.Random(3)
    characters = [chr(0x4E00 + n) for n in range(400)]
    characters = [one for one in characters if tokens.plain(one, simplified=True) == one][:300]
    weights = [1 / (n + 6) for n in range(300)]  # the first is as frequent as 的
    words = ["".join(chance.choices(characters, weights, k=chance.choice((1, 2, 2, 2, 3))))
             for _ in range(400)]  # fmt: skip
    texts = {
        f"{n}/": "".join(
            "".join(chance.choices(words, k=chance.randint(2, 9))) + chance.choice("，。、")
            for _ in range(40)
        )
        for n in range(60)
    }
    write(tmp_path, [Written(url, "甲乙", text) for url, text in texts.items()])
    queries: set[str] = set()
    while len(queries) < 300:
        text = texts[chance.choice(list(texts))]
        start = chance.randrange(len(text) - 4)
        query = text[start : start + chance.randint(1, 4)]
        if not set(query) & set("，。、"):
            queries.add(query)
    asked = sorted(queries)
    with served(tmp_path) as at, opened(browser, at) as page:
        page.goto(at)
        answers = ask_all(page, asked)
    precise = 0.0
    for query, found in zip(asked, answers, strict=True):
        wanted = {url for url, text in texts.items() if query in text}
        assert wanted <= set(found), query
        precise += len(wanted) / len(found)
        if len(query) < 3:  # a unit, not a chain of them
            assert wanted == set(found), query
    assert not is_told or precise / len(asked) > 0.95


HOSTILE = [
    "", " ", "\x00", "\x01c:树模型", "a" * 100_000, "随" * 100_000, "a " * 50_000, "随 " * 5_000,
    "\\" * 999, "{" * 999, "_{" * 500 + "}" * 500, ".*+?^${}()|[]\\/", "(?<x>", "[", "随机(", "\ud800",
    "a\udc00随", "👍🏽👩‍👩‍👧", "%", "%2e%2e/", "../../etc", "constructor", "__proto__", "toString",
    "𠮷" * 3, "\u202e随机", "$&", "$1", "\\1", "\\begin{a}", "x^" * 300, "e\u0301" * 300, "\ufb01",
    "ﷺ" * 200, "<b>", "' or 1=1", "-", "_", "a-", "c++", "c#",
]  # fmt: skip


def test_no_query_is_too_hostile(page: Page) -> None:
    _survives(page, HOSTILE)


@settings(max_examples=20)
@given(
    st.lists(
        st.text(
            st.one_of(st.sampled_from("随机森林gbdt_\\{}^.-' ($)*[]σİ\u0301\u200b"), st.characters()),
            max_size=60,
        ),
        min_size=10, max_size=40,
    )
)  # fmt: skip
def test_no_query_throws(page: Page, queries: list[str]) -> None:
    _survives(page, queries)


def _survives(page: Page, queries: list[str]) -> None:
    answers = page.evaluate(
        f"""async (queries) => {{
          {ENGINE}
          const wrong = [];
          for (const units of queries) {{
            const query = String.fromCharCode(...units.slice(0, 9000)).padEnd(units.length, "a随");
            try {{
              const {{ results }} = await engine.search(query);
              const shown = await engine.texts(results.slice(0, 3));
              const near = await engine.suggest(query);
              const texts = shown.flatMap(({{ title, sections }}) => [
                ...title, ...sections.flatMap(({{ heading, excerpt }}) => [...heading, ...excerpt]),
              ]);
              if (![...texts, ...near].every((text) => typeof text === "string"))
                throw new TypeError("not text");
            }} catch (error) {{
              wrong.push([units.slice(0, 50), String(error.stack)]);
            }}
          }}
          return wrong;
        }}""",
        # as code units, since lone surrogates are no text for Playwright
        [
            list(memoryview(query.encode("utf-16-le", "surrogatepass")).cast("H"))
            for query in queries
        ],
    )
    assert answers == []
