"""The files of an index, read as the browser reads them."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_articles.search import format as form
from mkdocs_articles.search import index, postings, tokens
from mkdocs_articles.search.document import Document, Section
from mkdocs_articles.search.record import Record, record
from search import reader

HAN = "随机森林模型的训练误差方差"


def document(*sections: Section, title: str = "标题", **more: object) -> Document:
    first = Section("", title, sections[0].text)
    parts = {"url": "a/", "path": (), "date": "", "categories": (), "tags": ()} | more
    return Document(title=title, sections=(first, *sections[1:]), **parts)  # type: ignore[arg-type]


def text(content: str) -> Document:
    return document(Section("", "", content))


def built(*documents: Document) -> reader.Index:
    return reader.Index(files(index.Index("zh"), documents).__getitem__)


def files(made: index.Index, documents: Sequence[Document]) -> dict[str, bytes]:
    return index.contents(made.files(list(map(entry, documents)), record_of))


def entry(one: Document) -> index.Entry:
    return index.Entry(record(one).to_bytes().hex(), one.categories, one.tags)


def record_of(key: str) -> bytes:
    return bytes.fromhex(key)


@given(st.lists(st.text(HAN, min_size=2, max_size=200), min_size=1, max_size=5), st.data())
def test_every_substring_is_found(texts: list[str], data: st.DataObject) -> None:
    found = built(*map(text, texts))
    page = data.draw(st.integers(0, len(texts) - 1))
    start = data.draw(st.integers(0, len(texts[page]) - 2))
    wanted = texts[page][start : start + data.draw(st.integers(2, 4))]
    chain = [wanted[place : place + 2] for place in range(len(wanted) - 1)]
    pages = [found.postings(bigram) for bigram in chain]
    for number, content in enumerate(texts):
        if wanted in content:
            blocks = [{code // 2 for code in at[number][0]} for at in pages]
            assert any(all(one & {block, block + 1} for one in blocks) for block in blocks[0])
            assert number in set().union(*found.starting(wanted[0]).values())


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.booleans()), max_size=20))
def test_varints(numbers: list[tuple[int, bool]]) -> None:
    data = reader._Bytes(b"".join(form.varint(number) for number, _ in numbers))
    assert [data.varint() for _ in numbers] == [number for number, _ in numbers]
    assert data.is_at_end


def test_blocks_and_codes() -> None:
    words = [f"w{n}x" for n in range(70)]
    found = built(
        document(
            Section("", "", " ".join(words)),
            Section("s", "heading w3x", "w3x alpha"),
            title="title",
            categories=("cat",),
            tags=("tag one",),
        )
    )
    assert found.postings("title") == {0: ([1], False)}
    assert found.postings("cat") == found.postings("one") == {0: ([33], False)}
    assert found.postings("w0x") == {0: ([34], False)}  # text begins with block 17
    assert found.postings("w32x") == {0: ([36], False)}
    assert found.postings("w69x") == {0: ([38], False)}
    assert found.postings("heading") == {0: ([41], False)}
    assert found.postings("w3x") == {0: ([34, 41, 42], False)}
    sections = found.page(0)["sections"]
    assert [section[:3] for section in sections] == [[0, "", "title"], [20, "s", "heading w3x"]]


def test_the_block_of_a_title_tells_its_length() -> None:
    titles = ["过拟合", "过拟合是什么", "过拟合与随机森林的误差", "过拟合 " * 6]
    found = built(*(document(Section("", "", ""), title=title) for title in titles))
    assert [codes for codes, _ in found.postings("过拟").values()] == [[5], [11], [21], [31]]


def test_a_record_is_the_same_when_it_was_kept() -> None:
    one = record(text("随机森林 tf_export " * 40))
    assert Record.from_bytes(one.to_bytes()) == one


def many_pages(count: int) -> list[Document]:
    chance = random.Random(1)
    words = [f"{a}{b}ing " for a in "abcdefgh" for b in "ijklmnop"]
    return [
        document(
            Section("", "", "".join(chance.choices(HAN, k=300) + chance.choices(words, k=30))),
            title=f"page {n}", url=f"{n}/", tags=(f"t{n % 3}", "T0"),
        )
        for n in range(count)
    ]  # fmt: skip


def test_all_terms_of_many_pages_are_in_their_shards() -> None:
    documents = many_pages(60)
    found = built(*documents)
    wanted: dict[str, set[int]] = {}
    for number, one in enumerate(documents):
        texts = [one.title, *one.tags, *(section.text for section in one.sections)]
        for each in texts:
            found_terms, others = tokens.terms(tokens.plain(each))
            for term in [*found_terms, *(term for more in others.values() for term in more)]:
                wanted.setdefault(term, set()).add(number)
    filters = {form.TAG + "t0", form.TAG + "t1", form.TAG + "t2"}
    assert found.terms() == sorted(wanted | dict.fromkeys(filters))
    assert len(found.root["terms"].split("\n")) > 5
    for term, pages in wanted.items():
        assert found.postings(term).keys() == pages
    words = {term for term in wanted if term.endswith("ing")}
    assert found.endings() == {word: len(wanted[word]) for word in words | {"page"}}


def test_endings_have_what_stands_before_a_connector() -> None:
    found = built(text("gumbel-softmax pre-trained tf.data"), text("gumbel-max"))
    assert found.endings() == {
        "gumbel": 1, "gumbel-max": 1, "gumbel-softmax": 1, "softmax": 1,
        "pre-trained": 1, "trained": 1, "tf.data": 1, "data": 1,
    }  # fmt: skip


def test_filters() -> None:
    found = built(*many_pages(9))
    tags = found.json("search/facets.bin")["tags"]
    assert tags == [["t0", 9], ["t1", 3], ["t2", 3]]  # of two spellings the first
    assert found.postings(form.TAG + "t2") == {n: ([1], False) for n in (2, 5, 8)}


def test_what_is_appended_leaves_most_shards_alone() -> None:
    documents = many_pages(200)
    before = files(index.Index("zh"), documents)
    after = files(index.Index("zh"), [*documents, text("全新的词 zebra")])
    shards = [name for name in before if name.startswith("search/terms/")]
    changed = [name for name in shards if before[name] != after.get(name)]
    assert len(shards) > 15
    assert len(changed) < len(shards) / 2


def test_variants_lead_to_what_is_there() -> None:
    found = built(text("隨機森林 kmeans"))
    assert found.postings("随机")
    assert not found.postings("隨機")
    traditional, simplified = found.inflate("search/variants.bin").decode().split("\n")
    table = dict(zip(traditional, simplified, strict=True))
    assert table["隨"] == "随"
    assert table["機"] == "机"
    assert "麵" not in table


def test_an_index_that_has_changed_is_as_one_that_is_new() -> None:
    """What is kept of the index of a moment ago makes no difference."""
    documents, chance = many_pages(40), random.Random(2)
    kept = index.Index("zh")
    files(kept, documents)
    for step in range(30):
        place = chance.randrange(len(documents))
        others = many_pages(41 + step)
        if step % 7 == 5:
            documents.insert(place, others[-1])
        elif step % 7 == 6:
            del documents[place]
        else:
            old = documents[place]
            words = old.sections[0].text + "".join(chance.choices(HAN, k=step))
            new = document(Section("", "", words), title=old.title, url=old.url, tags=old.tags)
            documents[place] = others[-1] if step % 5 == 0 else new
        if step % 3 == 2:
            kept = index.Index.from_bytes("zh", kept.to_bytes())
        assert files(kept, documents) == files(index.Index("zh"), documents)


def test_files_with_one_digest_have_one_content() -> None:
    documents, kept = many_pages(40), index.Index("zh")
    before = kept.files(list(map(entry, documents)), record_of)
    contents = index.contents(before)
    documents[7] = text("随机森林 zebra " * 3)
    after = kept.files(list(map(entry, documents)), record_of)
    same = {name for name in before.keys() & after.keys() if before[name][0] == after[name][0]}
    assert len(same) > len(before) / 2
    assert all(after[name].content() == contents[name] for name in same)
    assert all(
        after[name].content() != contents[name] for name in before.keys() & after.keys() - same
    )


def test_without_a_record_of_before_the_index_is_made_anew() -> None:
    documents, kept = many_pages(9), index.Index("zh")
    files(kept, documents)
    documents[3] = text("zebra")
    entries = list(map(entry, documents))
    known = {one.key for one in entries}
    made = kept.files(entries, lambda key: record_of(key) if key in known else None)
    assert index.contents(made) == files(index.Index("zh"), documents)


@given(st.binary(max_size=200))
def test_what_is_no_index_is_none(data: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        index.Index.from_bytes("zh", data)


@given(st.lists(st.sets(st.integers(0, 9)), min_size=2, max_size=9), st.data())
def test_postings_are_changed_where_a_page_changes(
    sets: list[set[int]], data: st.DataObject
) -> None:
    def of(numbers: set[int]) -> Record:
        return record(text(" ".join(f"w{n}" for n in sorted(numbers) for _ in range(9 * n + 1))))

    records = list(map(of, sets))
    found = postings.merge(records)
    place = data.draw(st.integers(0, len(sets) - 1))
    new = of(data.draw(st.sets(st.integers(0, 9))))
    postings.replace(found, place, records[place], new)
    assert found == postings.merge([*records[:place], new, *records[place + 1 :]])


def test_of_terms_that_are_everywhere_one_code_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [
        document(Section("", "", f"often rare{n} " * 40), title=f"t{n}", url=f"{n}/")
        for n in range(9)
    ]
    documents[4] = document(Section("", "", "often " * 70), Section("a", "often", "x"), url="4/")
    documents[5] = text("often")
    whole = built(*documents)
    monkeypatch.setattr(postings, "HUGE", 30)
    found = built(*documents)
    assert found.postings("rare1") == whole.postings("rare1")
    told = found.postings("often")
    assert told.keys() == whole.postings("often").keys()
    assert {number for number, (_, is_more) in told.items() if is_more} == set(range(9)) - {5}
    for number, (codes, _) in told.items():
        known = whole.postings("often")[number][0]
        assert codes == [next((code for code in known if code % 2), known[0])]
