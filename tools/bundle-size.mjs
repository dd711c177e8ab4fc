/**
 * What a page downloads of dicom-core, minified and compressed by gzip: the `reader` entry, its dictionary chunk, the
 * main entry. `node tools/bundle-size.mjs` prints it; the tests and the benchmark take `measureBundles()`.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const CORE = fileURLToPath(new URL("../packages/dicom-core/", import.meta.url));

/**
 * Bundles entries of dicom-core's sources for browsers, every export kept.
 *
 * @param {string[]} entries names in `src` without `.ts`
 * @returns {Promise<Map<string, { text: string, gzipBytes: number, minifiedBytes: number, imports: string[], dynamicImports: string[] }>>}
 *   the chunks by file name; an entry's is `<entry>.js`
 */
export async function bundleForBrowsers(entries) {
  const { outputFiles, metafile } = await build({
    entryPoints: Object.fromEntries(entries.map((entry) => [entry, join(CORE, "src", `${entry}.ts`)])),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@minipacs/source"],
    chunkNames: "[name]-[hash]",
    outdir: "/",
    absWorkingDir: CORE,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const nameOf = (path) => path.replace(/^.*\//, "");
  const chunks = new Map();
  for (const [path, { imports }] of Object.entries(metafile.outputs)) {
    const { text, contents } = outputFiles.find((file) => nameOf(file.path) === nameOf(path));
    const of = (kind) => imports.filter((item) => item.kind === kind).map((item) => nameOf(item.path));
    chunks.set(nameOf(path), {
      text,
      minifiedBytes: contents.length,
      gzipBytes: gzipSync(contents, { level: 9 }).length,
      imports: of("import-statement"),
      dynamicImports: of("dynamic-import"),
    });
  }
  return chunks;
}

/** Returns the chunks that are loaded together with one. */
export function closureOf(chunks, name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    for (const next of chunks.get(name).imports) closureOf(chunks, next, seen);
  }
  return seen;
}

/** @returns {Promise<{ name: string, minifiedBytes: number, gzipBytes: number }[]>} */
export async function measureBundles() {
  const chunks = await bundleForBrowsers(["reader"]);
  const full = await bundleForBrowsers(["index"]);
  const sum = (from, names) => ({
    minifiedBytes: [...names].reduce((total, name) => total + from.get(name).minifiedBytes, 0),
    gzipBytes: [...names].reduce((total, name) => total + from.get(name).gzipBytes, 0),
  });
  const reader = closureOf(chunks, "reader.js");
  const dynamic = [...reader].flatMap((name) => chunks.get(name).dynamicImports);
  const publicChunk = dynamic.find(
    (name) => name.startsWith("install-") && !name.startsWith("install-private"),
  );
  const privateChunk = dynamic.find((name) => name.startsWith("install-private"));
  const withDictionary = new Set([...reader, ...closureOf(chunks, publicChunk)]);
  const onlyPrivate = [...closureOf(chunks, privateChunk)].filter((name) => !withDictionary.has(name));
  return [
    { name: "reader", ...sum(chunks, reader) },
    { name: "reader + dictionary", ...sum(chunks, withDictionary) },
    { name: "private dictionary", ...sum(chunks, onlyPrivate) },
    { name: "main entry in browsers", ...sum(full, closureOf(full, "index.js")) },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, minifiedBytes, gzipBytes } of await measureBundles()) {
    const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
    process.stdout.write(
      `${name.padEnd(24)}${kilobytes(minifiedBytes)} minified${kilobytes(gzipBytes)} gzip\n`,
    );
  }
}
