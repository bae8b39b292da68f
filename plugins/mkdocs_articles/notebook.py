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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from mkdocs_articles import source
from mkdocs_articles.errors import Problem
from mkdocs_articles.math.plain import plain_text
from mkdocs_articles.math.scanner import scan
from mkdocs_articles.math.typesetter import Typesetter, element
from mkdocs_articles.slug import slugify

_DATA_URL = re.compile(r"data:image/(?P<type>png|jpeg|gif|webp|svg\+xml);base64,(?P<data>.*)", re.S)
_NO_ALT = "No description has been provided for this image"
_UNWANTED = (
    "script, style, link, .jp-Collapser, .jp-InputPrompt, .jp-OutputPrompt, .zeroclipboard-container,"
    " a.anchor-link"
)


@dataclass(frozen=True)
class Heading:
    """A heading of a notebook: its level (1 to 6), the id that it was given, and its text."""

    level: int
    id: str
    text: str


@dataclass(frozen=True)
class Notebook:
    """A notebook's page. `images` maps the file names that the HTML refers to to their bytes."""

    html: str
    headings: tuple[Heading, ...] = ()
    images: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def reduce(
    html: str,
    cells: Sequence[Mapping[str, Any]],
    *,
    shown: str,
    image_base: str,
    output_label: str,
    typesetter: Typesetter | None,
    resolve: Callable[[str], str] = str,
) -> Notebook:
    """Reduce nbconvert's `html` of a notebook with these `cells`.

    `shown` names the file in problems, `image_base` is the address below which images will be,
    `resolve` turns an address that an author wrote into the page's, and without a `typesetter`
    formulas stay as they are.
    """
    soup = BeautifulSoup(html, "html.parser")
    root = soup.select_one(".jp-Notebook") or soup
    for unwanted in root.select(_UNWANTED):
        unwanted.decompose()
    _drop_front_matter(root, cells)
    images: dict[str, bytes] = {}
    problems: list[Problem] = []
    pieces = _Pieces(soup, image_base, output_label, images)
    by_id = {str(cell.get("id")): (n, cell) for n, cell in enumerate(cells, start=1)}
    for link in root.select(".jp-RenderedMarkdown [href], .jp-RenderedMarkdown [src]"):
        for name in ("href", "src"):
            if name in link.attrs:
                link[name] = resolve(str(link[name]))
    for cell in root.select(".jp-Cell[id]"):
        number, data = by_id.get(str(cell["id"]).removeprefix("cell-id="), (0, {}))
        if "jp-CodeCell" in cell.get_attribute_list("class"):
            pieces.code_cell(cell, str(data.get("metadata", {}).get("alt", "")))
        else:
            pieces.markdown_cell(cell)
        if typesetter:
            problems += _typeset(cell, typesetter, shown, number)
    headings = _give_ids(soup, root)
    for wrapper in root.select(".jp-Cell"):
        wrapper.unwrap()
    return Notebook(root.decode_contents().strip(), headings, images, tuple(problems))


def _drop_front_matter(root: Tag, cells: Sequence[Mapping[str, Any]]) -> None:
    """nbconvert writes a raw cell's text into the page; the front matter's is not for readers."""
    block = source.notebook_front_matter(list(cells))  # type: ignore[arg-type]
    if not block:
        return
    for child in root.find_all(string=True, recursive=False):
        if block in child:
            child.replace_with(child.replace(block, "", 1))
            return


@dataclass(frozen=True)
class _Pieces:
    soup: BeautifulSoup
    image_base: str
    output_label: str
    images: dict[str, bytes]

    def markdown_cell(self, cell: Tag) -> None:
        """Only the rendered Markdown stays."""
        rendered = cell.select_one(".jp-RenderedMarkdown")
        content = list(rendered.contents) if rendered else []
        cell.clear()
        cell.extend(content)

    def code_cell(self, cell: Tag, alt: str) -> None:
        """The highlighted source, and below it what was printed, returned and drawn."""
        block = self.soup.new_tag("div", attrs={"class": "cell"})
        if pre := cell.select_one(".jp-InputArea pre"):
            highlight = self.soup.new_tag("div", attrs={"class": "highlight"})
            code = self.soup.new_tag("code")
            code.extend(list(pre.contents))
            pre.append(code)
            highlight.append(pre.extract())
            block.append(highlight)
        outputs = [
            child
            for area in cell.select(".jp-OutputArea-output")
            for child in self._output(area, alt)
        ]
        if outputs:
            kind = " cell-output--figure" if all(o.name == "figure" for o in outputs) else ""
            attributes = {
                "class": f"cell-output{kind}", "role": "group",
                "aria-label": self.output_label, "data-search-exclude": "",
            }  # fmt: skip
            group = self.soup.new_tag("div", attrs=attributes)
            group.extend(outputs)
            block.append(group)
        cell.clear()
        cell.append(block)

    def _output(self, area: Tag, alt: str) -> list[Tag]:
        if images := area.select("img"):
            return [self._figure(image, alt) for image in images]
        if "jp-RenderedText" in area.get_attribute_list("class"):
            kind = "stderr" if "stderr" in str(area.get("data-mime-type")) else "stdout"
            for pre in area.select("pre"):
                pre["class"], pre["tabindex"] = f"cell-text cell-{kind}", "0"
            return [pre.extract() for pre in area.select("pre")]
        html = self.soup.new_tag("div", attrs={"class": "cell-html"})
        html.extend(list(area.contents))
        return [html]

    def _figure(self, image: Tag, alt: str) -> Tag:
        written = str(image.get("alt") or "")
        image["alt"] = alt or ("" if written == _NO_ALT else written)
        image["loading"] = "lazy"
        if match := _DATA_URL.match(str(image.get("src") or "")):
            try:
                content = base64.b64decode(match["data"])
            except (binascii.Error, ValueError):
                content = b""
            suffix = match["type"].partition("+")[0]
            name = f"{hashlib.sha256(content).hexdigest()[:16]}.{suffix}"
            self.images[name] = content
            image["src"] = self.image_base + name
            if suffix == "png" and len(content) > 24:
                image["width"] = str(int.from_bytes(content[16:20], "big"))
                image["height"] = str(int.from_bytes(content[20:24], "big"))
        figure = self.soup.new_tag("figure", attrs={"class": "cell-figure cell-figure--bitmap"})
        figure.append(image.extract())
        return figure


def _typeset(cell: Tag, typesetter: Typesetter, shown: str, number: int) -> list[Problem]:
    """Typeset the formulas in the cell's prose and LaTeX outputs; code and printed text are not."""
    problems = []
    for node in list(cell.find_all(string=True)):
        if type(node) is not NavigableString or node.find_parent(["pre", "code", "tex-math"]):
            continue
        text = str(node)
        spans = scan(text)
        if not spans:
            continue
        typeset = typesetter.typeset(span.formula for span in spans)
        pieces: list[NavigableString | Tag] = []
        position = 0
        for span in spans:
            result = typeset[span.formula]
            if result.error:
                message = f"cell {number}: formula: {result.error}"
                hint = f"mend the formula {span.formula.tex[:60]}"
                problems.append(Problem(shown, 0, 0, message, hint))
            pieces.append(NavigableString(text[position : span.start]))
            fragment = BeautifulSoup(element(span.formula, result), "html.parser")
            pieces += [child.extract() for child in list(fragment.contents)]  # type: ignore[misc]
            position = span.end
        pieces.append(NavigableString(text[position:]))
        paragraph = node.parent
        node.replace_with(*pieces)
        if paragraph and paragraph.name == "p" and _is_display_alone(paragraph):
            paragraph.unwrap()
    return problems


def _is_display_alone(paragraph: Tag) -> bool:
    """Whether a paragraph holds one display formula and nothing else."""
    content = [c for c in paragraph.contents if not isinstance(c, NavigableString) or c.strip()]
    alone = content[0] if len(content) == 1 else None
    return isinstance(alone, Tag) and alone.name == "tex-math" and "class" in alone.attrs


def _give_ids(soup: BeautifulSoup, root: Tag) -> tuple[Heading, ...]:
    """nbconvert's ids keep ASCII only, so that Chinese headings share one: give each its own."""
    headings: list[Heading] = []
    taken: set[str] = set()
    for tag in root.find_all(re.compile(r"^h[1-6]$")):
        text = " ".join(_label(tag).split())
        base = identifier = slugify(text)
        number = 0
        while identifier in taken:
            number += 1
            identifier = f"{base}_{number}"
        taken.add(identifier)
        tag["id"] = identifier
        link = soup.new_tag("a", attrs={"class": "headerlink", "href": f"#{identifier}"})
        link.string = "¶"
        tag.append(link)
        headings.append(Heading(int(tag.name[1]), identifier, text))
    return tuple(headings)


def _label(node: object) -> str:
    """The text of a heading; a formula in it reads as plain text."""
    if not isinstance(node, Tag):
        return str(node)
    if node.name == "tex-math":
        annotation = node.find("annotation")
        return plain_text(annotation.get_text() if annotation else "")
    return "".join(_label(child) for child in node.children)
