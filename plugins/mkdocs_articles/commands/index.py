"""`articles index`: the search of `articles-search` for a site that another generator has built."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("index", help="add the search to a site that is built")
    parser.add_argument("site", type=Path, metavar="SITE", help="the folder of the built site")
    parser.add_argument("--lang", default="", metavar="TAG",
                        help="language of the interface; that of the pages by default")  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Index a site, and return the exit status: 1 where there is none."""
    from mkdocs_articles.search.built_site import NothingError, index_site

    try:
        done = index_site(options.site, options.lang)
    except NothingError as error:
        print(f"articles: {options.site}: {error}", file=sys.stderr)
        return 1
    for name in done.unread:
        print(
            f"{options.site / name}: not UTF-8; left as it is, and out of the index",
            file=sys.stderr,
        )
    pages = "1 page" if done.pages == 1 else f"{done.pages} pages"
    size = f"{done.size / 1e6:.1f} MB" if done.size >= 1e6 else f"{done.size / 1e3:.0f} kB"
    print(f"{pages} indexed, {size} in {done.files} files")
    return 0
