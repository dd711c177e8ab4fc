/** A plain page with the viewer's bundle, served under a strict Content-Security-Policy, and ways to look at it. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { createUid, decodeFrame, readDicomFile, renderFrame } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import { Assertion } from "uvu/assert";
import type { DicomViewerElement } from "../../src/viewer-element.ts";
import type { ViewportState } from "../../src/viewport-state.ts";

const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Viewer</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css"><script type="module" src="/bundle.js"></script></head>
<body></body></html>`;

const STYLES = `body { margin: 0; } dicom-viewer, .plain { display: block; width: 512px; height: 512px; }`;

/** Its type and its bytes, or what answers for it. */
export type SitePart = readonly [type: string, body: string | Uint8Array] | RequestListener;

export const STRICT_POLICY = "default-src 'self'; img-src 'self' data:";

/** Of sites that take bytes. */
const origins = new Set<string>();
const awaited = new Map<string, (bytes: Buffer) => void>();

/**
 * Returns a path of a served site that a page sends bytes to, and what comes: pixels as text take ten times as long. They are
 * sent as a Blob: of any other body the browser tells Playwright each byte again.
 */
export function awaitBytes(): { path: string; bytes: Promise<Buffer> } {
  const path = `/bytes/${createUid()}`;
  return { path, bytes: new Promise((resolve) => awaited.set(path, resolve)) };
}

/** Serves parts by path, under a Content-Security-Policy, until closed. */
export async function serveSite(parts: Readonly<Record<string, SitePart>>, policy = STRICT_POLICY) {
  const server = createServer((request, response) => {
    const take = awaited.get(request.url ?? "");
    if (take) {
      awaited.delete(request.url!);
      void buffer(request).then((bytes) => {
        take(bytes);
        response.end();
      });
      return;
    }
    const part = parts[request.url ?? ""];
    response.setHeader("Content-Security-Policy", policy);
    if (typeof part === "function") part(request, response);
    else if (part) response.setHeader("Content-Type", part[0]).end(part[1]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  origins.add(origin);
  return {
    origin,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Serves the page with a bundle, and files by path, until closed. */
export function servePage(
  code: string,
  files: Readonly<Record<string, Uint8Array | RequestListener>>,
  policy = STRICT_POLICY,
) {
  const parts: Record<string, SitePart> = {
    "/": ["text/html", PAGE],
    "/page.css": ["text/css", STYLES],
    "/bundle.js": ["text/javascript", Buffer.from(code)],
  };
  for (const [path, file] of Object.entries(files)) {
    parts[path] = typeof file === "function" ? file : ["application/dicom", file];
  }
  return serveSite(parts, policy);
}

/** What a page's viewer looks like. */
export interface Snapshot {
  width: number;
  height: number;
  rgba: Uint8Array;
  state: ViewportState;
  corner: string;
  message: string;
}

/** Reads the first viewer of a page back, after its next paint, with pixels unblended unless `asItIs`. */
export async function snapshot(page: Page, { asItIs = false } = {}): Promise<Snapshot> {
  const { path, bytes } = awaitBytes();
  // Another server knows no such path.
  const isOurs = origins.has(new URL(page.url()).origin);
  if (!isOurs) {
    await page.route(`**${path}`, async (route) => {
      awaited.get(path)?.(route.request().postDataBuffer() ?? Buffer.alloc(0));
      await route.fulfill({ body: "" });
    });
  }
  const seen = await page.evaluate(
    async ([isKept, to, isBlob]) => {
      let element: DicomViewerElement | null;
      // One that has just come onto the page, or into sight, has no size yet.
      let paintCount = 0;
      let size: HTMLCanvasElement | null | undefined;
      do {
        if (paintCount++ > 600) throw new Error("the canvas of the viewer has no size");
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        element = document.querySelector("dicom-viewer");
        size = element?.shadowRoot?.querySelector("canvas");
      } while (!element || !size?.width || !size.height);
      // Blended pixels are the browser's: compared are those that are not.
      if (!isKept) element.viewer!.dispatch({ type: "show", what: "interpolation", isShown: false });
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const root = element.shadowRoot!;
      const canvas = root.querySelector("canvas")!;
      const { width, height } = canvas;
      // A copy: reading the canvas itself would make the browser keep it, and warn.
      const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, width, height);
      await fetch(to, { method: "POST", body: isBlob ? new Blob([data]) : data });
      return {
        width,
        height,
        state: element.viewer!.state,
        corner: root.querySelector(".corner")?.textContent ?? "",
        message: root.querySelector(".message")?.textContent ?? "",
      };
    },
    [asItIs, path, isOurs] as const,
  );
  return { ...seen, rgba: await bytes };
}

export interface Picture {
  width: number;
  height: number;
  rgba: Buffer;
}

/** Reads the picture that the first viewer of a page exports. */
export async function exportedPicture(page: Page, annotations: boolean): Promise<Picture> {
  const { path, bytes } = awaitBytes();
  const size = await page.evaluate(
    async ([isAnnotated, to]) => {
      const { viewer } = document.querySelector("dicom-viewer")!;
      const bitmap = await createImageBitmap((await viewer!.toPng({ annotations: isAnnotated }))!);
      const { width, height } = bitmap;
      const context = new OffscreenCanvas(width, height).getContext("2d")!;
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, width, height);
      await fetch(to, { method: "POST", body: new Blob([data]) });
      return { width, height };
    },
    [annotations, path] as const,
  );
  return { ...size, rgba: await bytes };
}

/** Waits until the first viewer of the page shows an image or an error. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const element = document.querySelector("dicom-viewer");
    return element?.viewer?.frame !== undefined || Boolean(element?.shadowRoot?.querySelector("code"));
  });
}

/**
 * Compares a canvas with what dicom-core's renderFrame makes of the file: each canvas pixel is the image pixel under its
 * middle. Only where the image is not shrunk: averages of pixels are compared elsewhere.
 */
export async function assertShows(seen: Snapshot, file: Uint8Array, frameIndex = 0): Promise<void> {
  const { state, width, height } = seen;
  const frame = await decodeFrame(readDicomFile(file), frameIndex);
  const { windowCenter, windowWidth, isInverted } = state;
  const { rgba } = renderFrame(frame, { windowCenter, windowWidth, invert: isInverted });
  const ratioX = width / state.canvas.width;
  const ratioY = height / state.canvas.height;
  const columns = placesOf(
    width,
    state.offsetX * ratioX,
    (state.scale * ratioX * state.image.width) / frame.columns,
  );
  const rows = placesOf(
    height,
    state.offsetY * ratioY,
    (state.scale * ratioY * state.image.height) / frame.rows,
  );
  const expectedPixels = packed(rgba);
  const actualPixels = packed(seen.rgba);
  for (let y = 0; y < height; y += 1) {
    const row = rows[y]!;
    const isRowInside = row >= 0 && row < frame.rows;
    for (let x = 0; x < width; x += 1) {
      const column = columns[x]!;
      const isInside = isRowInside && column >= 0 && column < frame.columns;
      const expected = isInside ? expectedPixels[row * frame.columns + column] : 0;
      const actual = actualPixels[y * width + x];
      if (actual !== expected) {
        fail(`canvas (${x}, ${y}) is ${hex(actual)}; image (${column}, ${row}) has ${hex(expected)}`);
      }
    }
  }
}

/** Returns the column, or row, of an image under the middle of each pixel of a canvas. */
function placesOf(count: number, offset: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, at) => Math.floor((at + 0.5 - offset) / step));
}

/** Returns RGBA with a number a pixel: alpha, blue, green and red from its highest byte on. */
export function packed(rgba: Uint8Array | Uint8ClampedArray): Uint32Array {
  const { buffer, byteOffset, byteLength } = rgba.byteOffset % 4 === 0 ? rgba : new Uint8Array(rgba);
  return new Uint32Array(buffer, byteOffset, byteLength / 4);
}

const hex = (color = 0) => `#${color.toString(16).padStart(8, "0")}`;

function fail(message: string): never {
  throw new Assertion({
    message,
    operator: "is",
    expects: "",
    actual: "",
    details: "",
    generated: false,
  } as never);
}
