"""Text into terms: the golden cases hold the browser's half to the same."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import golden
from mkdocs_articles.search import tokens


def terms_of(text: str) -> list[tuple[str, ...]]:
    """The terms by position."""
    found, others = tokens.terms(text)
    return [(term, *others.get(place, ())) for place, term in enumerate(found)]


CASES = golden.load(Path(__file__).parent / "tokens")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: golden.Golden) -> None:
    text = case.sections["text"]
    normalised = tokens.normalise(text)
    assert normalised == case.sections.get("normalised", text)
    assert " ".join(tokens.units(normalised)) == case.sections["units"]
    found = (" ".join(each) for each in terms_of(tokens.plain(text)))
    assert "\n".join(found) == case.sections["terms"]


WILD = st.text(
    st.one_of(
        st.sampled_from("随机森林々〇カなㄅ한ABcd12_.-'^+#\\{}$ \n\u0301\u200b２Ａſςİ"),
        st.characters(),
    )
)


@given(WILD)
@example("İſΣ")
def test_normalised_is_normal(text: str) -> None:
    once = tokens.normalise(text)
    assert tokens.normalise(once) == once


@given(WILD)
def test_units_and_terms_have_the_same_positions(text: str) -> None:
    """What the browser makes of a text as a query is what the index has of it."""
    units = tokens.units(tokens.normalise(text))
    found = terms_of(tokens.plain(text))
    assert len(units) == len(found)
    for unit, terms in zip(units, found, strict=True):
        assert terms[0].startswith(unit[: tokens.LONGEST])
        assert len(terms) <= tokens.MOST
        assert all(0 < len(term) <= tokens.LONGEST for term in terms)


HAN = st.text(st.sampled_from("随机森林模型的训练"), min_size=2, max_size=40)


@given(WILD)
def test_wide_marks_are_what_nfkc_makes_of_them(text: str) -> None:
    wide = f"，{text}；（{text}）！？"
    assert tokens.plain(wide) == tokens.plain(unicodedata.normalize("NFKC", wide))


@given(HAN, st.data())
def test_every_substring_is_a_chain_of_bigrams(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, min(len(text), start + 4)))
    found, _ = tokens.terms(text)
    wanted = text[start:end]
    assert found[start : end - 1] == [wanted[n : n + 2] for n in range(len(wanted) - 1)]


@given(st.text(st.sampled_from("xyab12_^{}\\ \n"), max_size=20))
def test_white_space_of_tex_means_nothing(tex: str) -> None:
    compact = tokens.compact(tex)
    assert tokens.compact(compact) == compact
    assert "".join(compact.split()) == "".join(tex.split())
