"""`articles csp`: the content security policy of a site that is built."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any


def add_parser(subparsers: Any) -> None:
    """Declare the subcommand."""
    parser = subparsers.add_parser("csp", help="print a content security policy for a built site")
    parser.add_argument(
        "site", type=Path, nargs="?", default=Path("site"), metavar="SITE",
        help="the folder of the built site (default: site)",
    )  # fmt: skip
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the header's value, and return the exit status: 1 where there is no site."""
    from mkdocs_articles.safety.policy import policy

    if not options.site.is_dir():
        print(f"articles: {options.site}: no such folder; build the site first", file=sys.stderr)
        return 1
    print(policy(options.site))
    return 0
