/* Asks Pagefind through its API; its own user interface is not loaded. It shows five results. */
async ({ address, queries, all }) => {
  const pagefind = await import(`${address}pagefind/pagefind.js`);
  const answers = [];
  for (const query of queries) {
    const ask = async () => {
      const { results } = await pagefind.search(query);
      const texts = await Promise.all(results.slice(0, 5).map((one) => one.data()));
      return { results, texts };
    };
    const { results, texts } = await ask();
    const began = performance.now();
    await ask();
    const ms = performance.now() - began;
    const urls = all ? (await Promise.all(results.map((one) => one.data()))).map(({ url }) => url) : [];
    answers.push({ shown: texts.map(({ url }) => [url, []]), all: urls, ms });
  }
  return answers;
};
