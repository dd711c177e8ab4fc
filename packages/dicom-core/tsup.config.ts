import { defineConfig } from "tsup";

/**
 * Modules with effects are entries of their own, imported by `#` names: they keep the file names that `sideEffects`
 * in package.json lists. What several entries share becomes chunks, so there is one instance of each module.
 */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    reader: "src/reader.ts",
    internal: "src/internal.ts",
    node: "src/node.ts",
    dictionary: "src/dictionary/install.ts",
    "uid-registry": "src/dictionary/install-uids.ts",
    "private-dictionary": "src/dictionary/install-private.ts",
    "preload-private.browser": "src/dictionary/preload-private.browser.ts",
    "deflate.node": "src/deflate/deflate.node.ts",
    "deflate.browser": "src/deflate/deflate.browser.ts",
    "legacy-codec.node": "src/charset/legacy-codec.node.ts",
    "legacy-codec.browser": "src/charset/legacy-codec.browser.ts",
  },
  format: ["esm"],
  target: "es2022",
  external: [/^#/],
  dts: {
    entry: {
      index: "src/index.ts",
      reader: "src/reader.ts",
      internal: "src/internal.ts",
      node: "src/node.ts",
    },
    compilerOptions: { ignoreDeprecations: "6.0" },
  },
  sourcemap: true,
  clean: true,
});
