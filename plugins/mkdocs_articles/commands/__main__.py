"""`python -m mkdocs_articles.commands`: the command, whatever the folder of scripts is."""

from mkdocs_articles.commands import main

main()
