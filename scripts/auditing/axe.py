"""Check a page with axe, as it is in the browser now."""

from __future__ import annotations

from playwright.sync_api import Page

import npm_packages

RUN = """async (within) => {
  const { violations } = await axe.run(within ?? document, { resultTypes: ["violations"] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`));
}"""


def findings(page: Page, within: str | None = None) -> list[str]:
    """What axe finds, one string for each element: in the page, or below the selector `within`."""
    if not page.evaluate("() => Boolean(globalThis.axe)"):
        page.evaluate((npm_packages.folder("axe-core") / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, within)
    return found
