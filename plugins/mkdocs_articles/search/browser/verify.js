/* Found pages against their texts: what of a query is there as it was typed, and what to show of it. */

import { CJK, FORMATTING, LETTER, mapped, normalise } from "./tokens.js";

const LENGTH = 120; // characters of an excerpt
const BEFORE = 30; // of them before what was found
const SECTIONS = 3;
const WORDS = 8;
// What a page's score is multiplied with when its text is known: nothing of the query is there; all of
// it is, letter by letter; all of its title is.
const FACTOR = { absent: 0.25, exact: 2, title: 1.5 };

const IN_WORD = `(?:${FORMATTING}\\*?\\s*|[{}\\\\])*`; // between the letters of a word in TeX
const BETWEEN = `(?:${FORMATTING}|(?!${LETTER}|[${CJK}])[^\\n]){0,12}?`; // between units
const FORMULA = /\$(?!\s)[^$\n]+(?<!\s)\$/g;
const SENTENCE = /[\n。！？；]|[.!?] /g;
const STARTS = new RegExp(`^${LETTER}`, "u");
const ENDS = new RegExp(`${LETTER}$`, "u");

/* Whether a word may begin at `place` of `text`, as the index divides words. */
export function begins(text, place) {
  const [before, after] = [text.slice(Math.max(0, place - 2), place), text.slice(place, place + 3)];
  if (!ENDS.test(before) || !STARTS.test(after)) return true;
  if (/\p{N}$/u.test(before)) return /^\p{L}/u.test(after);
  return /[a-z]$/.test(before) ? /^[A-Z]/.test(after) : /[A-Z]$/.test(before) && /^[A-Z][a-z]{2}/.test(after);
}

/* How to find the units of a part in a text: one after the other, and each of them. */
export function patternsOf(part) {
  let whole = "";
  const units = part.map(({ kind, text, isJoined, forms }, place) => {
    let source = text;
    if (kind === "word") {
      const spelt = (word) => Array.from(word, (one) => one.replace(/[.^+]/, "\\$&")).join(IN_WORD);
      source = `(?:${[text, ...forms].map(spelt).join("|")})`;
      if (place < part.length - 1) source += `(?!${LETTER})`;
    }
    whole += isJoined ? [...text][1] : (place ? BETWEEN : "") + source;
    return { isWord: kind === "word", pattern: new RegExp(source, "gu") };
  });
  return { isCjk: !units.some(({ isWord }) => isWord), whole: { ...units[0], pattern: new RegExp(whole, "gu") }, units };
}

/* What to show of a page, and how well it has what was asked for.

   `page` is its file, `asked` has `text` (the query, normalised) and `patterns`. Gives `factor`, which
   is for its score; `isForeign`: it is written in other characters, and needs `variants`; `result`. */
export function verified(page, { text: query, patterns }, variants) {
  const field = (text) => ({ text, ...mapped(text, variants), ranges: [] });
  const sections = page.sections.map(([, anchor, heading, text]) => (
    { anchor, heading: field(heading), text: field(text) }));
  const labels = field([...page.categories, ...page.tags].join("\n"));
  const fields = [...sections.flatMap(({ heading, text }) => [heading, text]), labels];
  let present = 0;
  let isForeign = false;
  patterns.forEach(({ whole, units, isCjk }, part) => {
    if (mark(fields, whole, part)) present += 1;
    else {
      const some = units.filter((unit) => mark(fields, unit, part)).length;
      if (isCjk && !some) isForeign = true;
    }
  });
  const [{ heading: title }] = sections;
  const squeezed = query.replace(/\s/g, "");
  const isExact = fields.some(({ written }) => written.replace(/\s/g, "").includes(squeezed));
  const covered = merged(title.ranges).reduce((sum, [start, end]) => sum + end - start, 0);
  const factor =
    (FACTOR.absent + (1 - FACTOR.absent) * (present / patterns.length)) *
    (isExact ? FACTOR.exact : 1) *
    (1 + ((FACTOR.title - 1) * covered) / (title.text.length || 1));
  return { factor, isForeign, result: resultOf(page, sections, wordsOf(fields)) };
}

/* Note where a pattern is in the fields; how often it is. */
function mark(fields, { pattern, isWord }, part) {
  let count = 0;
  for (const { text, written, places, ranges } of fields) {
    pattern.lastIndex = 0;
    for (let match; (match = pattern.exec(written)); pattern.lastIndex = match.index + 1) {
      const [start, end] = [places[match.index], places[match.index + match[0].length]];
      if (isWord && !begins(text, start)) continue;
      ranges.push([start, end, part]);
      count += 1;
    }
  }
  return count;
}

/* What is marked, as it is written in the page. */
function wordsOf(fields) {
  const words = fields.flatMap(({ text, ranges }) =>
    merged(ranges).flatMap(([start, end]) => normalise(text.slice(start, end)).split(/\s+/)));
  return [...new Set(words)].filter(Boolean).slice(0, WORDS);
}

function resultOf({ url, path, date, categories, tags }, sections, words) {
  const value = ({ heading, text }) => {
    const ranges = [...heading.ranges, ...text.ranges];
    const parts = new Set(ranges.map(([, , part]) => part));
    return 10 * parts.size + 5 * Math.min(heading.ranges.length, 1) + Math.min(ranges.length, 5);
  };
  const [first] = sections;
  const found = sections.filter(({ heading, text }) =>
    text.ranges.length || (heading !== first.heading && heading.ranges.length));
  const best = new Set([...found].sort((one, other) => value(other) - value(one)).slice(0, SECTIONS));
  const shown = best.size ? sections.filter((section) => best.has(section)) : [first];
  return {
    url, path, date, categories, tags, words,
    title: pieces(first.heading),
    sections: shown.map(({ anchor, heading, text }) => (
      { anchor, heading: pieces(heading), excerpt: excerpt(text) })),
  };
}

/* The part of a text that has most of what was found, close together. */
function excerpt(field) {
  const { text } = field;
  const ranges = merged(field.ranges);
  const value = ([from]) => {
    const near = field.ranges.filter(([start, end]) => start >= from && end <= from + LENGTH - BEFORE);
    return 10 * new Set(near.map(([, , part]) => part)).size + near.length;
  };
  const first = ranges.reduce((best, range) => (best && value(best) >= value(range) ? best : range), null);
  let start = first ? Math.max(0, first[0] - BEFORE) : 0;
  const ends = [...text.slice(start, first?.[0] ?? 0).matchAll(SENTENCE)];
  if (ends.length) start += ends.at(-1).index + ends.at(-1)[0].length;
  let isCut = start > 0 && !ends.length;
  let end = Math.min(text.length, start + LENGTH);
  for (const { index, 0: formula } of text.matchAll(FORMULA)) {
    const after = index + formula.length;
    if (index < start && start < after) start = index;
    if (index < end && end < after) end = after;
  }
  const isTorn = (place) => /[\udc00-\udfff]/.test(text[place] ?? "");
  if (isTorn(start)) start -= 1;
  if (isTorn(end)) end += 1;
  const shown = pieces(field, start, end).map((piece) => piece.replace(/\s/g, " "));
  if (isCut) shown[0] = `…${shown[0]}`;
  if (end < text.length) shown[shown.length - 1 - ((shown.length - 1) % 2)] += "…";
  return shown;
}

/* A text, of which every second piece is marked. */
function pieces({ text, ranges }, from = 0, to = text.length) {
  const cut = [];
  let place = from;
  for (const [start, end] of merged(ranges)) {
    if (end <= from || start >= to) continue;
    cut.push(text.slice(place, Math.max(start, from)), text.slice(Math.max(start, from), Math.min(end, to)));
    place = Math.min(end, to);
  }
  return [...cut, text.slice(place, to)];
}

/* Ranges in their order, those that overlap or touch made one. */
function merged(ranges) {
  const made = [];
  for (const [start, end] of [...ranges].sort((one, other) => one[0] - other[0])) {
    const last = made.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else made.push([start, end]);
  }
  return made;
}
