/* Python for the snippets of a page: Pyodide in a worker, which can be ended at any moment.

   The first message is {texts}, any other {code, name, page}. Answers are {kind, text}: "stdout",
   "stderr", "result" and "error" are output; "done" (with `succeeded`) is the end of what was asked;
   "broken" is the end of this worker, its text the reason. */

import { loadPyodide } from "./pyodide/pyodide.mjs";

const say = (kind, text) => self.postMessage({ kind, text });
// Without it a list of packages would be fetched that are not here. Pyodide 314 checks the ABI's version.
const NO_PACKAGES = { info: { abi_version: "2026_0" }, packages: {} };
const SMALLEST_MODULE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
let snippets;

/* Pyodide waits for ever for what does not come. */
const gone = () => say("broken", "unreachable");

function whole(answer) {
  return answer.ok ? answer : gone();
}

async function load(texts) {
  try {
    await WebAssembly.compile(SMALLEST_MODULE);
  } catch {
    return say("broken", "blocked"); // by a Content-Security-Policy, of which Pyodide says nothing
  }
  const fetched = self.fetch;
  self.fetch = (...request) => fetched(...request).then(whole, gone);
  const source = self.fetch(new URL("snippet.py", import.meta.url));
  const python = await loadPyodide({
    lockFileContents: NO_PACKAGES,
    // as in a build, so that sets and dates come out the same
    env: { HOME: "/home/pyodide", TZ: "UTC", COLUMNS: "80", PYTHONHASHSEED: "0" },
    stdout: (text) => say("stdout", `${text}\n`),
    stderr: (text) => say("stderr", `${text}\n`),
  });
  python.runPython(await (await source).text(), { filename: "snippet.py" });
  self.fetch = fetched;
  snippets = python.globals.get("Snippets")(say, python.toPy(texts));
}

self.onmessage = async ({ data }) => {
  try {
    let succeeded = true;
    if (data.texts) await load(data.texts);
    else succeeded = snippets.run(data.code, data.name, data.page);
    self.postMessage({ kind: "done", succeeded });
  } catch (error) {
    say("broken", String(error));
  }
};
