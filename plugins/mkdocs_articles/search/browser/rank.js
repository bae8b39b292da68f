/* Which pages have what is asked for, and in which order they come.

   A unit's place on a page is the code of a block: `2 * number`, and one more for a title, labels or a
   heading. What is typed without white space between is a part: its units must be in one block or in two
   blocks of text that follow one another, in their order. */

const TITLE = 1; // its code
const BLOCK = 32; // positions
const FIELDS = { title: 8, heading: 4, text: 1 };
const TOGETHER = 1.5; // for parts in the same or the next block
const ENOUGH = 5; // pages; if there are fewer, a long query also finds what has most of it
const LONG = 5; // units
const MOST = { part: 0.4, alone: 0.5, behind: 0.6 }; // of a part's units, of what the best page has

/* The pages that match, best first: [{ page, score }, …]. `parts` are lists of units with `lists`,
   `filters` maps of the pages that are allowed. */
export function ranked(index, parts, filters) {
  const allowed = (page) => filters.every((pages) => pages.has(page));
  const whole = wholeMatches(index, parts).filter(({ page }) => allowed(page));
  const units = parts.flat();
  const some = whole.length < ENOUGH && (!whole.length || units.length >= LONG)
    ? partMatches(index, parts).filter(({ page }) => allowed(page))
    : [];
  const best = some.reduce((most, { share }) => Math.max(most, share), 0);
  const known = new Set(whole.map(({ page }) => page));
  const least = whole.length ? MOST.behind : MOST.alone * best;
  const rest = some.filter(({ page, share }) => !known.has(page) && share >= least);
  return [...sorted(index, whole), ...sorted(index, rest)];
}

/* Better ones first; of equal ones the newer, whose number is higher. */
function sorted(index, matches) {
  return matches
    .map(({ page, score }) => ({ page, score: score * (index.boost.get(page) ?? 1) }))
    .sort((one, other) => other.score - one.score || other.page - one.page);
}

/* How rare something is that so many pages have. */
const rarity = (index, pages) => Math.log(1 + index.pages / (pages + 0.5));

const pagesOf = ({ lists }) =>
  lists.length === 1 ? lists[0].postings : new Set(lists.flatMap(({ postings }) => [...postings.keys()]));

/* The codes where a unit is on a page, each with the weight of the best list that has it. */
function placesOf({ lists }, page) {
  const places = new Map();
  for (const { weight, postings } of lists) {
    for (const code of postings.get(page) ?? []) {
      if (!places.has(code)) places.set(code, weight);
    }
  }
  return places;
}

/* What being at `places` is worth: more places are, but less and less. */
function worth(places) {
  const sums = { title: 0, heading: 0, text: 0 };
  for (const [code, weight] of places) {
    sums[code === TITLE ? "title" : code % 2 ? "heading" : "text"] += weight;
  }
  let total = 0;
  for (const field in sums) total += FIELDS[field] * Math.log2(1 + sums[field]);
  return total;
}

/* The pages that have all parts. */
function wholeMatches(index, parts) {
  const found = parts.map(chains).sort((one, other) => one.size - other.size);
  if (!found.length) return [];
  const rarities = found.map(({ size }) => rarity(index, size));
  const [rarest, ...others] = found;
  const matches = [];
  for (const page of rarest.keys()) {
    if (!others.every((pages) => pages.has(page))) continue;
    const places = found.map((pages) => pages.get(page));
    const score = places.reduce((sum, each, part) => sum + rarities[part] * worth(each), 0);
    matches.push({ page, score: score * (areTogether(places) ? TOGETHER : 1) });
  }
  return matches;
}

/* The pages that have the units of a part as a chain, and the places where it begins. */
function chains(units) {
  const pages = units.map(pagesOf);
  const rarest = pages.reduce((least, each) => (each.size < least.size ? each : least));
  const matches = new Map();
  for (const page of rarest.keys()) {
    if (!pages.every((each) => each.has(page))) continue;
    const places = units.map((unit) => placesOf(unit, page));
    const begins = new Map();
    for (const code of places[0].keys()) {
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
    while (places[unit]?.has(code)) weight = Math.min(weight, places[unit++].get(code));
    if (unit === places.length) return weight;
    if (unit === before || code % 2 || !borders) return 0;
  }
}

/* Whether all parts are somewhere in the same or the next block; a title is near everything. */
function areTogether([first, ...others]) {
  const isNear = (code, other) => other === TITLE || Math.abs((code >> 1) - (other >> 1)) < 2;
  return [...first.keys()].some((code) =>
    others.every((places) => [...places.keys()].some((other) => isNear(code, other))));
}

/* The pages that have many of the units: by how much they have of it, also within two blocks. */
function partMatches(index, parts) {
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
        pages.get(page).push({ rare, places: placesOf(unit, page) });
      }
    }
    for (const [page, has] of pages) {
      if (has.length < MOST.part * units.length) continue;
      matches.set(page, [...(matches.get(page) ?? []), ...has]);
    }
  }
  return [...matches].map(([page, has]) => {
    const share = has.reduce((sum, { rare }) => sum + rare, 0) / all;
    const sum = has.reduce((total, { rare, places }) => total + rare * worth(places), 0);
    return { page, share, score: sum * (share ** 2 + (closest(has) / all) ** 2) };
  });
}

/* How much of what a page has is in the two blocks that have most. */
function closest(has) {
  const blocks = new Map();
  for (const { rare, places } of has) {
    const near = new Set([...places.keys()].flatMap((code) => [code >> 1, (code >> 1) + 1]));
    for (const block of near) blocks.set(block, (blocks.get(block) ?? 0) + rare);
  }
  return Math.max(...blocks.values());
}
