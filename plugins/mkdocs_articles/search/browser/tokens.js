/* A query as the index has texts: the same is written the same, and cut into units.

   The twin of mkdocs_articles/search/tokens.py, which says what is done and why; the cases in
   tests/search/tokens hold both to it. Nothing here throws, whatever it is given. */

export const CJK =
  "\\u3005\\u3007\\u3041-\\u3096\\u309d-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u3105-\\u312f\\u31a0-\\u31bf" +
  "\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7a3\\uf900-\\ufaff\\u{20000}-\\u{323af}";
export const LETTER = `(?![${CJK}])[\\p{L}\\p{N}]`; // or digit
export const LONGEST = 32; // characters of a term

export const FORMATTING =
  "\\\\(?:mathbf|mathrm|mathit|mathsf|mathtt|mathcal|mathbb|mathfrak|mathscr|mathnormal|boldsymbol|bm|bf|rm|" +
  "it|text|textbf|textit|textrm|textsf|texttt|textnormal|mbox|hbox|operatorname|left|right|middle|" +
  "big|bigg|bigl|bigr|bigm|biggl|biggr|biggm|displaystyle|textstyle|scriptstyle|limits|nolimits|" +
  "quad|qquad|hat|widehat|bar|overline|underline|tilde|widetilde|vec|dot|ddot|mathop|mathrel|mathbin|" +
  "notag|nonumber)(?![A-Za-z])";
const GROUP = new RegExp(
  `(?:([_^])\\{([^{}]*)\\}|(\\\\[A-Za-z]+)?${FORMATTING}\\*?\\s*\\{([^{}]*)\\})(?=([A-Za-z0-9\\\\]?))`, "gi",
);
const OPEN = /\\[A-Za-z]+$/; // a command that a letter would continue
const NOTHING = new RegExp(`\\\\(?:begin|end|label)\\s*\\{[^{}]*\\}|${FORMATTING}`, "gi");
const ESCAPED = /\\(?=[_#%&$])|(?<=[_^])\\(?=[A-Za-z])/g;
const COMMAND = /\\([A-Za-z]+)([_^]?)/g;
const DEEPEST = 8; // groups in each other

const UNIT = new RegExp(
  `[${CJK}]+|[A-Za-z](?:\\+\\+|#)(?!${LETTER})|(?:__)?(?:${LETTER})+(?:(?:__|[_.'^-])(?:${LETTER})+)*`,
  "gu",
);
const IS_CJK = new RegExp(`^[${CJK}]`, "u");

// What keeps its length, and other characters with what may become one with them.
const CHUNK = /[\0-\x7f]+|[\u3001-\u3098\u30a1-\u30fe\u3400-\u9fff]+|.[\u0300-\u036f\u3099\u309a\uff9e\uff9f]*/gsu;

export const isCjk = (text) => IS_CJK.test(text);

/* `text` as it is compared. `variants` maps traditional characters to simplified ones. */
export function normalise(text, variants) {
  let plain = text
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u2010-\u2013\u2212]/g, "-")
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff\ufe00-\ufe0f]/g, "")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]+/g, "")
    .normalize("NFC");
  if (variants) plain = Array.from(plain, (one) => variants.get(one) ?? one).join("");
  return plain.toLowerCase().replaceAll("ς", "σ");
}

/* `text` normalised, and where what is written there stands in `text`: `places[i]` is where `written[i]`
   comes from, and one more at the end. */
export function mapped(text, variants) {
  let written = "";
  const places = [];
  let place = 0;
  for (const [chunk] of text.matchAll(CHUNK)) {
    const made = normalise(chunk, variants);
    const isSame = made.length === chunk.length;
    for (let at = 0; at < made.length; at += 1) places.push(place + (isSame ? at : 0));
    written += made;
    place += chunk.length;
  }
  places.push(place);
  return { written, places };
}

/* The words and the runs of CJK characters of normalised text. */
export const runs = (text) => plainTex(text).match(UNIT) ?? [];

function plainTex(text) {
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const less = text.replace(GROUP, (_, script, low, command, styled, after) =>
      (script ? script + low : (command ? `${command} ` : "") + styled) + (after && (!script || OPEN.test(low)) ? " " : ""));
    if (less === text) break;
    text = less;
  }
  return text.replace(NOTHING, " ").replace(ESCAPED, "")
    .replace(COMMAND, (_, name, script) => ` ${name}${script || " "}`);
}
