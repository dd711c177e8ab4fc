/** What a page has to load: minified and gzipped. */
import { builtinModules, createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type * as Esbuild from "esbuild";

const require = createRequire(import.meta.url);
/** The one that tsup builds with. */
const esbuild = createRequire(require.resolve("tsup"))("esbuild") as typeof Esbuild;

const ENTRY = "minipacs-bench-entry.js";

/**
 * Returns the gzipped bytes of a module bundled for browsers: of what it loads at once and of those modules loaded later
 * whose path `lazy` matches, with what they import. Node's own modules are left out: bundlers of web pages put nothing in their place.
 */
export function bundleBytes(code: string, options: { resolveDir: string; lazy?: RegExp }): number {
  const { outputFiles, metafile } = esbuild.buildSync({
    stdin: { contents: code, resolveDir: options.resolveDir, sourcefile: ENTRY },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: "out",
    format: "esm",
    platform: "browser",
    target: "es2022",
    logLevel: "silent",
    external: builtinModules.flatMap((name) => [name, `node:${name}`]),
  });
  const outputs = Object.entries(metafile.outputs);
  const isLoaded = (source: string) => source.endsWith(ENTRY) || (options.lazy?.test(source) ?? false);
  const loaded = outputs.filter(([, { entryPoint }]) => entryPoint !== undefined && isLoaded(entryPoint));
  const wanted = new Set(loaded.map(([path]) => path));
  for (const path of wanted) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind !== "dynamic-import") wanted.add(imported);
    }
  }
  return outputFiles
    .filter(({ path }) => [...wanted].some((name) => path.endsWith(name)))
    .reduce((sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length, 0);
}
