/** Bundles a module from source for a browser test, so that the test sees the code as it is and needs no build. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Options } from "tsup";

export interface BrowserBundle {
  /** The file; its source map lies beside it. */
  path: string;
  code: string;
  remove(): Promise<void>;
}

/** Returns one ESM file that holds a module and everything it imports, siblings from source; not minified. */
export async function bundleForBrowser(
  entry: string,
  tsconfig?: string,
  plugins: NonNullable<Options["esbuildPlugins"]> = [],
): Promise<BrowserBundle> {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-bundle-"));
  await build({
    config: false,
    silent: true,
    entry: { bundle: entry },
    ...(tsconfig === undefined ? {} : { tsconfig }),
    outDir: folder,
    format: ["esm"],
    outExtension: () => ({ js: ".js" }),
    target: "es2022",
    platform: "browser",
    noExternal: [/.*/],
    splitting: false,
    sourcemap: true,
    esbuildPlugins: plugins,
    esbuildOptions(options) {
      options.conditions = ["@minipacs/source"];
    },
  });
  const path = join(folder, "bundle.js");
  return {
    path,
    code: await readFile(path, "utf8"),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
