/** The viewer in headless Chromium without a graphics card, beside dwv and cornerstone3D: dragging the window, opening, playing. */
import type { BenchCase } from "../../../tools/bench/case.ts";
import { colorClip, greyImage } from "./bench-files.ts";
import { onPage, type SideName } from "./bench-page.ts";

/** Enough for a 99th percentile of ours; a peer that takes a second a step is asked for fewer. */
const STEPS = 300;
const PEER_STEPS = 60;
const LARGE_PEER_STEPS = 20;
const ROUNDS = 3;
const PEERS: Readonly<Record<string, SideName>> = { dwv: "dwv", cornerstone3D: "cornerstone" };

const files = new Map<number, Uint8Array>();

function fileOf(size: number): Uint8Array {
  const file = files.get(size) ?? greyImage(size);
  files.set(size, file);
  return file;
}

function dragMs(side: SideName, size: number): Promise<number[]> {
  const steps = side === "ours" ? STEPS : size > 2048 ? LARGE_PEER_STEPS : PEER_STEPS;
  return onPage(side, { "/image.dcm": fileOf(size) }, (bench) =>
    bench((page, count) => page.dragMs("/image.dcm", count), steps),
  );
}

/** The value below which a share of the costs lies. */
function quantile(costs: readonly number[], share: number): number {
  const sorted = costs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function dragCase(size: number, atMost: number): BenchCase[] {
  const figure = (share: number) => (side: SideName) => async () => quantile(await dragMs(side, size), share);
  const median = figure(0.5);
  return [
    {
      name: `window drag, ${size}², median`,
      suite: "viewer",
      compares: `shows a 12-bit image of ${size} by ${size} pixels on a canvas of 1920 by 1080 and changes its window ${STEPS} times (peers: ${size > 2048 ? LARGE_PEER_STEPS : PEER_STEPS}); what one step takes: input, painting, drawing until a pixel can be read back.`,
      unit: "ms",
      rounds: ROUNDS,
      ours: median("ours"),
      peers: Object.fromEntries(Object.entries(PEERS).map(([name, side]) => [name, median(side)])),
      target: { atMost, atLeast: { dwv: 3 } },
    },
    {
      name: `window drag, ${size}², 99th percentile`,
      suite: "viewer",
      compares: "the same.",
      unit: "ms",
      rounds: ROUNDS,
      ours: figure(0.99)("ours"),
      peers: {},
      target: { atMost: 16.7 },
    },
  ];
}

function openMs(side: SideName): Promise<number> {
  return onPage(side, { "/image.dcm": fileOf(512) }, async (bench) => {
    const costs = await bench(async (page) => {
      const all: number[] = [];
      for (let i = 0; i < 10; i += 1) all.push(await page.openMs("/image.dcm"));
      return all;
    });
    // The first one loads what is loaded once.
    return quantile(costs.slice(1), 0.5);
  });
}

export const cases: BenchCase[] = [
  ...dragCase(512, 3),
  ...dragCase(2048, 8),
  ...dragCase(4096, 8),
  {
    name: "from bytes to picture, 512²",
    suite: "viewer",
    compares:
      "opens an uncompressed file of 512 by 512 pixels that is in memory, until a pixel can be read back (peers: at the next animation frame after they say that it is shown); the median of nine times behind a first one.",
    unit: "ms",
    rounds: ROUNDS,
    ours: () => openMs("ours"),
    peers: Object.fromEntries(Object.entries(PEERS).map(([name, side]) => [name, () => openMs(side)])),
    target: { atMost: 30 },
  },
  {
    name: "dropped frames, colour 512² at 30 per second",
    suite: "viewer",
    compares:
      "plays an RGB clip of 30 frames of 512 by 512 pixels for three seconds and counts the frames passed over.",
    unit: "frames",
    rounds: ROUNDS,
    ours: () =>
      onPage("ours", { "/clip.dcm": colorClip(512, 30) }, (bench) =>
        bench((page) => page.dropped("/clip.dcm", 30, 3000)),
      ),
    peers: {},
    accepts: (result) => Number(result) >= 0,
    target: { atMost: 0 },
  },
];
