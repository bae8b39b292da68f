/* All that a page has of the search before a reader opens it: this script, inline. Its text is the
   same on every page, so that a Content-Security-Policy can name it by one hash; what differs is at
   its element: data-articles-search, the folder of dialog.js, and data-failed, what to say if that
   cannot be had.

   It opens the search on a click on [data-articles-search], on / and s, on Ctrl-K or Cmd-K, and for
   an address with ?q=; for one with ?h= it has these words marked in the page. Others may call
   articlesSearch(query). It stands behind the scripts of the theme, so that a search of the theme's
   own has its keys first. */
(() => {
  const { dataset } = document.currentScript;
  // Themes that swap pages may run the scripts of a page that is swapped in.
  if (self.articlesSearch) return;
  const base = new URL(dataset.articlesSearch, location);
  const open = (self.articlesSearch = (query) => {
    // Who types on does so here while the dialog is on its way; phones show a keyboard only now.
    const opener = document.activeElement;
    const input = document.createElement("input");
    input.style = "position:fixed;top:0;opacity:0";
    document.body.append(input);
    input.focus();
    import(base + "dialog.js")
      .then((dialog) => dialog.open(query, input, opener))
      .catch(() => input.remove(alert(dataset.failed)));
  });
  addEventListener("click", ({ target }) => target.closest("[data-articles-search]") && open());
  addEventListener("keydown", (event) => {
    const keys = event.ctrlKey || event.metaKey ? "k" : "s/";
    const taken = event.altKey || event.defaultPrevented;
    if (keys.includes(event.key) && !taken && !event.target.closest(":read-write,select"))
      open(event.preventDefault());
  });
  const look = () => {
    const { q, h } = Object.fromEntries(new URLSearchParams(location.search));
    if (q) open(q);
    if (h) import(base + "highlight.js").then((page) => page.mark(h));
  };
  // Material (and Zensical) tell of each page that they swap in; the first is among them.
  addEventListener("DOMContentLoaded", () => (self.document$?.subscribe(look) ?? look()));
})();
