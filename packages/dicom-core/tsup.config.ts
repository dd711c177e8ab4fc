import { defineConfig } from "tsup";

export default defineConfig({
  entry: {
    index: "src/index.ts",
    internal: "src/internal.ts",
    "legacy-codec.node": "src/charset/legacy-codec.node.ts",
    "legacy-codec.browser": "src/charset/legacy-codec.browser.ts",
  },
  format: ["esm"],
  target: "es2022",
  external: [/^#/],
  dts: {
    entry: { index: "src/index.ts", internal: "src/internal.ts" },
    compilerOptions: { ignoreDeprecations: "6.0" },
  },
  sourcemap: true,
  clean: true,
});
