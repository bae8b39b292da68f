"""What Lighthouse says of this repository's own site, on its phone."""

from __future__ import annotations

from auditing import lighthouse
from auditing.figures import missed


def test_lighthouse_has_nothing_to_say(address: str, browser_path: str) -> None:
    """But for the speed, which depends on the machine."""
    promised = [category for category, least in lighthouse.LEAST.items() if least]
    views = [("home", "phone"), ("article", "phone")]
    figures = list(lighthouse.scores(address, browser_path, 1, views, promised))
    assert sum(one.least == 100 for one in figures) == len(views) * len(promised)
    assert missed(figures) == []
