import { defineConfig, type Options } from "tsup";
import { declarations, wantedBuilds } from "../../tools/declarations.ts";
import { minifyStyles } from "../../tools/minify-styles.ts";
import { inlineWorker, ownWorker, QUIET, scriptFrame } from "./inline-worker.ts";

const shared: Options = {
  ...{ target: "es2022", platform: "browser", sourcemap: true },
  esbuildOptions(options) {
    options.logOverride = { ...QUIET };
  },
};
const whole: Options = {
  ...shared,
  format: ["iife"],
  noExternal: [/.*/],
  minify: true,
  outExtension: () => ({ js: ".js" }),
};

export default defineConfig(
  wantedBuilds([
    {
      ...shared,
      entry: { index: "src/index.ts", german: "src/german.ts" },
      format: ["esm"],
      dts: declarations(),
      esbuildPlugins: [inlineWorker, minifyStyles],
      clean: true,
    },
    // For a page without a bundler: one script tag.
    {
      ...whole,
      entry: { "dicom-viewer": "src/script.ts" },
      globalName: "MiniPacsViewer",
      ...scriptFrame("MiniPacsViewer"),
      esbuildPlugins: [ownWorker, minifyStyles],
    },
    {
      ...shared,
      entry: { "private-dictionary": "../dicom-core/dist/private-dictionary.js" },
      format: ["esm"],
      minify: true,
      sourcemap: false,
    },
    // For a page whose policy forbids workers from blobs: `workerUrl`.
    { ...whole, entry: { "decode-worker": "src/decode/decode-worker.ts" } },
  ]),
);
