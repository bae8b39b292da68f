/* What style sheets cannot do for a page of articles; without it, everything is there.

   It works where the theme swaps pages without loading them: it looks at what comes into the page.
   At the end is Material's switch between colours. */

{
  const SCROLLS = "tex-math.display, .cell-html, .cell-latex, .articles-table, pre > code, "
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

  /* Material would put each table into an element that scrolls: these have one. */
  for (const content of document.querySelectorAll("[data-md-component=content]")) {
    content.querySelectorAll = (selector) => {
      const found = Element.prototype.querySelectorAll.call(content, selector);
      const isForTables = selector === "table:not([class])";
      return isForTables ? [...found].filter((table) => !table.closest(".articles-table")) : found;
    };
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

/* Material's switch between colours: its markup, its keys and what it remembers.

   Its own has the style of all of a page computed four times when the page opens, although mostly no
   colour changes. So it is not told of the switch, and all is left alone that is as it should be. */

{
  const SYSTEM = "(prefers-color-scheme)"; // as an option's medium: what the system prefers
  const light = matchMedia("(prefers-color-scheme: light)");
  const { body, documentElement: root } = document;

  const start = (form) => {
    form.dataset.mdComponent = "palette"; // scripts of a site ask for it under Material's name
    const options = [...form.querySelectorAll("input")];
    const bar = document.createElement("meta"); // of a phone's browser
    bar.name = "theme-color";
    document.head.append(bar);
    let current;

    const colors = (option) => Object.fromEntries(
      ["media", "scheme", "primary", "accent"].map((name) => [name, option.getAttribute(`data-md-color-${name}`)]));
    const preferred = () => form.querySelector(
      `[data-md-color-media="(prefers-color-scheme: ${light.matches ? "light" : "dark"})"]`);

    const show = (index) => {
      current = index;
      const color = colors(options[index]);
      if (color.media === SYSTEM) Object.assign(color, colors(preferred()), { media: SYSTEM });
      // no colour fades into another
      body.toggleAttribute("data-md-color-switching", body.dataset.mdColorScheme !== color.scheme);
      for (const [name, value] of Object.entries(color)) body.setAttribute(`data-md-color-${name}`, value);
      form.querySelectorAll("label").forEach((label) => {
        label.hidden = label.previousElementSibling !== options[index];
      });
      __md_set("__palette", { index, color });
      const { backgroundColor, colorScheme } = getComputedStyle(document.querySelector(".md-header"));
      bar.content = backgroundColor;
      root.style.colorScheme = colorScheme === "light" ? "" : colorScheme; // of what scrolls it
      setTimeout(() => body.removeAttribute("data-md-color-switching"));
    };

    form.addEventListener("change", ({ target }) => show(options.indexOf(target)));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const next = options[(current + 1) % options.length];
      next.click();
      next.focus();
    });
    light.addEventListener("change", () => show(current));

    const first = options.findIndex((option) => matchMedia(option.dataset.mdColorMedia).matches);
    const { index } = __md_get("__palette") || { index: first };
    show(Math.max(0, Math.min(index, options.length - 1)));
  };

  document.querySelectorAll("[data-articles-component=palette]").forEach(start);
}
