/* The filter: one category and one tag, chosen from lists that are fetched when it is opened. */

import { element, filled } from "./dom.js";
import strings from "./strings.js";

const SHOWN = 24; // of a list, before the reader asks for all of it
const KINDS = { category: "categories", tag: "tags" };

export class Filters {
  /* `facets()` gives the lists, `changed()` is called when something else is chosen. */
  constructor(facets, changed) {
    this.facets = facets;
    this.changed = changed;
    this.chosen = {};
    this.chips = element("div", { class: "articles-search__chips" });
    this.panel = element("div", {
      class: "articles-search__filters", id: "articles-search-filters", hidden: true,
    });
    this.button = element(
      "button",
      {
        class: "articles-search__filter", type: "button",
        "aria-expanded": "false", "aria-controls": this.panel.id,
      },
      strings.filter,
    );
    this.button.addEventListener("click", () => this.toggle());
  }

  get active() {
    return Object.keys(this.chosen).length > 0;
  }

  async toggle(opened = this.panel.hidden) {
    this.panel.hidden = !opened;
    this.button.setAttribute("aria-expanded", String(opened));
    if (!opened || this.panel.childElementCount) return;
    try {
      const lists = await this.facets();
      const groups = Object.entries(KINDS).filter(([, name]) => lists[name].length);
      this.panel.replaceChildren(...groups.map(([kind, name]) => this.group(kind, name, lists[name])));
    } catch {
      const retry = element("button", { class: "articles-search__chip", type: "button" }, strings.retry);
      retry.addEventListener("click", () => {
        this.panel.replaceChildren();
        this.toggle(true);
      });
      this.panel.replaceChildren(element("p", { role: "alert" }, strings.missing, " ", retry));
    }
  }

  group(kind, name, list) {
    const label = `articles-search-${name}`;
    const sorted = [...list].sort(([, a], [, b]) => b - a);
    const chips = sorted.map(([value, count]) => {
      const chip = element(
        "button",
        { class: "articles-search__chip", type: "button", "data-kind": kind, "data-value": value },
        value,
        element("small", {}, String(count)),
      );
      chip.setAttribute("aria-pressed", String(this.chosen[kind] === value));
      chip.addEventListener("click", () =>
        this.set(kind, this.chosen[kind] === value ? undefined : value),
      );
      return chip;
    });
    const rest = chips.slice(SHOWN);
    rest.forEach((chip) => (chip.hidden = true));
    const all = element(
      "button",
      { class: "articles-search__all", type: "button", hidden: !rest.length },
      filled(strings.all, chips.length),
    );
    all.addEventListener("click", () => {
      all.remove();
      rest.forEach((chip) => (chip.hidden = false));
      rest[0].focus();
    });
    return element(
      "div",
      { role: "group", "aria-labelledby": label },
      element("span", { id: label, class: "articles-search__kicker" }, strings[name]),
      ...chips,
      all,
    );
  }

  /* Choose a category or a tag, or none of the kind. */
  set(kind, value) {
    if (value === undefined) delete this.chosen[kind];
    else this.chosen[kind] = value;
    this.show();
    this.changed();
  }

  clear() {
    this.chosen = {};
    this.show();
    this.changed();
  }

  show() {
    for (const chip of this.panel.querySelectorAll("[data-kind]")) {
      const { kind, value } = chip.dataset;
      chip.setAttribute("aria-pressed", String(this.chosen[kind] === value));
    }
    this.chips.replaceChildren(
      ...Object.entries(this.chosen).map(([kind, value]) => {
        const chip = element(
          "button",
          {
            class: "articles-search__chip", type: "button", "aria-pressed": "true",
            "aria-label": filled(strings.drop, value),
          },
          value,
        );
        chip.addEventListener("click", () => {
          this.set(kind, undefined);
          this.button.focus();
        });
        return chip;
      }),
    );
  }
}
