/**
 * What a page downloads, minified and compressed by gzip. Of dicom-core: the `reader` entry, the chunks of its dictionary, the
 * main entry, the pixel codecs. Of the viewer, dicom-core within: what comes before the first picture, what a viewer with all bars
 * fetches for a plain image, and everything but dictionaries and codecs. `node --import tsx tools/bundle-size.ts` prints it; tests and benchmarks take `measureBundles()`.
 */
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { CODEC_ENTRIES } from "../packages/dicom-core/tsup.config.ts";
import { inlineWorker } from "../packages/viewer-canvas/inline-worker.ts";
import { minifyStyles } from "./minify-styles.ts";
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

/** Entries of the viewer's bundle that are dictionaries, codecs, or the codecs once more for the worker. */
const NOT_VIEWER = /\/dictionary\/|\/pixel\/(rle|jpeg|jpeg-ls)\/|^inline-worker:/;

/** What a page takes to read files; the rest of the entry falls to the bundler. */
const READING = 'export { loadDictionary, openDicomFile, readDicomFile } from "./reader.ts";';

/**
 * Returns the chunks of entries of a package (names in `src` without `.ts`, every export kept), or of a module of its own
 * called `reader`, for browsers by file name.
 */
export async function bundleForBrowsers(
  entries: readonly string[],
  module?: string,
  packageName = "dicom-core",
): Promise<Map<string, Chunk>> {
  const folder = repositoryPath("packages", packageName);
  const { outputFiles, metafile } = await build({
    ...(module === undefined
      ? { entryPoints: Object.fromEntries(entries.map((entry) => [entry, `src/${entry}.ts`])) }
      : {
          stdin: { contents: module, resolveDir: `${folder}/src`, sourcefile: "page.ts" },
          entryNames: "reader",
        }),
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
    plugins: packageName === "viewer-canvas" ? [inlineWorker, minifyStyles] : [],
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
  const chunks = await bundleForBrowsers([], READING);
  const whole = await bundleForBrowsers(["reader"]);
  const full = await bundleForBrowsers(["index"]);
  const codecs = await bundleForBrowsers(CODEC_ENTRIES);
  const viewer = await bundleForBrowsers(["index"], undefined, "viewer-canvas");
  const closureOfCodec = (codec: string) => closureOf(codecs, `${codec}.js`);
  const lazy = (source: string) =>
    closureOf(chunks, [...chunks.keys()].find((name) => chunks.get(name)!.entryPoint.endsWith(source))!);
  const viewerChunks = (entry: RegExp) => {
    const entries = [...viewer].filter(
      ([, { entryPoint }]) => entry.test(entryPoint) && !NOT_VIEWER.test(entryPoint),
    );
    return entries.reduce((seen, [name]) => closureOf(viewer, name, seen), new Set<string>());
  };
  const reader = closureOf(chunks, "reader.js");
  const withDictionary = new Set([
    ...reader,
    ...lazy("dictionary/element-table.ts"),
    ...lazy("deflate/inflate.browser.ts"),
  ]);
  const onlyPrivate = [...lazy("dictionary/private-table.ts")].filter((name) => !withDictionary.has(name));
  return [
    sizeOf("reader", chunks, reader),
    sizeOf("reader + dictionary", chunks, withDictionary),
    sizeOf("reader, every export", whole, closureOf(whole, "reader.js")),
    sizeOf("private dictionary", chunks, onlyPrivate),
    sizeOf("main entry in browsers", full, closureOf(full, "index.js")),
    ...CODEC_ENTRIES.map((codec) => sizeOf(codec, codecs, closureOfCodec(codec))),
    sizeOf("codecs together", codecs, codecs.keys()),
    sizeOf("viewer", viewer, viewerChunks(/^src\/index\.ts$/)),
    sizeOf(
      "viewer with all bars",
      viewer,
      viewerChunks(/^src\/(index|controls\/controls|overlay\/draw-annotations)\.ts$/),
    ),
    sizeOf("viewer, everything", viewer, viewerChunks(/./)),
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
