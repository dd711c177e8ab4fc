/** The files of the page: those of the build, read once at the start. No part of a request ever becomes a path. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { DicomError } from "@minipacs/dicom-core";
import type { Context } from "hono";
import { readEmbeddedPage } from "../executable/embedded-page.ts";

interface Asset {
  /** In a request. */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  etag: string;
}

/** Of the build, by the ends of their names; its source maps are not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const PAGE = "index.html";

/** Beside the built module; where this runs from source, the package's build. */
const FOLDERS: readonly URL[] = [
  new URL("./ui/", import.meta.url),
  new URL("../../dist/ui/", import.meta.url),
];

/** The page by path. */
export type PageAssets = ReadonlyMap<string, Asset>;

/**
 * Reads the page: from the executable, else from the first folder that has it.
 *
 * @throws DicomError HTTP_PAGE_MISSING where it has not been built
 */
export async function readAssets(folders: readonly URL[] = FOLDERS): Promise<PageAssets> {
  const embedded = readEmbeddedPage();
  if (embedded !== undefined) return byPath([...embedded].map(([name, bytes]) => describeAsset(name, bytes)));
  for (const folder of folders) {
    const names: string[] = await readdir(folder).catch(() => []);
    if (!names.includes(PAGE) || !names.includes("main.js")) continue;
    const assets = await Promise.all(
      names
        .filter(isPageFile)
        .map(async (name) => describeAsset(name, await readFile(new URL(name, folder)))),
    );
    return byPath(assets);
  }
  const places = folders.map((folder) => fileURLToPath(folder)).join(" or ");
  throw new DicomError("HTTP_PAGE_MISSING", `The page is not built: its files are not in ${places}.`);
}

/** Whether a file of the build is served. */
export function isPageFile(name: string): boolean {
  return extname(name) in CONTENT_TYPES;
}

function byPath(assets: readonly Asset[]): PageAssets {
  return new Map(assets.map((asset) => [asset.path, asset]));
}

function describeAsset(name: string, bytes: Uint8Array): Asset {
  const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
  return {
    path: name === PAGE ? "/" : `/assets/${name}`,
    bytes: new Uint8Array(bytes),
    contentType: CONTENT_TYPES[extname(name)] ?? "application/octet-stream",
    etag,
  };
}

/** Answers with an asset, or that the browser's copy is still good. */
export function sendAsset(context: Context, asset: Asset): Response {
  // A newer build is seen with the next reload.
  const headers = { "content-type": asset.contentType, etag: asset.etag, "cache-control": "no-cache" };
  if (context.req.header("if-none-match") === asset.etag) return context.body(null, 304, headers);
  return context.body(asset.bytes, 200, headers);
}
