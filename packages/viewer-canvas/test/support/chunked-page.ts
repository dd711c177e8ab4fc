/** The viewer as a bundler makes chunks of it, from source, with the German words beside it. */
import { build } from "esbuild";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { inlineWorker } from "../../inline-worker.ts";
import type { SitePart } from "./viewer-page.ts";

const MODULE = `import "./index.ts";
window.loadGerman = async () => (await import("./german.ts")).germanLabels;`;

/** Returns parts of a site: `/entry.js` and its chunks, whose names begin with those of their sources. */
export async function chunkedViewer(): Promise<Record<string, SitePart>> {
  const { outputFiles } = await build({
    stdin: {
      contents: MODULE,
      resolveDir: repositoryPath("packages/viewer-canvas/src"),
      loader: "ts",
      sourcefile: "entry.ts",
    },
    bundle: true,
    splitting: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@minipacs/source"],
    plugins: [inlineWorker],
    outdir: "/",
    entryNames: "[name]",
    chunkNames: "[name]-[hash]",
    write: false,
    logLevel: "error",
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => {
      const name = path.replace(/^.*[/\\]/, "").replace("stdin.js", "entry.js");
      return [`/${name}`, ["text/javascript", contents] as const];
    }),
  );
}
