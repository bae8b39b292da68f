/* What style sheets cannot do for a page of articles; without it, everything is there.

   It works where the theme swaps pages without loading them: it looks at what comes into the page. */

{
  const SCROLLS = "tex-math.display, .cell-html, .cell-latex, .md-typeset__scrollwrap, pre > code, "
    + ":is(p, td, dd, figcaption):has(> tex-math), :is(ul, ol):has(> li > tex-math)";
  const PICTURES = ".md-typeset figure img, .md-typeset p > img, .cell-figure img";

  /* What scrolls can be scrolled by keys. Its own size may stay while what is in it becomes wider, as
     with the fonts. */
  const measure = (element) => {
    if (element.scrollWidth > element.clientWidth + 1) element.tabIndex = 0;
    else if (element.tabIndex === 0) element.removeAttribute("tabindex");
  };
  const measureAll = () => document.querySelectorAll(SCROLLS).forEach(measure);
  const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => measure(target)));
  addEventListener("load", measureAll);
  document.fonts.ready.then(measureAll);

  /* A picture as large as the window: click or Enter opens it, click or Escape closes it. */
  const enlarge = (picture) => {
    const dialog = document.createElement("dialog");
    dialog.className = "articles-zoom";
    dialog.ariaLabel = picture.alt;
    const large = picture.cloneNode();
    for (const name of ["tabindex", "loading"]) large.removeAttribute(name);
    dialog.append(large);
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => (dialog.remove(), picture.focus()));
    document.body.append(dialog);
    dialog.showModal();
  };

  /* Material takes every `rel=alternate` for the whole site in another language: it asks for a sitemap
     beside it, and leads links there astray. Feeds, and this page in other languages, are none. */
  for (const link of document.querySelectorAll("link[rel=alternate]:is([type], [data-page])")) {
    link.relList.add("page");
  }

  const equipped = new WeakSet(); // pictures
  const equip = (within) => {
    for (const element of within.querySelectorAll(SCROLLS)) widths.observe(element);
    for (const picture of within.querySelectorAll(PICTURES)) {
      if (equipped.has(picture) || picture.closest("a, button, .articles-entry, dialog")) continue;
      equipped.add(picture);
      picture.tabIndex = 0;
      picture.addEventListener("click", () => enlarge(picture));
      picture.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        enlarge(picture);
      });
    }
    // Material's buttons at code are a landmark each, and all of the same name.
    for (const tools of within.querySelectorAll("nav.md-code__nav")) tools.setAttribute("role", "none");
  };

  equip(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) {
        if (node.nodeType === Node.ELEMENT_NODE && node.parentElement) equip(node.parentElement);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
}
