/* Snippets that a reader can run: a toolbar for each `.cell--live`, and Python behind it.

   Nothing is fetched before Run is pressed for the first time. The worker outlives a page where the
   theme swaps pages without loading them; variables belong to a page. */

const LONGEST_START = 120_000; // milliseconds: 6 MB, on a slow connection too
// What only a terminal understands, and what a progress bar has overwritten.
const CONTROL = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\n]*\r+(?=[^\r\n])/g;

let texts; // in the language of the page: mkdocs_articles/labels.py
let page; // the cells that are bound now
let python; // the worker, once there is one

/* A worker with Python in it, which does one thing at a time. */
class Python {
  constructor() {
    this.worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = ({ data }) => this.hear(data);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.end("unreachable");
    };
  }

  async start() {
    const timer = setTimeout(() => this.end("slow"), LONGEST_START);
    await this.ask({ texts }).finally(() => clearTimeout(timer));
  }

  /* Whether it came to its end; what comes meanwhile goes to `show(kind, text)`. */
  ask(message, show = () => {}) {
    return new Promise((resolve, reject) => {
      this.asked = { resolve, reject, show };
      this.worker.postMessage(message);
    });
  }

  hear({ kind, text, succeeded }) {
    if (kind === "done") this.asked.resolve(succeeded);
    else if (kind === "broken") this.end(text);
    else this.asked.show(kind, text);
  }

  /* Ends whatever it does. Its variables are lost. */
  end(reason) {
    this.worker.terminate();
    python = undefined;
    this.asked?.reject(new Error(reason));
  }
}

/* What a snippet puts out now, in the place of what it put out when the page was made. */
class Output {
  constructor(cell) {
    this.frozen = cell.querySelector(":scope > .cell-output");
    this.region = element("div", "cell-output cell-output--live");
    this.region.hidden = true;
    for (const [name, value] of Object.entries({
      role: "group", "aria-label": texts.output, "aria-live": "polite", "data-search-exclude": "",
    })) this.region.setAttribute(name, value);
    cell.append(this.region);
  }

  begin() {
    this.pieces = [];
    this.region.setAttribute("aria-busy", "true"); // read out once, at the end
  }

  add(kind, text) {
    const last = this.pieces.at(-1);
    if (last?.kind === kind) last.text += text;
    else this.pieces.push({ kind, text });
    this.drawing ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.drawing);
    this.drawing = undefined;
    this.region.replaceChildren(
      ...this.pieces.map(({ kind, text }) => {
        const pre = element("pre", `cell-text cell-${kind}`);
        pre.tabIndex = 0;
        pre.textContent = text.replace(CONTROL, "").replace(/\n+$/, "");
        return pre;
      }),
    );
    this.show(true);
  }

  end() {
    this.draw();
    this.region.removeAttribute("aria-busy");
  }

  show(live) {
    this.region.hidden = !live || this.pieces.length === 0;
    if (this.frozen) this.frozen.hidden = live;
  }
}

class Cell {
  constructor(root, number) {
    this.root = root;
    this.name = `<cell ${number}>`;
    this.raises = "raises" in root.dataset;
    this.source = root.querySelector("pre > code");
    this.original = this.source.cloneNode(true);
    this.first = this.code;
    this.ran = undefined; // the code as it was when it ran on this page
    this.output = new Output(root);
    this.run = button(texts.run, () => page.press(this));
    this.reset = button(texts.reset, () => this.restore());
    this.reset.hidden = true;
    this.note = element("span", "cell-tools__note");
    this.note.setAttribute("role", "status");
    const tools = element("div", "cell-tools");
    tools.append(this.run, this.reset, this.note);
    root.querySelector(".highlight, pre").closest(".cell > *").after(tools);
    this.makeEditable();
  }

  /* As it stands, without what themes put into it. */
  get code() {
    const copy = this.source.cloneNode(true);
    copy.querySelectorAll(".linenos, .md-annotation").forEach((other) => other.remove());
    copy.querySelectorAll("br").forEach((line) => line.replaceWith("\n"));
    return copy.textContent;
  }

  makeEditable() {
    const { source } = this;
    try {
      source.contentEditable = "plaintext-only";
    } catch {
      return; // an older browser: the snippet runs as it is
    }
    source.spellcheck = false;
    for (const [name, value] of Object.entries({
      role: "textbox", "aria-multiline": "true", "aria-label": texts.code,
      autocapitalize: "off", autocorrect: "off", translate: "no",
    })) source.setAttribute(name, value);
    source.addEventListener("input", () => {
      this.reset.hidden = this.code === this.first;
    });
    source.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") this.run.focus();
      else if (event.key !== "Enter") return;
      else if (event.ctrlKey || event.metaKey) page.press(this, true);
      else document.execCommand("insertText", false, `\n${this.indentation()}`);
      event.preventDefault();
      event.stopPropagation(); // themes have keys of their own
    });
  }

  /* How far the next line is to be indented: as far as this one, and further after a colon. */
  indentation() {
    const before = getSelection().getRangeAt(0).cloneRange();
    before.setStart(this.source, 0);
    const line = before.toString().split("\n").at(-1);
    return line.match(/^[ \t]*/)[0] + (/:\s*(#.*)?$/.test(line) ? "    " : "");
  }

  restore() {
    this.source.replaceChildren(...this.original.cloneNode(true).childNodes);
    this.output.pieces = [];
    this.output.show(false);
    this.reset.hidden = true;
    this.say("");
    this.run.focus();
  }

  say(text) {
    this.note.textContent = text;
  }

  /* Run it; whether it went as it should. */
  async execute(token) {
    const code = this.code;
    this.say(texts.running);
    this.output.begin();
    try {
      const succeeded = await python.ask({ code, name: this.name, page: token }, (kind, text) =>
        this.output.add(kind, text),
      );
      this.ran = code;
      this.say(this.output.pieces.length ? "" : texts.empty);
      return succeeded || this.raises;
    } finally {
      this.output.end();
    }
  }
}

let pages = 0;

/* The cells of a page, one of which may be running. */
class Page {
  constructor(roots) {
    const all = [...document.querySelectorAll(".cell")]; // frozen tracebacks count these
    this.token = ++pages;
    this.cells = roots.map((root) => new Cell(root, all.indexOf(root) + 1));
  }

  /* The button of a cell, or its key, which does not stop it. */
  press(cell, isKey = false) {
    if (!this.running) this.runUpTo(cell);
    else if (this.running === cell && !isKey) this.leave();
  }

  leave() {
    if (this.running) python?.end("stopped");
  }

  async runUpTo(cell) {
    this.mark(cell);
    try {
      if (!python) {
        cell.say(texts.loading);
        python = new Python();
        await python.start();
      }
      cell.say(texts.running);
      let isSound = true;
      for (const one of this.cells.slice(0, this.cells.indexOf(cell))) {
        if (one.ran !== one.code) isSound = (await one.execute(this.token)) && isSound;
      }
      await cell.execute(this.token);
      if (!isSound) cell.say(texts.earlier);
    } catch (error) {
      for (const one of this.cells) one.ran = undefined;
      cell.say(texts[error.message] ?? texts.died.replace("{}", error.message));
    } finally {
      this.mark();
    }
  }

  mark(running) {
    this.running = running;
    for (const cell of this.cells) {
      cell.run.textContent = cell === running ? texts.stop : texts.run;
      cell.run.classList.toggle("cell-tools__stop", cell === running);
      cell.run.disabled = Boolean(running) && cell !== running;
    }
  }
}

function element(tag, classes) {
  const made = document.createElement(tag);
  made.className = classes;
  return made;
}

function button(text, press) {
  const made = element("button", "cell-tools__button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function bind() {
  if (page?.cells[0]?.root.isConnected) return;
  page?.leave();
  page = undefined;
  const script = document.querySelector("script[data-live-texts]");
  if (!script) return;
  texts = JSON.parse(script.dataset.liveTexts);
  page = new Page([...document.querySelectorAll(".cell--live")]);
}

// Material (and Zensical) tell of each page that they swap in; the first is among them.
if (window.document$) window.document$.subscribe(bind);
else bind();
