/* Marks, in the page that opens, the words that a reader searched for (?h=), until they are dismissed.

   A word of Latin letters is marked where one begins with it, others wherever they stand, also across
   elements in a line; formulas are marked as a whole. */

import { element, filled, strings } from "./dialog.js";
import { begins, isCjk, mapped, normalise } from "./engine.js";

const ROOTS = "article, [role=main], main"; // what a page is about, in the themes there are
const INLINE = "a,abbr,b,bdi,bdo,cite,code,del,dfn,em,i,ins,kbd,mark,q,s,samp,small,span,strong,sub,sup,u,var,wbr";
const SKIPPED = "script,style,noscript,template,textarea,select,button,nav,svg,tex-math,math,.katex,.headerlink,[hidden],[aria-hidden=true]";
const MOST = 2000;

/* Where the words are in a text: [start, end], in order, without overlaps. */
export function matches(text, words) {
  const { written, places } = mapped(text);
  const found = [];
  for (const word of words) {
    for (let at = written.indexOf(word); at >= 0; at = written.indexOf(word, at + 1)) {
      if (isCjk(word) || begins(text, places[at])) found.push([places[at], places[at + word.length]]);
    }
  }
  found.sort(([a, b], [c, d]) => a - c || d - b);
  let end = 0;
  return found.filter((range) => range[0] >= end && (end = range[1]));
}

/* The texts of a page: lists of text nodes that follow one another in a line. */
function* lines(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) =>
    node.nodeType === Node.ELEMENT_NODE && node.matches(SKIPPED)
      ? NodeFilter.FILTER_REJECT
      : NodeFilter.FILTER_ACCEPT,
  );
  const block = (node) => {
    let parent = node.parentElement;
    while (parent !== root && parent.matches(INLINE)) parent = parent.parentElement;
    return parent;
  };
  let line = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches(INLINE)) continue;
    } else if (!line.length || block(node) === block(line[0])) {
      line.push(node);
      continue;
    }
    if (line.length) yield line;
    line = node.nodeType === Node.TEXT_NODE ? [node] : [];
  }
  if (line.length) yield line;
}

/* Wrap a part of a text node. */
function wrap(node, start, end) {
  const part = start ? node.splitText(start) : node;
  if (end - start < part.length) part.splitText(end - start);
  const mark = element("mark", { class: "articles-mark" });
  part.replaceWith(mark);
  mark.append(part);
}

function markLine(nodes, words) {
  const ranges = matches(nodes.map(({ data }) => data).join(""), words);
  let end = nodes.reduce((sum, { length }) => sum + length, 0);
  // from the last one, so that places before stay what they are
  for (const node of [...nodes].reverse()) {
    const start = end - node.length;
    for (const [from, to] of [...ranges].reverse()) {
      if (from < end && to > start) wrap(node, Math.max(from - start, 0), Math.min(to, end) - start);
    }
    end = start;
  }
  return ranges.length;
}

function markFormulas(root, words) {
  const long = words.map((word) => word.replaceAll("$", "")).filter(({ length }) => length > 1);
  let count = 0;
  for (const formula of root.querySelectorAll("tex-math")) {
    const tex = normalise(formula.querySelector("annotation")?.textContent ?? "").replace(/\s/g, "");
    if (!long.some((word) => tex.includes(word))) continue;
    formula.classList.add("articles-mark");
    count += 1;
  }
  return count;
}

function clear() {
  document.removeEventListener("keydown", escape);
  document.querySelectorAll(".articles-marked").forEach((button) => button.remove());
  for (const formula of document.querySelectorAll("tex-math.articles-mark")) {
    formula.classList.remove("articles-mark");
  }
  for (const mark of document.querySelectorAll("mark.articles-mark")) {
    const { parentNode } = mark;
    mark.replaceWith(...mark.childNodes);
    parentNode.normalize();
  }
}

function escape(event) {
  if (event.key === "Escape" && !event.defaultPrevented && !document.querySelector("dialog[open]")) clear();
}

/* Mark the words, which white space separates, and take them from the address. */
export function mark(asked) {
  const address = new URL(location);
  address.searchParams.delete("h");
  history.replaceState(history.state, "", address);
  clear();
  const root = document.querySelector(ROOTS);
  const words = normalise(asked ?? "").split(/\s+/).filter(Boolean);
  if (!root || !words.length) return;
  let count = markFormulas(root, words);
  for (const line of [...lines(root)]) {
    if (count < MOST) count += markLine(line, words);
  }
  if (!count) return;
  const told = count === 1 ? strings.marked_one : filled(strings.marked, count);
  const button = element(
    "button",
    {
      class: "articles-marked", type: "button", title: strings.unmark,
      "aria-label": `${told} · ${strings.unmark}`, "data-search-exclude": true,
    },
    element("link", { rel: "stylesheet", href: new URL("highlight.css", import.meta.url).href }),
    told,
    element("span", { "aria-hidden": "true" }, "×"),
  );
  button.addEventListener("click", clear);
  root.append(button); // which goes with the page where a theme swaps pages
  document.addEventListener("keydown", escape);
}
