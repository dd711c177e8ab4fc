/**
 * What Node loads, built after the rest: one file of everything that the entries share, so that little is opened, and
 * the entries as thin modules over it, so that each class and each table is there once whichever of them is imported.
 * Pixel codecs are files of their own, loaded when a frame needs them.
 */
import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { defineConfig, type Options } from "tsup";
import { wantedBuilds } from "../../tools/declarations.ts";
import { CODEC_ENTRIES, ENTRIES } from "./tsup.config.ts";

const CORE = { path: "./core.js", external: true };

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

/** What browsers fetch when a frame needs it. */
const LATE_MODULES = ["compressed-frame", "deflated-frame", "encapsulated-frame"].map(
  (name) => `./pixel/${name}.ts`,
);

/** The modules that the entries take from, and those which are chunks of their own elsewhere. */
function sharedModules(): string[] {
  const chunks = [...LATE_MODULES, "#dictionary", "#uid-registry", "#inflate"];
  return [...new Set([...ENTRIES.flatMap(modulesOf), ...chunks])];
}

/** The modules that an entry takes from. */
function modulesOf(entry: string): string[] {
  return [...readFileSync(`src/${entry}.ts`, "utf8").matchAll(/from "(\.\/[^"]+)"/g)].map(
    ([, path]) => path!,
  );
}

const codecByModule = new Map(
  CODEC_ENTRIES.flatMap((codec) => modulesOf(codec).map((path) => [resolve("src", path), codec] as const)),
);

/** In the one file: what would be fetched later is in it, except for the private dictionary and the codecs. */
const joinChunks: Plugin = {
  name: "join-chunks",
  setup({ onResolve, initialOptions }) {
    const folder = initialOptions.stdin!.resolveDir!;
    onResolve({ filter: /^#private-dictionary$/ }, ({ path }) => ({ path, external: true }));
    onResolve({ filter: /^#private-dictionary-preload$/ }, () => ({
      path: `${folder}/dictionary/private-table.node.ts`,
    }));
    onResolve({ filter: /./ }, ({ kind, path, resolveDir }) => {
      if (kind !== "dynamic-import") return undefined;
      const codec = codecByModule.get(resolve(resolveDir, path));
      return codec === undefined ? CORE : { path: `./${codec}.js`, external: true };
    });
  },
};

/** In the entries: everything that they take comes from the one file. */
const takeFromCore: Plugin = {
  name: "take-from-core",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\// }, ({ importer }) =>
      ENTRIES.includes(basename(importer, ".ts")) ? CORE : undefined,
    );
  },
};

/** In the codecs: the errors that they throw are those of the one file. */
const takeErrorsFromCore: Plugin = {
  name: "take-errors-from-core",
  setup({ onResolve }) {
    onResolve({ filter: /\/errors\.ts$/ }, () => CORE);
  },
};

const shared: Options = { outDir: "dist/node", target: "es2022", splitting: false };
const modules: Options = { ...shared, format: ["esm"], sourcemap: true };

export default defineConfig(
  wantedBuilds([
    {
      ...modules,
      entry: { core: "src/index.ts" },
      esbuildPlugins: [joinChunks],
      esbuildOptions(options) {
        const contents = sharedModules().map((path) => `export * from "${path}";`);
        options.stdin = { contents: contents.join("\n"), resolveDir: `${import.meta.dirname}/src` };
        options.entryPoints = [];
        options.entryNames = "core";
        options.conditions = ["@minipacs/source"];
      },
    },
    {
      ...modules,
      entry: Object.fromEntries(ENTRIES.map((entry) => [entry, `src/${entry}.ts`])),
      esbuildPlugins: [takeFromCore],
    },
    {
      ...modules,
      entry: Object.fromEntries(CODEC_ENTRIES.map((codec) => [codec, `src/${codec}.ts`])),
      splitting: true,
      esbuildPlugins: [takeErrorsFromCore],
    },
    {
      ...shared,
      // Node can load CommonJS at once when it is first needed.
      entry: { "private-dictionary": "src/dictionary/private-table.ts" },
      format: ["cjs"],
      outExtension: () => ({ js: ".cjs" }),
      minify: true,
    },
  ]),
);
