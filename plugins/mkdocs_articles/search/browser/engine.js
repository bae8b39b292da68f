/* What readers ask of the index.

   const engine = create({ base, fetch });
     base   the address of the folder `search/` of the site, absolute, with a slash at its end
     fetch  as the browser's

   All that follows rejects with a SearchError if a file of the index cannot be had, also after the
   root was read again (a site may be replaced while a page of it is open); with the reason of `signal`
   if that was aborted. No query whatever makes it throw. The functions need no `this`.

   await engine.search(query, { filters: { category, tag }, limit, signal })
     { results: [{ page, score }, …], total }  all pages that match, best first, in a total order (`limit`
     cuts them, not `total`). Fetches terms, and no page. An empty query with a filter gives its pages.
   await engine.texts(results.slice(0, 8), { signal })
     what to show of them; whose text turns out to have the words as they were typed comes first:
     [{ page, url, title: pieces, path: [string], date: "2026-01-31" | "", categories: [string], tags:
     [string], words: [string], sections: [{ anchor, heading: pieces, excerpt: pieces }, …] }, …]
     pieces    ["plain", "marked", "plain", …]: text, of which every second piece is what was found
     url       from the site's root
     words     what is to be marked in the page that opens
     sections  three at most, in the order of the page; the anchor of what is under the title is ""
   await engine.suggest(query)   up to five queries [string] that the reader may have meant
   await engine.facets()         { categories: [[name, pages], …], tags: [[name, pages], …] } */

export { SearchError } from "./shards.js";
