"""Related articles: those that are about the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_articles.related import Words, related, words

TREES = "随机森林由许多棵决策树组成，每棵树看到的样本和特征都不一样"
FORESTS = "决策树容易过拟合，随机森林用许多棵决策树投票，减小方差"
BOOSTED = "梯度提升每一步拟合残差，用的也是决策树"
NETWORKS = "感受野是卷积网络里一个输出能看到的输入范围"
POOLED = "池化让卷积网络的感受野变大，输出变小"


def test_words() -> None:
    assert words({"GBDT 与决策树, x_1 is a tf_export": 1, "决策": 2}) == {
        "决策": 3, "策树": 1, "与决": 1, "gbdt": 1, "x_1": 1, "is": 1, "tf_export": 1,
    }  # fmt: skip


def test_related() -> None:
    texts = {"a": TREES, "b": FORESTS, "c": BOOSTED, "d": NETWORKS, "e": POOLED}
    found = related({name: words({text: 1}) for name, text in texts.items()}, 2)
    assert found["a"][0] == "b"
    assert found["b"][0] == "a"
    assert found["c"][0] in "ab"
    assert found["d"][0] == "e"
    assert found["e"][0] == "d"


def test_nothing_in_common() -> None:
    assert related({"a": {"x": 1}, "b": {"y": 1}, "c": {}}, 3) == {"a": [], "b": [], "c": []}
    assert related({}, 3) == {}


WORDS = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 5), max_size=6)


@given(articles=st.dictionaries(st.text(max_size=3), WORDS, max_size=8), count=st.integers(0, 4))
def test_whatever_they_are_about(articles: dict[str, Words], count: int) -> None:
    found = related(articles, count)
    assert found.keys() == articles.keys()
    for name, others in found.items():
        assert len(others) <= count
        assert len(set(others)) == len(others)
        assert name not in others
        assert all(articles[name].keys() & articles[other].keys() for other in others)
