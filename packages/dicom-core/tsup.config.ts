import { defineConfig, type Options } from "tsup";
import { declarations, wantedBuilds } from "../../tools/declarations.ts";

const shared: Options = {
  format: ["esm"],
  target: "es2022",
  external: [/^#/],
  sourcemap: true,
};

/** Entries of pixel codecs, `src/<name>.ts`. */
export const CODEC_ENTRIES = ["jpeg", "jpeg-lossless", "jpeg-ls", "rle"];

/** All other entries that have declarations, `src/<name>.ts`. */
export const ENTRIES = ["codecs", "frames", "index", "internal", "node", "reader", "render", "video"];

const entries = Object.fromEntries([...ENTRIES, ...CODEC_ENTRIES].map((entry) => [entry, `src/${entry}.ts`]));

/**
 * The package for browsers and their bundlers; `tsup.node.config.ts` builds it for Node. The entries share chunks, so
 * there is one instance of each module. What stands behind the `#` names of package.json
 * has no state of its own to share, or names no chunk: each is one file.
 */
export default defineConfig(
  wantedBuilds([
    {
      ...shared,
      entry: {
        ...entries,
        "inflate.browser": "src/deflate/inflate.browser.ts",
        "deflate.browser": "src/deflate/deflate.browser.ts",
      },
      dts: declarations({ entry: entries }),
      clean: [
        "**/*",
        "!{dictionary,uid-registry,private-dictionary,no-private-dictionary,legacy-codec.browser}.js*",
      ],
    },
    {
      ...shared,
      entry: {
        dictionary: "src/dictionary/element-table.ts",
        "uid-registry": "src/dictionary/uid-table.ts",
        "private-dictionary": "src/dictionary/private-table.ts",
        "no-private-dictionary": "src/dictionary/no-private-table.ts",
        "legacy-codec.browser": "src/charset/legacy-codec.browser.ts",
      },
      splitting: false,
    },
  ]),
);
