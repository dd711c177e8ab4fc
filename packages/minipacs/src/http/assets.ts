/** The files of the page: a fixed list, read once at the start. No part of a request ever becomes a path. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { DicomError } from "@minipacs/dicom-core";
import type { Context } from "hono";

interface Asset {
  /** In a request. */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  etag: string;
}

/** Path in a request, file of the build, content type. */
const MANIFEST: readonly (readonly [path: string, file: string, contentType: string])[] = [
  ["/", "index.html", "text/html; charset=utf-8"],
  ["/assets/main.js", "main.js", "text/javascript; charset=utf-8"],
  ["/assets/main.css", "main.css", "text/css; charset=utf-8"],
  ["/assets/favicon.svg", "favicon.svg", "image/svg+xml"],
];

/** Beside the built module; where this runs from source, the package's build. */
const FOLDERS: readonly URL[] = [
  new URL("./ui/", import.meta.url),
  new URL("../../dist/ui/", import.meta.url),
];

/** The page by path. */
export type PageAssets = ReadonlyMap<string, Asset>;

/**
 * Reads the page, from the first folder that has it.
 *
 * @throws DicomError HTTP_PAGE_MISSING where it has not been built
 */
export async function readAssets(folders: readonly URL[] = FOLDERS): Promise<PageAssets> {
  for (const folder of folders) {
    const assets = await Promise.all(MANIFEST.map((entry) => readAsset(folder, entry)));
    if (assets.every((asset) => asset !== undefined)) {
      return new Map(assets.map((asset) => [asset.path, asset]));
    }
  }
  const places = folders.map((folder) => fileURLToPath(folder)).join(" or ");
  throw new DicomError("HTTP_PAGE_MISSING", `The page is not built: its files are not in ${places}.`);
}

async function readAsset(
  folder: URL,
  [path, file, contentType]: (typeof MANIFEST)[number],
): Promise<Asset | undefined> {
  const bytes = await readFile(new URL(file, folder)).catch(() => undefined);
  if (bytes === undefined) return undefined;
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return { path, bytes: new Uint8Array(bytes), contentType, etag };
}

/** Answers with an asset, or that the browser's copy is still good. */
export function sendAsset(context: Context, asset: Asset): Response {
  // A newer build is seen with the next reload.
  const headers = { "content-type": asset.contentType, etag: asset.etag, "cache-control": "no-cache" };
  if (context.req.header("if-none-match") === asset.etag) return context.body(null, 304, headers);
  return context.body(asset.bytes, 200, headers);
}
