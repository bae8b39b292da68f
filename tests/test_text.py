"""What an article asks of its reader, and the minutes that this takes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_articles.regex import late
from mkdocs_articles.text import Counts, count

FORMULA = (
    '<tex-math data-search-exclude><span class="katex"><math><mi>x</mi><annotation encoding='
    '"application/x-tex">x 甲 乙</annotation></math><svg><path></path></svg></span></tex-math>'
)
DISPLAY = FORMULA.replace("<tex-math", '<tex-math class="display"')


@pytest.mark.parametrize(
    ("characters", "minutes"),
    [(0, 1), (1, 1), (400, 1), (599, 1), (601, 2), (800, 2), (2000, 5), (2531, 6), (12_000, 30)],
)
def test_chinese_is_read_at_400_characters_a_minute(characters: int, minutes: int) -> None:
    body = f"<h2>字字</h2>\n<p>{'字，字。' * (characters // 2)}{'字' * (characters % 2)}</p>"
    assert count(body).characters == characters + 2  # a heading is read too, marks are not
    assert count(body.replace("<h2>字字</h2>", "")).minutes == minutes


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (220, 1), (440, 2), (2200, 10)])
def test_words_are_read_at_220_a_minute(words: int, minutes: int) -> None:
    assert count(f"<p>{'word ' * words}</p>") == Counts(words=words)
    assert count(f"<p>{'word ' * words}</p>").minutes == minutes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("用 PyTorch 写 CNN", Counts(characters=2, words=2)),
        ("GPU上的x_1w_1", Counts(characters=2, words=2)),
        ("define-by-run、n-1、1.5、don’t", Counts(words=4)),
        ("……——“”（）！", Counts()),
        ("かなカナ 한국어 𠮷", Counts(characters=8)),
        ("AT&amp;T &lt;甲&gt; &nbsp;", Counts(characters=1, words=2)),
        ("😀", Counts()),
    ],
)
def test_scripts_mix(text: str, expected: Counts) -> None:
    assert count(f"<p>{text}</p>") == expected


def test_formulas_are_counted_apart_and_their_sources_are_not_words() -> None:
    body = f"<p>当 {FORMULA} 时，</p>\n{DISPLAY}\n<p>成立 {FORMULA}。</p>"
    assert count(body) == Counts(characters=4, formulas=2, display_formulas=1)


def test_code_is_counted_in_lines_and_its_words_are_not_words() -> None:
    block = (
        '<div class="highlight"><pre><code><span class="k">def</span> f():\n\n'
        "    return <span>'甲'</span>\n</code></pre></div>"
    )
    assert count(f"<p>代码 <code>f</code>：</p>{block}{block}") == Counts(
        characters=2, words=1, code_lines=4
    )


def test_line_numbers_are_no_lines() -> None:
    body = (
        '<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>'
        "<span>1</span>\n<span>2</span>\n</pre></div></td>"
        '<td class="code"><div><pre><code>a = 1\nb = 2\n</code></pre></div></td></tr></table>'
    )
    assert count(body) == Counts(code_lines=2)


def test_what_nobody_reads_does_not_count() -> None:
    body = (
        "<!-- 注释 --><script>var a = '<p>甲</p>';</script><style>p { color: red }</style>"
        '<svg><text>甲</text></svg><p title="甲 a">乙</p><img alt="甲">'
    )
    assert count(body) == Counts(characters=1)


def test_formulas_and_code_take_time_too() -> None:
    text = f"<p>{'字' * 400}</p>"
    assert count(text + DISPLAY * 30).minutes == 5
    assert count(text + f"<pre>{'a = 1' + chr(10)}</pre>" * 60).minutes == 3


paragraphs = st.lists(
    st.sampled_from(
        [
            "<p>甲乙，ab c</p>",
            f"<p>丙 {FORMULA}</p>",
            DISPLAY,
            "<pre>a\nb</pre>",
            "<h2>题 x</h2>",
            "d ",
        ]
    )
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(paragraphs, paragraphs)
def test_two_halves_ask_for_as_much_as_the_whole(first: list[str], second: list[str]) -> None:
    one, two = count("".join(first)), count("".join(second))
    both = count("".join(first + second))
    assert both == Counts(
        one.characters + two.characters,
        one.words + two.words,
        one.formulas + two.formulas,
        one.display_formulas + two.display_formulas,
        one.code_lines + two.code_lines,
    )
    assert both.minutes >= max(one.minutes, two.minutes) >= 1


def test_a_late_pattern_is_what_re_compiles() -> None:
    pattern = late(r"(\d+)(?:%|&)", re.IGNORECASE)
    assert pattern.pattern == r"(\d+)(?:%|&)"
    assert pattern.sub(r"\1", "5% and 7&") == "5 and 7"
    assert [match[1] for match in pattern.finditer("5% and 7&")] == ["5", "7"]
    assert pattern.groups == 1
    with pytest.raises(re.error):
        late("(").search("")
