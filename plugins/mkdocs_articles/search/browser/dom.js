/* Elements, made without a parser of HTML: what an index holds can only become text. */

const FORMULA = /\$(?!\s)[^$\n]+(?<!\s)\$/g;

/* An element with attributes (true: empty, false and null: none) and what is in it. */
export function element(name, attributes = {}, ...content) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value != null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...content);
  return made;
}

/* A string of strings.js with what belongs into it. */
export const filled = (string, value) => string.replace("{}", () => value);

/* Nodes of a text that comes as [plain, marked, plain, …]: what is marked as such, and formulas, which
   an index has as TeX between dollars, as code. */
export function rich(pieces) {
  const text = pieces.join("");
  const marks = [];
  let place = 0;
  pieces.forEach((piece, number) => {
    if (number % 2) marks.push([place, place + piece.length]);
    place += piece.length;
  });
  const formulas = [...text.matchAll(FORMULA)].map(({ 0: { length }, index }) => [index, index + length]);
  const dollars = new Set(formulas.flatMap(([start, end]) => [start, end - 1]));
  const inside = (ranges, at) => ranges.find(([start, end]) => start <= at && at < end);
  const edges = [0, text.length, ...marks.flat(), ...formulas.flat()];
  for (const at of dollars) edges.push(at, at + 1);
  const sorted = [...new Set(edges)].sort((a, b) => a - b);
  const nodes = [];
  let code;
  sorted.slice(0, -1).forEach((start, number) => {
    const formula = inside(formulas, start);
    if (!formula) code = undefined;
    else if (formula[0] === start) nodes.push((code = element("code")));
    if (dollars.has(start)) return;
    const part = text.slice(start, sorted[number + 1]);
    const node = inside(marks, start) ? element("mark", {}, part) : part;
    if (code) code.append(node);
    else nodes.push(node);
  });
  return nodes;
}
