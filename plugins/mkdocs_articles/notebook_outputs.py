"""The outputs of a notebook's cell, as nbconvert shows them, reduced to text, tables and figures."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag

from mkdocs_articles.execution.child.text import LIMIT

_VISIBLE = "img, svg, table, video, audio, iframe, object, hr"


def needs_script(area: Tag) -> bool:
    """Whether nothing of an output is left to see without its scripts, which are taken out."""
    scripts = area.select("script")
    for script in scripts:
        script.decompose()
    return bool(scripts) and not area.select(_VISIBLE) and not area.get_text(strip=True)


def pieces(soup: BeautifulSoup, area: Tag, cut_label: str) -> list[Tag]:
    """The elements of one output. `cut_label` says of a long text how many characters of how many
    bytes are shown.
    """
    classes = area.get_attribute_list("class")
    if "jp-RenderedImage" in classes or "jp-RenderedSVG" in classes:
        return [_figure(soup, image) for image in area.select("img")]
    if "jp-RenderedText" in classes:
        is_result = "jp-OutputArea-executeResult" in classes
        is_error = "stderr" in str(area.get("data-mime-type"))
        kind = "stderr" if is_error else "result" if is_result else "stdout"
        texts = (pre.get_text() for pre in area.select("pre"))
        return [piece for text in texts for piece in _text(soup, text, kind, cut_label)]
    return [_html(soup, area)]


def _figure(soup: BeautifulSoup, image: Tag) -> Tag:
    image.attrs.pop("class", None)
    figure = soup.new_tag("figure", attrs={"class": "cell-figure cell-figure--bitmap"})
    figure.append(image.extract())
    return figure


def _text(soup: BeautifulSoup, text: str, kind: str, cut_label: str) -> list[Tag]:
    """Plain text: a terminal's colours are made for its own background.

    It is in no `code`: themes would take it for a source to copy.
    """
    pre = soup.new_tag("pre", attrs={"class": f"cell-text cell-{kind}", "tabindex": "0"})
    text = text.removeprefix("\n").rstrip("\n")
    pre.string = text[:LIMIT]
    if len(text) <= LIMIT:
        return [pre]
    note = soup.new_tag("p", attrs={"class": "cell-cut"})
    note.string = cut_label.format(f"{LIMIT:,}", f"{len(text.encode()):,}")
    return [pre, note]


def _html(soup: BeautifulSoup, area: Tag) -> Tag:
    """HTML stays; a data frame's table loses what the site's own style does better."""
    for table in area.select("table.dataframe"):
        del table["border"]
        for part in table.select("[style]"):
            del part["style"]
    html = soup.new_tag("div", attrs={"class": "cell-html", "tabindex": "0"})
    html.extend(list(area.contents))
    return html
