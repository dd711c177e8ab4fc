/**
 * What a page downloads of dicom-core, minified and compressed by gzip: the `reader` entry, its dictionary chunk, the
 * main entry. `node --import tsx tools/bundle-size.ts` prints it; tests and benchmarks take `measureBundles()`.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { repositoryPath } from "./test/data.ts";

/** One file of a bundle. */
export interface Chunk {
  /** The source that it is the entry of, empty for shared chunks. */
  entryPoint: string;
  text: string;
  minifiedBytes: number;
  gzipBytes: number;
  /** Names of the chunks that are loaded with it. */
  imports: string[];
}

export interface BundleSize {
  name: string;
  minifiedBytes: number;
  gzipBytes: number;
}

/** Returns the chunks of entries (names in `src` without `.ts`) for browsers by file name, every export kept. */
export async function bundleForBrowsers(entries: readonly string[]): Promise<Map<string, Chunk>> {
  const folder = repositoryPath("packages/dicom-core");
  const { outputFiles, metafile } = await build({
    entryPoints: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])),
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@minipacs/source"],
    outdir: "/",
    absWorkingDir: folder,
    metafile: true,
    write: false,
    logLevel: "error",
  });
  const nameOf = (path: string) => path.replace(/^.*[/\\]/, "");
  const fileByName = new Map(outputFiles.map((file) => [nameOf(file.path), file]));
  return new Map(
    Object.entries(metafile.outputs).map(([path, { imports, entryPoint = "" }]) => {
      const { text, contents } = fileByName.get(nameOf(path))!;
      const chunk: Chunk = {
        entryPoint,
        text,
        minifiedBytes: contents.length,
        gzipBytes: gzipSync(contents, { level: 9 }).length,
        imports: imports.filter(({ kind }) => kind === "import-statement").map((item) => nameOf(item.path)),
      };
      return [nameOf(path), chunk];
    }),
  );
}

/** Returns the names of the chunks that are loaded with one. */
export function closureOf(chunks: Map<string, Chunk>, name: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(name)) {
    seen.add(name);
    for (const next of chunks.get(name)!.imports) closureOf(chunks, next, seen);
  }
  return seen;
}

/** Returns the sizes of what pages load. */
export async function measureBundles(): Promise<BundleSize[]> {
  const chunks = await bundleForBrowsers(["reader"]);
  const full = await bundleForBrowsers(["index"]);
  const lazy = (source: string) =>
    closureOf(chunks, [...chunks.keys()].find((name) => chunks.get(name)!.entryPoint.endsWith(source))!);
  const reader = closureOf(chunks, "reader.js");
  const withDictionary = new Set([...reader, ...lazy("dictionary/element-table.ts")]);
  const onlyPrivate = [...lazy("dictionary/private-table.ts")].filter((name) => !withDictionary.has(name));
  return [
    sizeOf("reader", chunks, reader),
    sizeOf("reader + dictionary", chunks, withDictionary),
    sizeOf("private dictionary", chunks, onlyPrivate),
    sizeOf("main entry in browsers", full, closureOf(full, "index.js")),
  ];
}

function sizeOf(name: string, chunks: Map<string, Chunk>, names: Iterable<string>): BundleSize {
  const size: BundleSize = { name, minifiedBytes: 0, gzipBytes: 0 };
  for (const chunk of names) {
    size.minifiedBytes += chunks.get(chunk)!.minifiedBytes;
    size.gzipBytes += chunks.get(chunk)!.gzipBytes;
  }
  return size;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { name, minifiedBytes, gzipBytes } of await measureBundles()) {
    const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
    process.stdout.write(
      `${name.padEnd(24)}${kilobytes(minifiedBytes)} minified${kilobytes(gzipBytes)} gzip\n`,
    );
  }
}
