/* The search as a reader sees it: a dialog with a field, the results and a filter.

   Follows the pattern of a combobox with a listbox of the ARIA Authoring Practices: the focus stays in
   the field, the chosen result is its active descendant. All text comes to the page as text. */

import { element, filled } from "./dom.js";
import { Filters } from "./filters.js";
import { failure, hints, nothing } from "./notes.js";
import { Results } from "./results.js";
import strings from "./strings.js";

export { element, filled, strings }; // for highlight.js, which comes after the search as a rule

const PAUSE = 60; // milliseconds without a key before a query is searched for
const STEP = 5; // pages whose texts are fetched at a time: about what a screen shows

let engine;
const ready = () =>
  (engine ??= import("./engine.js").then(({ create }) =>
    create({ base: new URL("../../../search/", import.meta.url).href, fetch: (...args) => fetch(...args) }),
  ));

class Search {
  constructor() {
    this.turn = 0; // the newest query's number
    this.pause = 0;
    this.build();
    this.listen();
  }

  build() {
    const button = (name, text, ...more) =>
      element("button", { class: `articles-search__${name}`, type: "button" }, text, ...more);
    this.input = element("input", {
      class: "articles-search__input", type: "text", role: "combobox", inputmode: "search",
      enterkeyhint: "search", autocomplete: "off", autocapitalize: "none", autocorrect: "off",
      spellcheck: "false", maxlength: "200", placeholder: strings.placeholder,
      "aria-label": strings.title, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": "articles-search-list",
    });
    this.results = new Results(this.input);
    this.filters = new Filters(async () => (await ready()).facets(), () => this.ask());
    this.clearing = button("clear", strings.clear);
    this.closing = button("close", element("span", {}, strings.close), " ", element("kbd", {}, "esc"));
    this.count = element("p", { class: "articles-search__count", role: "status" });
    this.note = element("div", { class: "articles-search__note" });
    this.styles = element("link", { rel: "stylesheet", href: new URL("dialog.css", import.meta.url).href });
    const key = (keys, text) => element("span", {}, ...keys.map((name) => element("kbd", {}, name)), text);
    this.dialog = element(
      "dialog",
      { class: "articles-search", "aria-label": strings.title, "data-search-exclude": true },
      this.styles,
      element("div", { class: "articles-search__head" }, this.input, this.clearing, this.closing),
      element("div", { class: "articles-search__bar" }, this.count, this.filters.chips, this.filters.button),
      this.filters.panel,
      this.note,
      this.results.list,
      element(
        "div",
        { class: "articles-search__keys", "aria-hidden": "true" },
        key(["↑", "↓"], strings.key_move),
        key(["↵"], strings.key_open),
        key([/Mac|iP/.test(navigator.platform) ? "⌘↵" : "Ctrl ↵"], strings.key_tab),
        key(["esc"], strings.key_close),
      ),
    );
  }

  listen() {
    const { dialog, input, results } = this;
    // While a word is composed, its letters are no query.
    input.addEventListener("input", ({ isComposing }) => isComposing || this.typed());
    input.addEventListener("compositionend", () => this.typed());
    dialog.addEventListener("keydown", (event) => this.pressed(event));
    // On the backdrop, from the beginning: a selection may end there.
    let outside;
    dialog.addEventListener("pointerdown", ({ target }) => (outside = target === dialog));
    dialog.addEventListener("click", ({ target }) => outside && target === dialog && dialog.close());
    dialog.addEventListener("close", () => this.closed());
    results.list.addEventListener("click", (event) => this.follow(event));
    this.clearing.addEventListener("click", () => this.fill(""));
    this.closing.addEventListener("click", () => dialog.close());
    this.ending = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && this.more(),
      { root: results.list },
    );
    // A keyboard on the screen leaves less of it, which not every browser tells the layout.
    const fit = () => {
      dialog.style.setProperty("--articles-search-height", `${visualViewport.height}px`);
      dialog.style.setProperty("--articles-search-top", `${visualViewport.offsetTop}px`);
    };
    visualViewport?.addEventListener("resize", fit);
    visualViewport?.addEventListener("scroll", fit);
  }

  /* `query` replaces what was asked last; `typed` is the field that held the place of ours. */
  async open(query, typed, opener) {
    document.body.append(this.dialog);
    if (!this.styles.sheet)
      await new Promise((done) => (this.styles.onload = this.styles.onerror = done));
    const text = typed.value || query;
    typed.remove();
    if (this.dialog.open) return;
    // While the reader begins to type. If that fails, the first query will say so.
    ready().then((engine) => engine.search("")).catch(() => {});
    this.opener = opener;
    const address = new URL(location);
    address.searchParams.delete("q");
    this.address = address.href;
    document.documentElement.classList.add("articles-search-open");
    this.dialog.showModal();
    this.input.focus();
    if (text) this.input.value = text;
    if (!typed.value) this.input.select();
    if (text || !this.rest) this.ask();
    else this.mention(this.input.value.trim());
  }

  closed() {
    clearTimeout(this.pause);
    this.busy(false);
    document.documentElement.classList.remove("articles-search-open");
    // Who goes back from a result comes to the results.
    if (!this.leaving) this.restore();
    this.leaving = false;
    this.opener.focus({ preventScroll: true });
  }

  restore() {
    if (location.href === this.mentioned) history.replaceState(history.state, "", this.address);
    this.mentioned = undefined;
  }

  /* Have the query in the address, so that it can be copied. */
  mention(query) {
    const address = new URL(this.address);
    if (query) address.searchParams.set("q", query);
    try {
      history.replaceState(history.state, "", address);
    } catch {
      return; // browsers allow so many changes in so many seconds
    }
    this.mentioned = location.href;
  }

  busy(state) {
    this.dialog.toggleAttribute("data-busy", state);
  }

  typed() {
    this.turn += 1; // what is on its way is not wanted any more
    this.wanted = undefined;
    this.rest = undefined; // not known until it was asked for
    const { value } = this.input; // soon there may be a word in it that is being composed
    this.busy(Boolean(value.trim()));
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.ask(value), PAUSE);
  }

  async ask(text = this.input.value) {
    clearTimeout(this.pause);
    const query = text.trim();
    const turn = (this.turn += 1);
    const late = () => turn !== this.turn;
    this.rest = [];
    this.mention(query);
    const some = Boolean(query) || this.filters.active;
    this.busy(some);
    if (!some) return this.show([], hints());
    if (!this.results.chosen) this.say(element("p", {}, strings.searching));
    try {
      const { search, texts, suggest } = await ready();
      const { results } = await search(query, { filters: this.filters.chosen });
      const pages = late() ? [] : await texts(results.slice(0, STEP));
      const near = late() || results.length ? [] : await suggest(query);
      if (late()) return;
      this.rest = results.slice(STEP);
      const { filters } = this;
      const unfilter = filters.active && (() => this.input.focus(filters.clear()));
      const fill = (text) => this.fill(text);
      this.show(pages, pages.length ? [] : nothing(query, near, fill, unfilter), results.length);
      this.wanted?.();
    } catch (error) {
      if (!late()) this.fail(error);
    }
  }

  show(pages, note, total) {
    this.results.clear();
    this.say(...note);
    this.add(pages);
    this.busy(false);
    if (total === undefined) this.count.textContent = "";
    else this.count.textContent = total === 1 ? strings.found_one : filled(strings.found, total);
  }

  fail(error) {
    console.warn(error);
    engine = undefined; // what could not be had is asked for anew
    this.show([], failure(() => this.input.focus(this.ask())));
    this.rest = undefined;
  }

  add(pages) {
    this.results.add(pages);
    this.input.setAttribute("aria-expanded", String(Boolean(this.results.chosen)));
    this.ending.disconnect();
    if (this.rest?.length) this.ending.observe(this.results.list.lastElementChild);
  }

  async more() {
    const { turn } = this;
    this.ending.disconnect();
    if (!this.rest) return;
    this.busy(true);
    try {
      const pages = await (await ready()).texts(this.rest.slice(0, STEP));
      if (turn !== this.turn) return;
      this.rest = this.rest.slice(STEP);
      this.add(pages);
      this.busy(false);
    } catch (error) {
      if (turn === this.turn) this.fail(error);
    }
  }

  say(...content) {
    this.note.replaceChildren(...content);
    this.note.hidden = !content.length;
  }

  fill(text) {
    this.input.value = text;
    this.input.focus();
    this.typed();
  }

  pressed(event) {
    event.stopPropagation(); // keys of the theme mean nothing here
    const { key, target } = event;
    const command = event.ctrlKey || event.metaKey;
    if (event.isComposing || event.keyCode === 229 || event.altKey) return;
    if (command && key === "k") this.input.select();
    else if (target !== this.input) return;
    else if (key === "Enter") this.enter(command);
    else if (command || event.shiftKey || !this.results.go(key)) return;
    event.preventDefault();
  }

  /* Open the chosen result, or the first as soon as it is there. */
  enter(beside) {
    const { results } = this;
    if (this.dialog.hasAttribute("data-busy")) this.wanted = () => this.enter(beside);
    else if (!results.chosen) return;
    else if (beside) window.open(results.chosen.href, "_blank", "noopener");
    // On a phone this key puts the keyboard away.
    else if (matchMedia("(hover: none)").matches && !results.moved) this.input.blur();
    else results.chosen.click();
  }

  follow(event) {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const here = new URL(this.address);
    if (link.pathname !== here.pathname) {
      // Where a theme swaps pages, this one stays.
      setTimeout(() => {
        this.leaving = event.defaultPrevented;
        if (this.leaving) this.dialog.close();
        else this.busy(true);
      });
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.restore();
    this.dialog.close();
    const words = new URL(link.href).searchParams.get("h");
    import("./highlight.js").then((page) => page.mark(words));
    if (link.hash) location.hash = link.hash;
    else scrollTo(0, 0);
  }
}

let search;

/* What starter.js calls: open the search with a query, or as it was left. `typed` is a field that
   received what has been typed meanwhile, `opener` is what had the focus. */
export function open(query, typed, opener) {
  search ??= new Search();
  return search.open(query, typed, opener);
}
