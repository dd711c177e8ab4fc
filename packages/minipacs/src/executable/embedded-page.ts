/** The page inside the executable: its files are assets of Node's single executable application. */
import { getRawAsset, isSea } from "node:sea";

/** The asset that lists the names of the page's files: JSON. */
export const PAGE_LIST_ASSET = "page.json";

/** Returns the asset that holds a file of the page. */
export function pageAsset(name: string): string {
  return `page/${name}`;
}

/** Returns the files of the page by name; `undefined` where this is no executable. */
export function readEmbeddedPage(): ReadonlyMap<string, Uint8Array> | undefined {
  if (!isSea()) return undefined;
  const names: string[] = JSON.parse(new TextDecoder().decode(getRawAsset(PAGE_LIST_ASSET) as ArrayBuffer));
  return new Map(names.map((name) => [name, new Uint8Array(getRawAsset(pageAsset(name)) as ArrayBuffer)]));
}
