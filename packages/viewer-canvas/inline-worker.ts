/** An esbuild plugin that puts the code of the decoding worker into a bundle, as the text behind `#decode-worker`. */
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

const WORKER = fileURLToPath(new URL("src/decode/decode-worker.ts", import.meta.url));

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
        ...(initialOptions.conditions ? { conditions: initialOptions.conditions } : {}),
      });
      return { contents: `export const workerCode = ${JSON.stringify(outputFiles[0]!.text)};`, loader: "js" };
    });
  },
};
