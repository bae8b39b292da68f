"""The command `articles`: one module a subcommand."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from mkdocs_articles import __version__

INTERRUPTED = 130  # as shells have it


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `articles` with `arguments` (those of the process by default) and exit."""
    from mkdocs_articles.commands import (
        check,
        csp,
        deploy,
        freeze,
        import_,
        index,
        new,
        stage,
    )

    parser = argparse.ArgumentParser(prog="articles", description="Work on a site's articles.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    check.add_parser(subparsers)
    csp.add_parser(subparsers)
    deploy.add_parser(subparsers)
    freeze.add_parser(subparsers)
    import_.add_parser(subparsers)
    index.add_parser(subparsers)
    new.add_parser(subparsers)
    stage.add_parser(subparsers)
    options = parser.parse_args(arguments)
    try:
        sys.exit(options.run(options))
    except KeyboardInterrupt:
        print("articles: interrupted; what was finished is kept", file=sys.stderr)
        sys.exit(INTERRUPTED)
