/* Asks the engine of `articles-search` as its dialog does, each query as a new reader's first one: what is
   shown, in order; all that is found; bytes of the index; ms once its files are there. Where nothing is to
   be shown, only what is found. */
async ({ address, queries, shown }) => {
  const { create } = await import(`${address}assets/articles/search/engine.js`);
  const answers = [];
  const base = `${address}search/`;
  if (!shown) {
    const engine = create({ base, fetch: (...options) => fetch(...options) });
    for (const query of queries) {
      const { results } = await engine.search(query, {});
      answers.push({ shown: [], all: results.map(({ page }) => page), ms: 0, bytes: 0, requests: 0 });
    }
    return answers;
  }
  for (const query of queries) {
    let bytes = 0;
    let requests = 0;
    const counted = async (url, options) => {
      const response = await fetch(url, { ...options, cache: "no-store" });
      const { byteLength } = await response.clone().arrayBuffer();
      bytes += byteLength; // not with an await in it: others add meanwhile
      requests += 1;
      return response;
    };
    const engine = create({ base, fetch: counted });
    const ask = async () => {
      const { results } = await engine.search(query, {});
      return { results, texts: await engine.texts(results.slice(0, shown)) };
    };
    const { results, texts } = await ask();
    const fetched = { bytes, requests };
    const began = performance.now();
    await ask();
    const ms = performance.now() - began;
    answers.push({
      shown: texts.map(({ page, sections }) => [page, sections.map(({ heading }) => heading.join(""))]),
      all: results.map(({ page }) => page),
      ms,
      ...fetched,
    });
  }
  return answers;
};
