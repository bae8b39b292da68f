"""The records that importing passes on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from mkdocs_articles.article import Moment
from mkdocs_articles.errors import Problem
from mkdocs_articles.front_matter import RawMatter


@dataclass(frozen=True)
class Document:
    """A post's file: `path` below the old site's root, its front matter, and its body.

    `text` is the whole file and `start` where its body begins in it.
    """

    path: str
    shown: str
    text: str
    raw: RawMatter
    start: int


@dataclass(frozen=True)
class Fields:
    """What is known of a post, in this project's terms; what is empty is not written."""

    title: str = ""
    created: Moment | None = None
    updated: Moment | None = None
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    series: str = ""
    description: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    cover: str = ""
    cover_alt: str = ""
    readtime: int | None = None
    pin: bool = False
    draft: bool = False
    unlisted: bool = False
    others: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Post:
    """A post: its document, what is known of it, and its places in the old site.

    `name` is what it is called there, with the folders that it is in ("2020/hello"). `address` is its
    page from the root of the old host ("/blog/2020/hello/"), or "" if it cannot be told. `folder` is
    that of its own files, below the old site's root.
    """

    document: Document
    fields: Fields
    name: str
    address: str = ""
    folder: str = ""
    excerpt_separator: str = ""


@dataclass(frozen=True)
class Call:
    """A tag in a text: `{% name arguments %}` or `{{< name key="value" >}}`.

    `inner` is the text up to the tag that ends it, for those that are ended by one; else None.
    """

    name: str
    arguments: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)
    inner: str | None = None
    written: str = ""  # the arguments as they were written


class NotCarriedError(Exception):
    """A tag that has to stay as it is; the text says what it is, `hint` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class Where:
    """How a tag finds files and other posts: each gives an address for the new article.

    They raise `NotCarriedError` where there is nothing.
    """

    file: Callable[[str], str]
    post: Callable[[str], str]
    title_of: Callable[[str], str]
    page: Post


@dataclass(frozen=True)
class Around:
    """What a tag becomes whose inside stays Markdown: a first and a last line, and what is put
    before each line between them.
    """

    first: str
    last: str = ""
    margin: str = ""


@dataclass(frozen=True)
class Block:
    """What a tag becomes that stands for lines of its own."""

    lines: str


@dataclass(frozen=True)
class Target:
    """What a tag becomes that stands for an address: one of the new site."""

    address: str


Tag = Callable[[Call, Where], "str | Target | Block | Around"]


@dataclass(frozen=True)
class Syntax:
    """What the texts of a tool hold besides Markdown.

    `style` is that of the tags, "liquid", "hugo" or "" for none; `tags` says what becomes of each,
    `verbatim` names those whose inside is no Markdown, and `value` what `{{ … }}` becomes.
    `tags_in_code` says that code is no shelter from tags, but for `{% raw %}`, as in Jekyll.
    `inline_display` says that `$$…$$` within a line is an inline formula, as for kramdown, whose
    lists of attributes are taken over with `attributes`.
    """

    style: str = ""
    tags: Mapping[str, Tag] = field(default_factory=dict)
    verbatim: frozenset[str] = frozenset()
    value: Callable[[str, Where], str] | None = None
    tags_in_code: bool = False
    inline_display: bool = False
    attributes: bool = False


@dataclass(frozen=True)
class OldSite:
    """Another site, read. `roots` are the folders whose files are at the root of its addresses.

    `base` is the path of its root on its host ("/", "/blog/"), `hosts` the names it is reached by.
    `lookup` finds the post that a tag names (`{% post_link … %}`), given its words and the page.
    """

    posts: tuple[Post, ...]
    roots: tuple[str, ...]
    base: str
    hosts: frozenset[str]
    syntax: Syntax
    lookup: Callable[[str, Post], Post | None]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where articles belong: the docs folder, how messages name it, the `folder` of articles in it.

    `accepts` says whether a path below the docs folder is an article, `extensions` are the names of
    the Markdown extensions, and `base` is the path of the site's address ("/").
    """

    folder: str
    accepts: Callable[[str], bool]
    base: str = "/"
    extensions: frozenset[str] = frozenset()
    directory_urls: bool = True


@dataclass(frozen=True)
class Copy:
    """A file of the old site, by its path there, and its place below the docs folder."""

    source: str
    path: str


@dataclass(frozen=True)
class Article:
    """A new file below the docs folder, with the files beside it, and what could not come along."""

    path: str
    text: str
    post: Post
    copies: tuple[Copy, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Plan:
    """All that is to be written, and what was seen of the site as a whole."""

    articles: tuple[Article, ...] = ()
    problems: tuple[Problem, ...] = ()
