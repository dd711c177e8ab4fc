import { copyFileSync } from "node:fs";
import { defineConfig } from "tsup";
import { declarations, wantedBuilds } from "../../tools/declarations.ts";
import { minifyStyles } from "../../tools/minify-styles.ts";
import { joinChunks } from "./join-chunks.ts";

export default defineConfig(
  wantedBuilds([
    {
      entry: { index: "src/index.ts", cli: "src/cli.ts" },
      format: ["esm"],
      // Some modules of Node are there under this name alone: node:sea.
      removeNodeProtocol: false,
      target: "es2022",
      // In one piece they load ten times faster than their hundreds of modules.
      noExternal: ["kysely", "zod", "@hono/zod-openapi"],
      // What is marked as internal is of types whose libraries are built in, not installed.
      dts: declarations({ entry: { index: "src/index.ts" }, compilerOptions: { stripInternal: true } }),
      sourcemap: true,
      clean: ["**/*", "!ui/**"],
    },
    {
      entry: { main: "src/ui/main.tsx", "thumbnail-worker": "src/ui/thumbnails/thumbnail-worker.ts" },
      outDir: "dist/ui",
      format: ["esm"],
      target: "es2022",
      platform: "browser",
      tsconfig: "src/ui/tsconfig.json",
      noExternal: [/.*/],
      // The viewer, its codecs and the dictionary are loaded when they are wanted.
      splitting: true,
      esbuildPlugins: [minifyStyles],
      esbuildOptions(options) {
        options.conditions = ["@minipacs/source"];
      },
      clean: true,
      minify: true,
      sourcemap: true,
      onSuccess: async () => {
        await joinChunks("dist/ui", ["main", "thumbnail-worker"]);
        for (const name of ["index.html", "favicon.svg"]) copyFileSync(`src/ui/${name}`, `dist/ui/${name}`);
        // The page's policy forbids workers from blobs: the viewer's own lies beside.
        copyFileSync("../viewer-canvas/dist/decode-worker.js", "dist/ui/decode-worker.js");
      },
    },
  ]),
);
