/* Which terms of an index a unit of a query means, and with what weight.

   A gram (two CJK characters) means itself, a single character all grams that begin with it. A word
   means itself, its other forms, and, as the last thing of what is typed, all that begins with it; only
   if there is nothing of that, what differs by one typing error. */

const WEIGHT = { exact: 1, form: 0.9, longer: 0.6, near: 0.5 };
const SHARDS = { character: 8, word: 2, half: 3 }; // at most, for what may be in many
const SHORTEST = 4; // letters of a word that can be mistyped
const MOST = 3; // words that a mistyped one may mean

/* `unit`, as engine.js has it, with `lists`: [{ weight, postings }], and `forms`: of whose words these
   are that do not begin with the unit's text. */
export async function found(index, unit) {
  if (unit.kind === "word") return foundWord(index, unit);
  const lists = [];
  if (unit.kind === "character" && unit.last) {
    lists.push(merged(WEIGHT.exact, await index.range(unit.text, SHARDS.character)));
  } else lists.push({ weight: WEIGHT.exact, postings: await index.postings(unit.text) });
  return { ...unit, forms: [], lists: lists.filter(({ postings }) => postings.size) };
}

async function foundWord(index, unit) {
  const { text, last } = unit;
  const stem = stemOf(text);
  const ranges = [index.range(text, SHARDS.word)];
  if (stem !== text) ranges.push(index.range(stem.replace(/i$/, ""), SHARDS.word));
  const entries = new Map();
  for (const entry of (await Promise.all(ranges)).flat()) entries.set(entry.term, entry);
  const exact = entries.get(text);
  entries.delete(text);
  const others = [...entries.values()];
  const forms = others.filter(({ term }) => stemOf(term) === stem);
  // A letter alone is the beginning of too much.
  const longer = last && (text.length > 1 || !exact)
    ? others.filter(({ term }) => term.startsWith(text) && !forms.some((form) => form.term === term))
    : [];
  const lists = [
    merged(WEIGHT.exact, exact ? [exact] : []),
    merged(WEIGHT.form, forms),
    merged(WEIGHT.longer, longer),
  ].filter(({ postings }) => postings.size);
  // A page with a rare word should not come after many with what only begins so.
  const rare = ({ postings }) => rarity(index, postings.size);
  return {
    ...unit,
    forms: forms.map(({ term }) => term).filter((term) => !term.startsWith(text)),
    lists: lists.map((list) => ({ ...list, weight: list.weight * Math.min(1, rare(list) / rare(lists[0])) })),
  };
}

/* How rare something is that so many pages have. */
export const rarity = (index, pages) => Math.log(1 + index.pages / (pages + 0.5));

/* A word that was not found, as those that differ from it by one error. */
export async function guessed(index, unit) {
  const words = unit.kind === "word" ? (await neighbours(index, unit.text, 1)).slice(0, MOST) : [];
  const entries = await Promise.all(words.map((word) => index.range(word, 1)));
  const list = merged(WEIGHT.near, entries.flat());
  return { ...unit, forms: words, lists: list.postings.size ? [list] : [] };
}

/* The postings of several terms as those of one. */
function merged(weight, entries) {
  if (entries.length === 1) return { weight, postings: entries[0].postings() };
  const postings = new Map();
  for (const entry of entries) {
    for (const [page, codes] of entry.postings()) {
      postings.set(page, postings.has(page) ? [...postings.get(page), ...codes] : codes);
    }
  }
  return { weight, postings };
}

/* The words of the index with at most so many errors in comparison to `word`: nearest first, then those
   on most pages. One error leaves one of a word's halves whole, unless it exchanges the two letters where
   they meet. */
export async function neighbours(index, word, errors) {
  const letters = [...word];
  if (letters.length < SHORTEST) return [];
  const middle = letters.length >> 1;
  const [first, second] = [letters.slice(0, middle).join(""), letters.slice(middle).join("")];
  const [left, right] = letters.slice(middle - 1, middle + 1);
  const exchanged = first.slice(0, -left.length) + right + left + second.slice(right.length);
  const [begins, ends, turned] = await Promise.all([
    index.range(first, SHARDS.half),
    index.endings(second, SHARDS.half),
    index.postings(exchanged),
  ]);
  const near = new Map();
  const add = (term, pages) => {
    const errorsOf = near.has(term) ? errors + 1 : distance(term, word, errors);
    if (errorsOf <= errors) near.set(term, { term, errors: errorsOf, pages: pages() });
  };
  if (turned.size) add(exchanged, () => turned.size);
  for (const { term, postings } of begins) {
    add(term, () => postings().size);
    add(/^[^_.'^-]*/.exec(term)[0], () => postings().size);
  }
  for (const [term, pages] of ends) add(term, () => pages);
  return [...near.values()]
    .sort((a, b) => a.errors - b.errors || b.pages - a.pages || (a.term < b.term ? -1 : 1))
    .map(({ term }) => term);
}

/* Letters left out, put in, replaced, or exchanged with the next one: how many between two words; more
   than `most` is `most + 1`. (Optimal string alignment.) */
export function distance(one, other, most) {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let [before, row] = [[], Array.from({ length: b.length + 1 }, (_, place) => place)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    [before, row] = [row, next];
    if (Math.min(...row) > most) return most + 1;
  }
  return Math.min(row[b.length], most + 1);
}

/* What the forms of an English word have in common: trees → tre, libraries and library → librari. */
export function stemOf(word) {
  if (!/^[a-z]{4,}$/.test(word)) return word;
  let stem = word.replace(/(?<=[^s])s$/, "").replace(/(?:ied|ie|y)$/, "i");
  const bare = stem.replace(/(?:ing|(?<!e)ed)$/, "");
  if (bare.length > 2 && /[aeiouy]/.test(bare)) stem = bare;
  stem = stem.replace(/e$/, "").replace(/([bdfglmnprt])\1$/, "$1");
  return stem.length > 2 ? stem : word;
}
