/** An esbuild plugin that minifies the styles in our modules: to a bundler they are text. */
import { readFile } from "node:fs/promises";
import type { Options } from "tsup";

type Plugin = NonNullable<Options["esbuildPlugins"]>[number];

export const minifyStyles: Plugin = {
  name: "minify-styles",
  setup({ esbuild, onLoad }) {
    onLoad({ filter: /-styles\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const [whole, styles] = /`\n([^`$]+)`/.exec(source) ?? [];
      if (whole === undefined || styles === undefined) throw new Error(`${path} has no styles`);
      const { code } = await esbuild.transform(styles, { loader: "css", minify: true });
      return { contents: source.replace(whole, () => JSON.stringify(code.trim())), loader: "ts" };
    });
  },
};
