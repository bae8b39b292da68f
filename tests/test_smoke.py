from collections.abc import Callable
from pathlib import Path

from sites import Site


def test_an_article_is_listed(site: Callable[..., Site]) -> None:
    made = site({"docs/posts/a.md": "---\ndate: 2026-01-02\n---\n# A\n\nText $x^2$."})
    done = made.build("--strict")
    assert done.returncode == 0, done.stderr
    assert 'class="u-url" href="posts/a/">A</a>' in made.page("")


def test_own_site(own_site: Path) -> None:
    assert (own_site / "page/2/index.html").exists()
