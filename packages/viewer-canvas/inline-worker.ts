/** An esbuild plugin that puts the code of the decoding worker into a bundle, as the text behind `#decode-worker`. */
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const WORKER = fileURLToPath(new URL("src/decode/decode-worker.ts", import.meta.url));

/**
 * The file beside the package's modules. Bundlers that know this form of a URL (Vite, webpack, Parcel) emit it under a name
 * of theirs; where others have moved the module, there is none, and asking for it would be told on the console.
 */
const WORKER_FILE = `export let workerUrl;
try {
  const url = new URL("./decode-worker.js", import.meta.url);
  const isOurs = /viewer-canvas[^/]*\\/dist\\//.test(url.pathname);
  if (isOurs || !url.pathname.endsWith("/decode-worker.js")) workerUrl = url.href;
} catch {
  // The module itself is a blob's or data.
}`;

/**
 * Chunks of dicom-core name the chunks that theirs stand on; that those are without side effects is meant so, and a wall
 * of warnings to whoever builds.
 */
export const QUIET = { "ignored-bare-import": "silent" } as const;

/** Every codec is within: a worker from a blob has no place to fetch from. */
export const inlineWorker: Plugin = {
  name: "inline-worker",
  setup({ esbuild, initialOptions, onLoad, onResolve }) {
    onResolve({ filter: /^#decode-worker$/ }, () => ({
      // Without the number sign: it would begin the fragment of the chunk's URL.
      path: "decode-worker-code",
      namespace: "inline-worker",
    }));
    onLoad({ filter: /.*/, namespace: "inline-worker" }, async () => {
      const { outputFiles } = await esbuild.build({
        entryPoints: [WORKER],
        bundle: true,
        write: false,
        format: "iife",
        target: "es2022",
        platform: "browser",
        minify: true,
        legalComments: "none",
        logOverride: QUIET,
        ...(initialOptions.conditions ? { conditions: initialOptions.conditions } : {}),
      });
      const code = JSON.stringify(outputFiles[0]!.text);
      return { contents: `${WORKER_FILE}\nexport const workerCode = ${code};`, loader: "js" };
    });
  },
};

const OWN_SCRIPT = fileURLToPath(new URL("src/decode/own-script.ts", import.meta.url));
const SCRIPT_NAME = "minipacsViewerScript";

/**
 * The script tag's file is its own worker, and holds each codec once: it is one function, started again by its URL or,
 * where that is no worker's (`file:`, another origin), by its text. The private dictionary stands beside it.
 */
export const ownWorker: Plugin = {
  name: "own-worker",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^#private-dictionary$/ }, () => ({
      path: "./private-dictionary.js",
      external: true,
    }));
    onResolve({ filter: /^#decode-worker$/ }, () => ({ path: "own-worker", namespace: "own-worker" }));
    onLoad({ filter: /.*/, namespace: "own-worker" }, () => ({
      contents: `export { ownScriptUrl as workerUrl } from ${JSON.stringify(OWN_SCRIPT)};
export const workerCode = "(" + ${SCRIPT_NAME} + ")()";`,
      resolveDir: import.meta.dirname,
      loader: "js",
    }));
  },
};

/** Around the bundle, which leaves its exports in `globalName`. */
export const scriptFrame = (globalName: string) => ({
  banner: { js: `var ${globalName}=function ${SCRIPT_NAME}(){` },
  footer: { js: `return ${globalName}}();` },
});
