/** A page in headless Chromium with one viewer over all of it, served with the files that it opens. */

import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import { PEERS_FOLDER } from "../../../tools/bench/peers.ts";
import { launchWholeBrowser } from "../../../tools/test/browser.ts";
import { inlineWorker } from "../inline-worker.ts";
import type { DroppedFrames } from "./sides/side.ts";

export type SideName = "ours" | "bare" | "dwv" | "cornerstone";

const PAGE = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><link rel="icon" href="data:,">
<style>html, body { margin: 0; background: #000; } #viewer { width: 1920px; height: 1080px; }</style></head>
<body><div id="viewer"></div><script type="module" src="/side.js"></script></body></html>`;
/** Of the canvas; our bars come to it. */
const SIZE = { width: 1920, height: 1080 };
const BARS_PX = 80;
const CORNERSTONE_WORKER = `${PEERS_FOLDER}node_modules/@cornerstonejs/dicom-image-loader/dist/esm/decodeImageFrameWorker.js`;

/** What the page offers: see `sides/side.ts`. */
interface PageBench {
  dragMs(url: string, steps: number): Promise<number[]>;
  openMs(url: string): Promise<number>;
  dropped(url: string, framesPerSecond: number, ms: number): Promise<DroppedFrames>;
  jpegs(): Promise<string[]>;
}

/** Parts of cornerstone3D that nothing here calls want modules of Node. */
const withoutNode: Plugin = {
  name: "without-node",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^(events|fs|path|url)$/ }, ({ path }) => ({ path, namespace: "without-node" }));
    onLoad({ filter: /.*/, namespace: "without-node" }, () => ({
      contents: "module.exports = { EventEmitter: class {} };",
    }));
  },
};

const bundles = new Map<string, Promise<string>>();

/** Opens the page with a viewer, lets `run` measure on it, and closes it. */
export async function onPage<T>(
  side: SideName,
  files: Readonly<Record<string, Uint8Array>>,
  run: (
    bench: <R>(call: (bench: PageBench, count: number) => Promise<R>, count?: number) => Promise<R>,
  ) => Promise<T>,
): Promise<T> {
  const parts: Record<string, [type: string, body: string | Uint8Array]> = {
    "/": ["text/html", PAGE],
    "/side.js": [
      "text/javascript",
      await bundle(fileURLToPath(new URL(`sides/${side}.ts`, import.meta.url))),
    ],
  };
  if (side === "cornerstone" && existsSync(CORNERSTONE_WORKER)) {
    parts["/decodeImageFrameWorker.js"] = ["text/javascript", await bundle(CORNERSTONE_WORKER)];
  }
  for (const [path, bytes] of Object.entries(files)) parts[path] = ["application/dicom", bytes];
  const server = createServer((request, response) => {
    const part = parts[request.url ?? ""];
    if (part) response.setHeader("Content-Type", part[0]).end(part[1]);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const browser = await launchWholeBrowser();
  try {
    const page = await browser.newPage({ viewport: { ...SIZE, height: SIZE.height + BARS_PX } });
    page.setDefaultTimeout(60_000);
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "bench" in window);
    return await run(
      (call, count = 0) => page.evaluate(`(${call})(window.bench, ${count})`) as ReturnType<typeof call>,
    );
  } finally {
    await browser.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

function bundle(entry: string): Promise<string> {
  const known = bundles.get(entry);
  if (known) return known;
  const made = build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    conditions: ["@minipacs/source"],
    nodePaths: [`${PEERS_FOLDER}node_modules`],
    plugins: [inlineWorker, withoutNode],
    logLevel: "error",
  }).then(({ outputFiles }) => outputFiles[0]!.text);
  bundles.set(entry, made);
  return made;
}
