"""An article's HTML for readers that have no more of its site than this."""

from __future__ import annotations

import html
import re
from urllib.parse import urljoin

from mkdocs_articles.links import replace_addresses

# Marks of a page that mean nothing elsewhere, and what a feed must not bring along.
_UNWANTED = re.compile(
    r"<a\b[^>]*\bclass=\"(?:headerlink|[^\"]*\bheaderlink\b[^\"]*)\"[^>]*>.*?</a>"
    r"|<(?P<name>script|style|template|noscript|button)\b.*?</(?P=name)\s*>"
    r"|<!--.*?-->",
    re.DOTALL | re.IGNORECASE,
)
# A highlighter's marks: nothing without its style sheet, and most of an article with code.
_CODE = re.compile(r"<pre\b.*?</pre>", re.DOTALL)
_HIGHLIGHTS = re.compile(r"</?span\b[^>]*>|<a\b[^>]*\bid=\"__codelineno[^>]*></a>")
_LINE_NUMBERS = re.compile(r"<td class=\"linenos\">.*?</td>", re.DOTALL)
_SRCSET = re.compile(r"(?P<head>\ssrcset\s*=\s*)(?P<quote>[\"'])(?P<list>.*?)(?P=quote)", re.DOTALL)
_CANDIDATE = re.compile(r"(?P<url>[^\s,](?:\S*[^\s,])?)(?P<size>\s+[^,]*)?(?P<end>,\s*|\s*$)")


def for_feed(content: str, page: str) -> str:
    """`content`, a part of the page at the address `page` (absolute), with every address absolute,
    without permalinks, scripts, styles, comments and colours of code.
    """
    cleaned = _LINE_NUMBERS.sub("", _UNWANTED.sub("", content))
    cleaned = _CODE.sub(lambda block: _HIGHLIGHTS.sub("", block[0]), cleaned)
    absolute = replace_addresses(cleaned, lambda url: urljoin(page, url))
    return _SRCSET.sub(lambda match: _srcset(match, page), absolute).strip()


def _srcset(match: re.Match[str], page: str) -> str:
    """Several images with their sizes (HTML Standard, 4.8.4.2.1)."""

    def candidate(one: re.Match[str]) -> str:
        return f"{urljoin(page, one['url'])}{one['size'] or ''}{one['end']}"

    images = _CANDIDATE.sub(candidate, html.unescape(match["list"].strip()))
    return f'{match["head"]}"{html.escape(images)}"'
