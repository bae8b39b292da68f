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
    from mkdocs_articles.safety.policy import other_hosts, policy

    if not options.site.is_dir():
        print(f"articles: {options.site}: no such folder; build the site first", file=sys.stderr)
        return 1
    print(policy(options.site))
    if hosts := sorted(other_hosts(options.site)):
        hint = "bring what is needed into the site (Material: `font: false`), or add them by hand"
        print(
            f"articles: pages ask {', '.join(hosts)}, which this forbids; {hint}", file=sys.stderr
        )
    return 0
