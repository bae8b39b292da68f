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

import { ranked } from "./rank.js";
import { open, SearchError } from "./shards.js";
import { isCjk, LONGEST, mapped, normalise, runs } from "./tokens.js";
import { begins, patternsOf, verified } from "./verify.js";
import { found, guessed, neighbours } from "./words.js";

// What is not asked of the index is for highlight.js, which comes after a search as a rule.
export { begins, isCjk, mapped, normalise, SearchError };

const LONGEST_QUERY = 200; // characters
const MOST_SUGGESTED = 5;
const ERRORS = 2; // of a word that is suggested
const TEX = /^..?$|[\\_^]/su; // what may be part of a formula

/* A query, normalised, as parts, which white space separates, and a part as its units:
   { kind, text, last, isJoined }. `kind` is "word", "gram" (two CJK characters) or "character" (one that
   stands alone); `last` ends its part; a gram may be joined to the one before, whose second character is
   its first. */
export function parsed(query, variants) {
  const text = normalise(query.slice(0, LONGEST_QUERY), variants).trim();
  let parts = [...new Set(separated(text))];
  if (text.includes("\\") && parts.every((part) => TEX.test(part))) parts = [text];
  parts = parts.map((part) => (/[\\_^]/.test(part) ? squeezed(part) : part));
  return { text, parts: parts.map((part) => ended(runs(part).flatMap(unitsOf))).filter((units) => units.length) };
}

/* A formula without the white space that means nothing: that which ends no command. So the index has it. */
const squeezed = (tex) => tex.replace(/(\\[a-z]+ (?=[a-z]))|\s/g, "$1");

/* What white space separates; between brackets, as in f(x, y), it does not. */
function separated(text) {
  const made = [];
  let open = 0;
  for (const word of text.split(/\s+/)) {
    if (open > 0) made.push(`${made.pop()} ${word}`);
    else made.push(word);
    for (const bracket of word.match(/[()[\]{}]/g) ?? []) {
      open = Math.max(0, open + ("([{".includes(bracket) ? 1 : -1));
    }
  }
  return open ? text.split(/\s+/) : made;
}

function unitsOf(run) {
  const letters = [...run];
  if (!isCjk(run)) return [{ kind: "word", text: letters.slice(0, LONGEST).join("") }];
  if (letters.length === 1) return [{ kind: "character", text: run }];
  return letters.slice(1).map((letter, place) => (
    { kind: "gram", text: letters[place] + letter, isJoined: place > 0 }));
}

const ended = (units) => units.map((unit, place) => ({ ...unit, last: place === units.length - 1 }));

/* A word with connectors that was not found, as the words between them. */
const divided = (units) => ended(units.flatMap((unit) =>
  isFound(unit) || unit.kind !== "word" ? [unit] : unit.text.split(/[_.'^-]+/).filter(Boolean).flatMap(unitsOf)));

const isFound = ({ lists }) => Boolean(lists?.length);

export function create({ base, fetch }) {
  let index; // a promise of it
  let variants; // once they were needed

  /* What `work` makes of the index. If a file cannot be had, the site may be another by now. */
  async function withIndex(work) {
    index ??= open(base, fetch);
    try {
      return await work(await index);
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      variants = undefined;
      index = open(base, fetch, "reload");
      index.catch(() => (index = undefined));
      return work(await index);
    }
  }

  /* A query with what the index has of each unit. */
  async function asked(index, query, signal) {
    let { text, parts } = parsed(query, variants);
    const look = (how) => Promise.all(parts.map((units) =>
      Promise.all(units.map((unit) => (isFound(unit) ? unit : how(index, unit))))));
    parts = await look(found);
    signal?.throwIfAborted();
    if (!variants && parts.flat().some((unit) => unit.kind !== "word" && !isFound(unit))) {
      variants = await index.variants();
      const simplified = parsed(query, variants);
      if (simplified.text !== text) {
        ({ text, parts } = simplified);
        parts = await look(found);
      }
    }
    parts = parts.map(divided);
    parts = await look(found);
    parts = await look(guessed);
    signal?.throwIfAborted();
    return { text, parts };
  }

  async function matches(index, query, { filters = {}, signal } = {}) {
    const chosen = [["c", filters.category], ["t", filters.tag]].filter(([, name]) => name);
    const [{ text, parts }, ...allowed] = await Promise.all([
      asked(index, query, signal),
      ...chosen.map(([kind, name]) => index.postings(`\x01${kind}:${name}`)),
    ]);
    signal?.throwIfAborted();
    const pages = ranked(index, parts, allowed);
    const about = { query, filters, text, patterns: parts.map(patternsOf) };
    return pages.map(({ page, score }, rank) => ({ page, score, rank, about }));
  }

  async function search(query, { limit, ...options } = {}) {
    const results = await withIndex((index) => matches(index, query, options));
    return { results: results.slice(0, limit), total: results.length };
  }

  async function texts(results, { signal } = {}) {
    if (!results.length) return [];
    const [{ rank, about }] = results;
    const before = index;
    return withIndex(async (current) => {
      if (index !== before) {
        // these numbers were another index's
        const again = await matches(current, about.query, { filters: about.filters, signal });
        results = again.slice(rank, rank + results.length);
      }
      const pages = await Promise.all(results.map(({ page }) => current.page(page)));
      signal?.throwIfAborted();
      const read = () => results.map((hit, place) => {
        const { factor, result, isForeign } = verified(pages[place], hit.about, variants);
        return { score: hit.score * factor, isForeign, result: { page: hit.page, ...result } };
      });
      let shown = read();
      if (!variants && shown.some(({ isForeign }) => isForeign)) {
        variants = await current.variants();
        shown = read();
      }
      signal?.throwIfAborted();
      return shown
        .sort((one, other) => other.score - one.score || other.result.page - one.result.page)
        .map(({ result }) => result);
    });
  }

  function suggest(query) {
    return withIndex(async (index) => {
      const { parts } = await asked(index, query);
      const near = await Promise.all(parts.map(async (units) => {
        const [unit] = units;
        if (units.length > 1 || unit.kind !== "word") return pieces(units);
        return isFound(unit) ? [unit.text] : neighbours(index, unit.text, ERRORS);
      }));
      const best = near.map((each) => each[0]).filter(Boolean).join(" ");
      const { text } = parsed(query, variants);
      return [...new Set([best, ...near.flat()])]
        .filter((one) => one && one !== text).slice(0, MOST_SUGGESTED);
    });
  }

  const facets = () => withIndex((index) => index.facets());

  return { search, texts, suggest, facets };
}

/* The longest pieces of a part that are in the index. */
function pieces(units) {
  const made = [];
  let isOpen = false;
  for (const unit of units) {
    if (!isFound(unit)) isOpen = false;
    else if (isOpen && unit.isJoined) made[made.length - 1] += [...unit.text][1];
    else {
      made.push(unit.text);
      isOpen = true;
    }
  }
  return made.sort((one, other) => other.length - one.length);
}
