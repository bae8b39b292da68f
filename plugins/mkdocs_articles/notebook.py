"""A notebook's HTML, as nbconvert makes it, reduced to what an article is made of.

Prompts, collapsers, copy buttons, scripts and inlined style sheets go; Markdown cells become plain
prose, code cells and their outputs the same elements as a runnable snippet's, so that one style
serves both; headings get ids, figures become files, formulas are typeset.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

from mkdocs_articles import notebook_outputs, source, tag_soup
from mkdocs_articles.errors import Problem
from mkdocs_articles.execution.markup import disarm
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.notebook_math import Math, typeset
from mkdocs_articles.slug import slugify

_DATA_URL = re.compile(r"data:image/(?P<type>png|jpeg|gif|webp|svg\+xml);base64,(?P<data>.*)", re.S)
_NO_ALT = "No description has been provided for this image"
_UNWANTED = (
    "script, style, link, .jp-Collapser, .jp-InputPrompt, .jp-OutputPrompt, .zeroclipboard-container,"
    " a.anchor-link"
)
_WRAPPER = '<div class="jupyter-wrapper"'
_FIRST_RAW = re.compile(r'(<div class="jp-Notebook"[^>]*>).*?(?=<div class="jp-Cell)', re.DOTALL)
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Heading:
    """A heading of a notebook: its level (1 to 6), the id that it was given, and its text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Notebook:
    """A notebook's page. `ids` are all that a link can lead to, `images` maps the file names that
    the HTML refers to to their bytes.
    """

    html: str
    headings: tuple[Heading, ...] = ()
    ids: frozenset[str] = frozenset()
    images: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def reduce(
    html: str,
    cells: Sequence[Mapping[str, Any]],
    *,
    shown: str,
    image_base: str,
    labels: Mapping[str, str],
    math: Math | None,
    resolve: Callable[[str], str | None] = str,
    prose_is_done: bool = False,
) -> Notebook:
    """Reduce nbconvert's `html` of a notebook with these `cells`.

    `shown` names the file in problems, `image_base` is the address below which images will be,
    `resolve` turns an address that an author wrote into the page's (None: it leads nowhere), and
    without `math` formulas stay as they are. `prose_is_done` says that the Markdown cells were
    rendered by the site's own Markdown, whose headings, links and formulas are as they should be.
    """
    soup = tag_soup.soup(html)
    root = soup.select_one(".jp-Notebook") or soup
    if _has_matter(cells):
        _drop_first_raw_cell(root)
    page = _Page(soup, root, shown, image_base, labels, resolve, math is not None)
    rendered = list(_match(root, cells))
    for number, cell in rendered:
        if "jp-CodeCell" in cell.get_attribute_list("class"):
            metadata = cells[number - 1].get("metadata", {}) if number else {}
            page.code_cell(cell, number, str(metadata.get("alt", "")))
        else:
            page.markdown_cell(cell, number, is_done=prose_is_done)
    for unwanted in root.select(_UNWANTED):
        unwanted.decompose()
    disarm(root)
    if math:
        with_tex = [item for item in rendered if not prose_is_done or item[1].select(".cell")]
        page.problems += typeset(with_tex, math, page.problem, resolve)
    headings: tuple[Heading, ...] = ()
    if not prose_is_done:
        headings = page.give_ids()
        page.check_fragments(rendered)
    for wrapper in root.select(".jp-Cell"):
        wrapper.unwrap()
    for paragraph in root.select("p:empty") if prose_is_done else ():
        paragraph.decompose()
    ids = frozenset(str(tag["id"]) for tag in root.select("[id]"))
    content = root.decode_contents().strip()
    return Notebook(content, headings, ids, page.images, tuple(page.problems))


def without_head(html: str, cells: Sequence[Mapping[str, Any]]) -> str:
    """nbconvert's `html` without what stands before the notebook, and without its front matter.

    For Markdown to be run over it: styles and a block of YAML are Markdown, too, and its parser
    takes what follows them into their paragraphs.
    """
    _, found, rest = html.partition(_WRAPPER)
    html = found + rest if found else html
    return _FIRST_RAW.sub(r"\1\n", html, count=1) if _has_matter(cells) else html


def _has_matter(cells: Sequence[Mapping[str, Any]]) -> bool:
    return bool(source.notebook_front_matter(list(cells)))  # type: ignore[arg-type]


def _match(root: Tag, cells: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, Tag]]:
    """The cells of the page with their numbers in the notebook, from 1; 0 where it cannot be told.

    Cells have ids since format 4.5; without them they can be counted, unless some are hidden.
    """
    numbers = [n for n, cell in enumerate(cells, start=1) if cell.get("cell_type") != "raw"]
    by_id = {f"cell-id={cells[n - 1]['id']}": n for n in numbers if "id" in cells[n - 1]}
    tags = root.select(".jp-Cell:not(:has(.jp-Cell))")
    counted = numbers if len(numbers) == len(tags) else [0] * len(tags)
    for tag, number in zip(tags, counted, strict=True):
        yield by_id.get(str(tag.get("id")), number), tag


def _drop_first_raw_cell(root: Tag) -> None:
    """nbconvert writes a raw cell's text into the page; the front matter's is not for readers.

    What looks like a tag in it has become an element, even one around all that follows.
    """
    first = root.select_one(".jp-Cell")
    if first is None:
        root.clear()
        return
    around = list(takewhile(lambda node: node is not root, first.parents))
    before = list(takewhile(lambda node: node is not root, first.previous_elements))
    for node in before:
        if not any(node is parent for parent in around):
            node.extract()
    for parent in around:
        parent.unwrap()


@dataclass
class _Page:
    """A page being reduced, what is wrong with it, and the images that it shows."""

    soup: BeautifulSoup
    root: Tag
    shown: str
    image_base: str
    labels: Mapping[str, str]
    resolve: Callable[[str], str | None]
    has_math: bool
    images: dict[str, bytes] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def markdown_cell(self, cell: Tag, number: int, *, is_done: bool) -> None:
        """Only the rendered Markdown stays."""
        rendered = cell.select_one(".jp-RenderedMarkdown")
        if rendered:
            if not is_done:
                self._links(rendered, number)
            self._images(rendered, number, "")
            for pre in rendered.select("pre:not(:has(code))"):
                self._with_code(pre)
        content = list(rendered.contents) if rendered else []
        cell.clear()
        cell.extend(content)

    def code_cell(self, cell: Tag, number: int, alt: str) -> None:
        """The highlighted source, and below it what was printed, returned and drawn."""
        block = self._tag("div", "cell")
        pre = cell.select_one(".jp-InputArea pre")
        if pre and pre.get_text(strip=True):
            highlight = self._tag("div", "highlight")
            highlight.append(self._with_code(pre).extract())
            block.append(highlight)
        outputs = [
            piece
            for child in cell.select(".jp-OutputArea-child")
            for piece in self._output(child.select_one(".jp-OutputArea-output"), number, alt)
        ]
        if outputs:
            kind = " cell-output--figure" if all(o.name == "figure" for o in outputs) else ""
            group = self._tag(
                "div", f"cell-output{kind}", role="group",
                **{"aria-label": self.labels["output"], "data-search-exclude": ""},
            )  # fmt: skip
            group.extend(outputs)
            block.append(group)
        cell.clear()
        if block.contents:
            cell.append(block)

    def _output(self, area: Tag | None, number: int, alt: str) -> list[Tag]:
        if area is None or notebook_outputs.needs_script(area):
            hint = "give the cell an output such as text or an image, or clear it"
            self._complain(number, "an output that needs a script is left out", hint)
            return []
        self._links(area, number)
        self._images(area, number, alt)
        shown = notebook_outputs.pieces(self.soup, area, self.labels["cut"])
        if any(not image["alt"] for piece in shown for image in piece.select("figure > img")):
            hint = 'add {"alt": "…"} to the cell\'s metadata'
            self._complain(number, "a figure has no alternative text", hint)
        return shown

    def _with_code(self, pre: Tag) -> Tag:
        """Themes style `<pre><code>`."""
        code = self.soup.new_tag("code")
        code.extend(list(pre.contents))
        pre.append(code)
        return pre

    def _images(self, part: Tag, number: int, alt: str) -> None:
        """Embedded images become files; `alt` describes those without a description."""
        for image in part.select("img"):
            written = str(image.get("alt") or "")
            image["alt"] = ("" if written == _NO_ALT else written) or alt
            match = _DATA_URL.match(str(image.get("src") or ""))
            if not match:
                continue
            try:
                content = base64.b64decode(match["data"])
            except binascii.Error:
                hint = "run the cell again, or paste the image again"
                self._complain(number, "an image that cannot be decoded", hint)
                continue
            suffix = match["type"].partition("+")[0]
            name = f"{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
            self.images[name] = content
            image["src"], image["loading"] = self.image_base + name, "lazy"
            is_sized = "width" in image.attrs or "height" in image.attrs
            if content.startswith(_PNG) and len(content) > 24 and not is_sized:
                image["width"] = str(int.from_bytes(content[16:20], "big"))
                image["height"] = str(int.from_bytes(content[20:24], "big"))

    def _links(self, part: Tag, number: int) -> None:
        """Addresses that an author wrote lead to pages."""
        if "jp-RenderedMarkdown" not in part.get_attribute_list("class"):
            return
        for tag in part.select("[href]:not(.anchor-link), [src]"):
            name = "href" if "href" in tag.attrs else "src"
            address = str(tag[name])
            if self.has_math and "#" in address and tag.name == "a" and not tag.contents:
                tag.replace_with(f"[]({address})")  # a reference to an equation, as in Markdown
                continue
            resolved = self.resolve(address)
            if resolved is None:
                hint = "name a file of the docs folder, relative to the notebook"
                self._complain(number, f"link to {address}: no such file", hint)
            else:
                tag[name] = resolved

    def give_ids(self) -> tuple[Heading, ...]:
        """nbconvert's ids keep ASCII only, so that Chinese headings share one: give each its own.

        Headings in outputs are no part of the article's order.
        """
        headings: list[Heading] = []
        tags = self.root.find_all(re.compile(r"^h[1-6]$"))
        for tag in (*tags, *self.root.select(".jp-Cell")):
            tag.attrs.pop("id", None)
        taken = {str(tag["id"]) for tag in self.root.select("[id]")}
        for tag in tags:
            if tag.find_parent(class_="cell-output"):
                continue
            text = " ".join(_label(tag).split())
            base = identifier = slugify(text)
            number = 0
            while identifier in taken:
                number += 1
                identifier = f"{base}_{number}"
            taken.add(identifier)
            tag["id"] = identifier
            link = self._tag("a", "headerlink", href=f"#{identifier}")
            link.string = "¶"
            tag.append(link)
            headings.append(Heading(int(tag.name[1]), identifier, text))
        return tuple(headings)

    def check_fragments(self, cells: Sequence[tuple[int, Tag]]) -> None:
        """Links within the page; Jupyter's own ids (`#My-Heading`) become ours."""
        ids = {str(tag["id"]) for tag in self.root.select("[id]")}
        ids |= {str(tag["name"]) for tag in self.root.select("a[name]")}
        for number, cell in cells:
            for link in cell.select('a[href^="#"]'):
                wanted = unquote(str(link["href"])[1:])
                if wanted in ids or wanted in ("", "top"):
                    continue
                if slugify(wanted) in ids:
                    link["href"] = f"#{slugify(wanted)}"
                else:
                    hint = "name a heading of the notebook"
                    self._complain(number, f"link to #{wanted}: no such heading", hint)

    def _complain(self, number: int, message: str, hint: str) -> None:
        self.problems.append(self.problem(number, message, hint))

    def problem(self, number: int, message: str, hint: str) -> Problem:
        message = f"cell {number}: {message}" if number else message
        return Problem(self.shown, 0, 0, message, hint)

    def _tag(self, name: str, classes: str, **attributes: str) -> Tag:
        return self.soup.new_tag(name, attrs={"class": classes, **attributes})


def _label(node: object) -> str:
    """The text of a heading; a formula in it reads as plain text."""
    if not isinstance(node, Tag):
        return str(node)
    if node.name == "tex-math":
        return plain_text((node.find("annotation") or node).get_text())
    return "".join(_label(child) for child in node.children)
