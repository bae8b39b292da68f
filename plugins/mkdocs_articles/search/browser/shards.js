/* The files of an index, fetched when they are asked for, each of them once.

   mkdocs_articles/search/format.py says what is in them. Terms are compared by their UTF-8 bytes, so
   here they are strings of bytes ("é" is "\xc3\xa9"), which JavaScript orders as the index does. */

/* A file of the index cannot be had, or is not what it should be. */
export class SearchError extends Error {
  name = "SearchError";
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const bytesOf = (text) => String.fromCharCode(...encoder.encode(text));
const textOf = (bytes) => decoder.decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)));
const json = (data) => JSON.parse(decoder.decode(data));

/* Where shards begin, as the root has it. */
const beginnings = (text) => text.split("\n").map(bytesOf);

/* The index at `base`, by its root as it is now. */
export async function open(base, fetch, cache = "no-cache") {
  const files = new Files(base, fetch);
  const root = await files.get("index.bin", json, { cache });
  if (root?.format !== 1) throw new SearchError("index.bin: not an index that this script reads");
  files.version = root.version;
  return new Index(files, root);
}

class Files {
  constructor(base, fetch) {
    this.base = base;
    this.fetch = fetch;
    this.known = new Map();
  }

  /* What `read` makes of the bytes of a file. */
  get(name, read, options) {
    if (!this.known.has(name)) {
      const file = this.load(name, options).then(read).catch((cause) => {
        this.known.delete(name);
        throw new SearchError(`${name}: ${cause.message}`, { cause });
      });
      this.known.set(name, file);
    }
    return this.known.get(name);
  }

  async load(name, options) {
    const url = new URL(name, this.base);
    if (this.version) url.searchParams.set("v", this.version);
    const response = await this.fetch(url.href, options);
    if (!response.ok) throw new Error(`status ${response.status}`);
    const data = new Uint8Array(await response.arrayBuffer());
    if (data[0] !== 0x1f || data[1] !== 0x8b) return data; // inflated on its way
    const stream = new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }
}

class Index {
  constructor(files, root) {
    this.files = files;
    this.pages = root.pages;
    this.boost = new Map(root.boost);
    this.begin = { terms: beginnings(root.terms), endings: beginnings(root.endings) };
  }

  /* On which pages a term is: a map of the page to its codes there, an array with `areMore` where some
     are not told. Empty if the term is nowhere. */
  async postings(term) {
    const [found] = await this.range(term, 1);
    return found?.term === term ? found.postings() : new Map();
  }

  /* The terms that begin with `prefix`, in their order; not more than those in `most` shards. */
  async range(prefix, most) {
    const bytes = bytesOf(prefix);
    const numbers = this.shards("terms", bytes).slice(0, most);
    const shards = await Promise.all(
      numbers.map((number) =>
        this.files.get(`terms/${number}.bin`, (data) => this.checked(readShard(data), number)),
      ),
    );
    return shards.flatMap((shard) => startingWith(shard.terms, bytes).map((place) => ({
      term: textOf(shard.terms[place]),
      postings: () => readPostings(shard, place),
    })));
  }

  /* The words that end with `ending`, as [word, pages]. */
  async endings(ending, most) {
    const prefix = bytesOf(reversed(ending));
    const numbers = this.shards("endings", prefix).slice(0, most);
    const shards = await Promise.all(
      numbers.map((number) => this.files.get(`endings/${number}.bin`, (data) =>
        decoder.decode(data).split("\n").map((line) => line.split("\t")))),
    );
    const start = reversed(ending);
    return shards.flat().filter(([word]) => word.startsWith(start))
      .map(([word, pages]) => [reversed(word), Number(pages)]);
  }

  page(number) {
    return this.files.get(`pages/${number}.bin`, json);
  }

  facets() {
    return this.files.get("facets.bin", json);
  }

  /* A map of traditional characters to simplified ones. */
  variants() {
    return this.files.get("variants.bin", (data) => {
      const [from, to] = decoder.decode(data).split("\n").map((line) => [...line]);
      return new Map(from.map((one, place) => [one, to[place]]));
    });
  }

  /* The numbers of the shards where something may begin with `prefix`. */
  shards(kind, prefix) {
    const begin = this.begin[kind];
    const first = begin.findLastIndex((start) => start <= prefix);
    const last = begin.findLastIndex((start) => start < `${prefix}\xff`);
    return Array.from({ length: last - first + 1 }, (_, place) => first + place);
  }

  /* Of an index that was made since the root was read, a shard holds other terms. */
  checked(shard, number) {
    const [from, to] = this.begin.terms.slice(number, number + 2);
    if (shard.terms[0] < from || shard.terms.at(-1) >= to) throw new Error("not of this index");
    return shard;
  }
}

const reversed = (text) => [...text].reverse().join("");

/* The places of a sorted list where it has something that begins with `prefix`. */
function startingWith(terms, prefix) {
  let [low, high] = [0, terms.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (terms[middle] < prefix) low = middle + 1;
    else high = middle;
  }
  const places = [];
  while (terms[low]?.startsWith(prefix)) places.push(low++);
  return places;
}

class Reader {
  constructor(data, at) {
    this.data = data;
    this.at = at;
  }

  number() {
    for (let value = 0, unit = 1; ; unit *= 128) {
      const byte = this.data[this.at++];
      if (byte === undefined) throw new Error("ends too early");
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
  }
}

function readShard(data) {
  const reader = new Reader(data, 0);
  const terms = [];
  const ends = [0];
  let term = "";
  for (let count = reader.number(); count > 0; count -= 1) {
    const shared = reader.number();
    const rest = reader.number();
    term = term.slice(0, shared) + String.fromCharCode(...data.subarray(reader.at, (reader.at += rest)));
    terms.push(term);
    ends.push(ends.at(-1) + reader.number());
  }
  if (reader.at + ends.at(-1) !== data.length) throw new Error("not a shard");
  return { data, start: reader.at, terms, ends };
}

function readPostings({ data, start, ends }, place) {
  const reader = new Reader(data, start + ends[place]);
  const end = start + ends[place + 1];
  const pages = new Map();
  for (let page = -1; reader.at < end; ) {
    const head = reader.number();
    page += (head >>> 1) + 1;
    const size = head % 2 ? reader.number() : 0;
    const next = reader.at + size;
    const codes = [reader.number()];
    while (reader.at < next) codes.push(codes.at(-1) + reader.number());
    codes.areMore = head % 2 === 1 && size === 0;
    pages.set(page, codes);
  }
  return pages;
}
