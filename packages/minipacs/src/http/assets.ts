/** The files of the page, read once from beside the built command: a request names one of them or nothing. */
import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";

export interface Asset {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Beside the built command, or beside the sources' own build when run from source. */
const FOLDERS = [new URL("./ui/", import.meta.url), new URL("../../dist/ui/", import.meta.url)];

/** Returns the assets by name; rejects when the page has not been built. */
export async function loadAssets(): Promise<Map<string, Asset>> {
  for (const folder of FOLDERS) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => extname(name) in CONTENT_TYPES);
    if (!names.includes("index.html")) continue;
    const assets = new Map<string, Asset>();
    for (const name of names) {
      const bytes = new Uint8Array(await readFile(new URL(name, folder)));
      assets.set(name, { bytes, contentType: CONTENT_TYPES[extname(name)] as string });
    }
    return assets;
  }
  throw new Error("The page has not been built.");
}
