/* The list of results: groups of options, a page and its sections each; which one is chosen. */

import { element, rich } from "./dom.js";
import strings from "./strings.js";

const ROOT = new URL("../../../", import.meta.url);

export class Results {
  /* `input` is the combobox whose list this is. */
  constructor(input) {
    this.input = input;
    this.list = element("div", {
      class: "articles-search__list",
      id: "articles-search-list",
      role: "listbox",
      "aria-label": strings.results,
    });
    this.list.addEventListener("pointermove", ({ target }) => {
      const option = target.closest("a");
      if (option && option !== this.chosen) this.choose(option, false);
    });
    this.clear();
  }

  get options() {
    return [...this.list.querySelectorAll("a")];
  }

  clear() {
    this.list.replaceChildren();
    this.list.scrollTop = 0;
    this.moved = false; // by the reader, with the keys
    this.choose(null);
  }

  /* Add pages as `texts` of engine.js gives them. */
  add(pages) {
    for (const page of pages) this.list.append(this.group(page));
    if (!this.chosen) this.choose(this.list.querySelector("a"), false);
  }

  group(page) {
    const number = this.list.children.length;
    const label = `articles-search-page-${number}`;
    const sections = page.sections.filter(({ anchor }) => anchor);
    const own = page.sections.find(({ anchor }) => !anchor);
    const where = [...new Set([...page.path, ...page.categories])].map((name) =>
      element("span", {}, name),
    );
    if (page.date) where.push(element("time", { datetime: page.date }, page.date));
    const title = this.option(
      page, "", `${label}-0`, "page",
      element("span", { class: "articles-search__where" }, ...where),
      element("span", { class: "articles-search__title", id: label }, ...rich(page.title)),
      ...this.excerpt(own),
    );
    return element(
      "div",
      { class: "articles-search__group", role: "group", "aria-labelledby": label },
      title,
      ...sections.map((section, index) =>
        this.option(
          page, section.anchor, `${label}-${index + 1}`, "section",
          element("span", { class: "articles-search__heading" }, ...rich(section.heading)),
          ...this.excerpt(section),
        ),
      ),
    );
  }

  excerpt(section) {
    if (!section?.excerpt.join("").trim()) return [];
    return [element("span", { class: "articles-search__excerpt" }, ...rich(section.excerpt))];
  }

  option(page, anchor, id, kind, ...content) {
    const url = new URL(page.url, ROOT);
    if (page.words.length) url.searchParams.set("h", page.words.join(" "));
    url.hash = anchor;
    return element(
      "a",
      {
        class: `articles-search__option articles-search__option--${kind}`,
        href: url.href, id, role: "option", tabindex: "-1", "aria-selected": "false",
      },
      ...content,
    );
  }

  choose(option, scroll = true) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      this.input.setAttribute("aria-activedescendant", option.id);
      if (scroll) option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  /* Go where a key leads; whether it leads anywhere. Home and End belong to the text of the query
     until the reader has begun to move in the list. */
  go(key) {
    const { options } = this;
    if (!options.length) return false;
    const at = options.indexOf(this.chosen);
    const last = options.length - 1;
    const pages = [...this.list.children];
    const page = pages.indexOf(this.chosen?.parentElement);
    const first = (number) =>
      options.indexOf(pages[Math.max(0, Math.min(pages.length - 1, number))].firstElementChild);
    const target = {
      ArrowDown: () => Math.min(at + 1, last),
      ArrowUp: () => Math.max(at - 1, 0),
      PageDown: () => first(page + 1),
      PageUp: () => first(page - 1),
      Home: () => (this.moved ? 0 : null),
      End: () => (this.moved ? last : null),
    }[key]?.();
    if (target == null) return false;
    this.moved = true;
    this.choose(options[target]);
    return true;
  }
}
