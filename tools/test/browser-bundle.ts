/** Bundles a module from source for a browser test, so that the test sees the code as it is and needs no build. */
import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type Plugin } from "esbuild";

export interface BrowserBundle {
  /** The file, until the process ends; its source map lies beside it. */
  path: string;
  code: string;
}

/** Returns one ESM file that holds a module and everything it imports, siblings from source; not minified. */
export async function bundleForBrowser(
  entry: string,
  tsconfig?: string,
  plugins: Plugin[] = [],
): Promise<BrowserBundle> {
  const folder = await mkdtemp(join(tmpdir(), "minipacs-bundle-"));
  const path = join(folder, "bundle.js");
  await build({
    entryPoints: [entry],
    ...(tsconfig === undefined ? {} : { tsconfig }),
    outfile: path,
    bundle: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@minipacs/source"],
    sourcemap: true,
    plugins,
    logLevel: "error",
  });
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return { path, code: await readFile(path, "utf8") };
}
