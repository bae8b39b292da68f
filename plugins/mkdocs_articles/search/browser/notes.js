/* What stands in the place of results: hints at first, what to do if nothing was found or failed. */

import { element, filled } from "./dom.js";
import strings from "./strings.js";

const button = (text, action) => {
  const made = element("button", { class: "articles-search__chip", type: "button" }, text);
  made.addEventListener("click", action);
  return made;
};

/* What can be searched for. */
export function hints() {
  const rows = [
    [strings.words, strings.words_hint],
    [strings.formulas, strings.formulas_hint, "\\sigma(x)"],
    [strings.code, strings.code_hint, "tf.Example"],
  ];
  return [
    element(
      "dl",
      { class: "articles-search__hints" },
      ...rows.flatMap(([name, text, example]) => [
        element("dt", {}, name),
        element("dd", {}, text, ...(example ? [" ", element("code", {}, example)] : [])),
      ]),
    ),
  ];
}

/* Nothing was found: `near` are queries that may have been meant, `fill(query)` asks one;
   `unfilter`, where a filter is chosen, drops it. */
export function nothing(query, near, fill, unfilter) {
  return [
    element("p", { class: "articles-search__lead" }, filled(strings.none, query)),
    near.length
      ? element(
          "p",
          { class: "articles-search__near" },
          element("span", { class: "articles-search__kicker" }, strings.near),
          ...near.map((other) => button(other, () => fill(other))),
        )
      : element("p", {}, strings.less),
    ...(unfilter ? [element("p", {}, button(strings.unfilter, unfilter))] : []),
  ];
}

/* Something could not be had. */
export function failure(retry) {
  let reason = strings.missing;
  if (!self.DecompressionStream) reason = strings.outdated;
  else if (!navigator.onLine) reason = strings.offline;
  return [
    element("p", { class: "articles-search__lead", role: "alert" }, reason),
    element("p", {}, button(strings.retry, retry)),
  ];
}
