/* Which pages have what is asked for, and in which order they come.

   A unit's place on a page is the code of a block: `2 * number`, and one more for a title, labels or a
   heading. What is typed without white space between is a part: its units must be in one block or in two
   blocks of text that follow one another, in their order. */

import { rarity } from "./words.js";

const BLOCK = 32; // positions
const TITLES = 16; // blocks that may be a title: number n is one of n + 1 positions, or more in the last
const FIELDS = { title: 8, heading: 4, text: 1 };
const COVERED = 3; // what is added to a page's score, as a factor, where the query is all of the title
const ENOUGH = 5; // pages; if there are fewer, a long query also finds what has most of it
const LONG = 5; // units
const LEAST = { part: 0.4, alone: 0.5, behind: 0.6 }; // of a part's units; of what is asked for

const isTitle = (code) => code % 2 === 1 && code < 2 * TITLES;

/* The pages that match, best first: [{ page, score }, …]. `parts` are lists of units with `lists`,
   `filters` maps whose keys are the pages that are allowed. */
export function ranked(index, parts, filters) {
  const inOrder = (matches) => matches
    .filter(({ page }) => filters.every((pages) => pages.has(page)))
    .map((match) => ({ ...match, score: match.score * (index.boost.get(match.page) ?? 1) }))
    // of equal ones the newer, whose number is higher
    .sort((one, other) => other.score - one.score || other.page - one.page);
  if (!parts.length) return inOrder([...(filters[0]?.keys() ?? [])].map((page) => ({ page, score: 1 })));
  const whole = inOrder(havingAll(index, parts));
  if (whole.length && (whole.length >= ENOUGH || parts.flat().length < LONG)) return whole;
  const known = new Set(whole.map(({ page }) => page));
  const some = inOrder(havingMost(index, parts)).filter(({ page }) => !known.has(page));
  const best = Math.max(...some.map(({ share }) => share));
  const rest = some.filter(({ share }) => share >= (whole.length ? LEAST.behind : LEAST.alone * best));
  const scale = whole.length && rest.length ? whole.at(-1).score / rest[0].score / 2 : 1;
  return [...whole, ...rest.map((match) => ({ ...match, score: match.score * scale }))];
}

const pagesOf = ({ lists }) =>
  lists.length === 1 ? lists[0].postings : new Set(lists.flatMap(({ postings }) => [...postings.keys()]));

/* The codes where a unit is on a page, each with the weight of the best list that has it; `anywhere` is
   the weight of other places, which are not told. */
function placesOf({ lists }, page) {
  const places = new Map();
  places.anywhere = 0;
  for (const { weight, postings } of lists) {
    const codes = postings.get(page);
    if (!codes) continue;
    if (codes.areMore) places.anywhere = Math.max(places.anywhere, weight);
    for (const code of codes) if (!places.has(code)) places.set(code, weight);
  }
  return places;
}

/* The pages that have all parts. */
function havingAll(index, parts) {
  const found = parts.map((units) => {
    const pages = chains(units);
    // of a word alone that of its best list, by which the others are weighed
    const count = units.length > 1 ? pages.size : units[0].lists[0]?.postings.size ?? 0;
    const positions = units.reduce((sum, { kind, isJoined }) => sum + (kind === "gram" && !isJoined ? 2 : 1), 0);
    return { pages, positions, rare: rarity(index, count) };
  });
  const all = found.reduce((sum, { rare }) => sum + rare, 0);
  return [...least(found.map(({ pages }) => pages)).keys()]
    .filter((page) => found.every(({ pages }) => pages.has(page)))
    .map((page) => scored(page, found.map((part) => ({ ...part, places: part.pages.get(page) })), all));
}

/* The pages that have many of the units. */
function havingMost(index, parts) {
  const matches = new Map();
  let all = 0;
  for (const units of parts) {
    const pages = new Map();
    for (const unit of units) {
      const having = pagesOf(unit);
      const rare = rarity(index, having.size);
      all += rare;
      if (having.size > index.pages / 2 && units.length > 2) continue; // says little
      for (const page of having.keys()) {
        if (!pages.has(page)) pages.set(page, []);
        pages.get(page).push({ rare, positions: 1, places: placesOf(unit, page) });
      }
    }
    for (const [page, has] of pages) {
      if (has.length >= LEAST.part * units.length) matches.set(page, [...(matches.get(page) ?? []), ...has]);
    }
  }
  return [...matches].map(([page, has]) => scored(page, has, all));
}

/* A page by what it has of a query: how often and where, how much of `all`, and of it in two blocks that
   follow one another. A title is near everything. */
function scored(page, has, all) {
  let [sum, share, inTitle, covered] = [0, 0, 0, 0];
  const blocks = new Map([[0, 0]]);
  for (const { rare, positions, places } of has) {
    sum += rare * worth(places);
    share += rare / all;
    const title = [...places.keys()].find(isTitle);
    if (title) {
      inTitle += rare / all;
      covered += (places.get(title) * positions) / ((title >> 1) + 1);
    } else {
      const near = new Set([...places.keys()].flatMap((code) => [code >> 1, (code >> 1) + 1]));
      for (const block of near) blocks.set(block, (blocks.get(block) ?? 0) + rare / all);
    }
  }
  const close = inTitle + Math.max(...blocks.values());
  return { page, share, score: sum * (1 + COVERED * Math.min(1, covered) ** 2) * (share ** 2 + close ** 2) };
}

/* What being at `places` is worth: more places are, but less and less. */
function worth(places) {
  const sums = { title: 0, heading: 0, text: places.anywhere ?? 0 };
  for (const [code, weight] of places) {
    sums[isTitle(code) ? "title" : code % 2 ? "heading" : "text"] += weight;
  }
  return Object.entries(sums).reduce((sum, [name, count]) => sum + FIELDS[name] * Math.log2(1 + count), 0);
}

const least = (maps) => maps.reduce((one, other) => (other.size < one.size ? other : one));

/* The pages that have the units of a part as a chain, and the places where it begins. */
function chains(units) {
  const pages = units.map(pagesOf);
  const matches = new Map();
  for (const page of least(pages).keys()) {
    if (!pages.every((each) => each.has(page))) continue;
    const places = units.map((unit) => placesOf(unit, page));
    const starts = new Set(places[0].keys());
    if (places[0].anywhere) {
      for (const code of places.flatMap((each) => [...each.keys()])) starts.add(code).add(Math.max(code - 2, code % 2));
    }
    const begins = new Map();
    for (const code of starts) {
      const weight = chain(places, code);
      if (weight) begins.set(code, weight);
    }
    if (begins.size) matches.set(page, begins);
  }
  return matches;
}

/* The least weight of the places in a chain that begins at a block, or 0 if there is none. */
function chain(places, code) {
  let weight = 1;
  let borders = 1 + Math.floor(places.length / BLOCK);
  for (let unit = 0; ; code += 2, borders -= 1) {
    const before = unit;
    for (let here; (here = places[unit]?.get(code) ?? places[unit]?.anywhere); unit += 1) {
      weight = Math.min(weight, here);
    }
    if (unit === places.length) return weight;
    if (unit === before || code % 2 || !borders) return 0;
  }
}
