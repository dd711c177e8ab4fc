/** The command as one CommonJS file, which is what Node's single executable application starts with. */
import { readFile } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { repositoryPath } from "../test/data.ts";

/** A text of a module that looks for files in `node_modules`, and what stands there in the executable. */
interface Replacement {
  module: RegExp;
  text: string;
  by: string;
}

const REPLACEMENTS: readonly Replacement[] = [
  {
    module: /\/legacy-codec\.node\.ts$/,
    text: 'createRequire(import.meta.url)("iconv-lite")',
    by: 'require("iconv-lite")',
  },
  {
    module: /@photostructure\/sqlite\/dist\/index\.mjs$/,
    text: 'nodeGypBuild(join(_dirname(), ".."))',
    by: "nodeGypBuild()",
  },
];

/** SQLite's native part comes from the executable. */
const ADDON_LOADER = `export { loadSqliteAddon as default } from "./sqlite-addon.ts";`;

const noModulesFolder: Plugin = {
  name: "no-modules-folder",
  setup({ onLoad, onResolve }) {
    for (const { module, text, by } of REPLACEMENTS) {
      onLoad({ filter: module }, async ({ path }) => {
        const parts = (await readFile(path, "utf8")).split(text);
        if (parts.length !== 2) throw new Error(`${path} does not hold once: ${text}`);
        return { contents: parts.join(by), loader: path.endsWith(".ts") ? "ts" : "js" };
      });
    }
    onResolve({ filter: /^node-gyp-build$/ }, () => ({ path: "addon-loader", namespace: "executable" }));
    onLoad({ filter: /./, namespace: "executable" }, () => ({
      contents: ADDON_LOADER,
      resolveDir: repositoryPath("packages/minipacs/src/executable"),
    }));
  },
};

/** Writes the bundle; returns the modules whose code is in it, as paths. */
export async function bundleCommand(outfile: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [repositoryPath("packages/minipacs/src/cli.ts")],
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    target: "node20",
    conditions: ["@minipacs/source"],
    // Nothing is loaded from beside the executable. A path that every system takes for one.
    define: { "import.meta.url": '"file:///C:/minipacs"' },
    supported: { "dynamic-import": false },
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    legalComments: "none",
    logLevel: "error",
    metafile: true,
    plugins: [noModulesFolder],
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
  );
}
