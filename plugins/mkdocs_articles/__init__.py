"""Articles with typeset formulas and trustworthy code outputs, for MkDocs and beside it.

The package's name imports nothing heavy and no generator: the Markdown extensions
`mkdocs_articles.math` and `mkdocs_articles.execution` work wherever Python-Markdown does.
"""

__version__ = "0.1.0"
