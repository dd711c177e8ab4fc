/** The viewer in headless Chromium without a graphics card, beside dwv and cornerstone3D: dragging the window, opening, playing. */
import { execFileSync } from "node:child_process";
import type { BenchCase, Side } from "../../../tools/bench/case.ts";
import { findTool } from "../../../tools/test/foreign-tools.ts";
import { greyImage, jpegClip, rleClip } from "./bench-files.ts";
import { onPage, type SideName } from "./bench-page.ts";
import type { DroppedFrames } from "./sides/side.ts";

export const toolVersions: Record<string, string> = findTool("chromium")
  ? {
      Chromium:
        /[\d.]+/.exec(execFileSync("chromium", ["--version"], { encoding: "utf8" }))?.[0] ?? "unknown",
    }
  : {};

/** Enough for a 99th percentile; a peer that takes a second a step is asked for fewer. */
const STEPS = 200;
const PEER_STEPS = 30;
const LARGE_PEER_STEPS = 10;
const ROUNDS = 2;
const PLAY_MS = 3000;
const RATE = 30;
const PEERS: Readonly<Record<string, SideName>> = { dwv: "dwv", cornerstone3D: "cornerstone" };
const BARE = "a bare look-up";

const files = new Map<number, Uint8Array>();

function fileOf(size: number): Uint8Array {
  const file = files.get(size) ?? greyImage(size);
  files.set(size, file);
  return file;
}

/** Returns sides of several cases that share their runs: each takes its own figure of each run, in the same order. */
function shared<T>(run: () => Promise<T>): (figure: (result: T) => number) => Side {
  const runs: Promise<T>[] = [];
  return (figure) => {
    let next = 0;
    return async () => {
      runs[next] ??= run();
      const result = await runs[next]!;
      next += 1;
      return figure(result);
    };
  };
}

function dragMs(side: SideName, size: number): () => Promise<number[]> {
  const peerSteps = size > 2048 ? LARGE_PEER_STEPS : PEER_STEPS;
  const steps = side === "ours" || side === "bare" ? STEPS : peerSteps;
  return () =>
    onPage(side, { "/image.dcm": fileOf(size) }, (bench) =>
      bench((page, count) => page.dragMs("/image.dcm", count), steps),
    );
}

/** The value below which a share of the costs lies. */
function quantile(costs: readonly number[], share: number): number {
  const sorted = costs.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

const median = (costs: readonly number[]) => quantile(costs, 0.5);
const tail = (costs: readonly number[]) => quantile(costs, 0.99);

function dragCase(size: number, atMost: number): BenchCase[] {
  const ours = shared(dragMs("ours", size));
  const peers = Object.entries(PEERS).map(([name, side]) => [name, shared(dragMs(side, size))(median)]);
  return [
    {
      name: `window drag, ${size}², median`,
      suite: "viewer",
      compares: `shows a 12-bit image of ${size} by ${size} pixels on a canvas of 1920 by 1080 and changes its window ${STEPS} times (peers: ${size > 2048 ? LARGE_PEER_STEPS : PEER_STEPS}); what one step takes: input, painting, drawing until a pixel can be read back.`,
      unit: "ms",
      rounds: ROUNDS,
      ours: ours(median),
      peers: Object.fromEntries(peers),
      target: { atMost, atLeast: { dwv: 3 } },
    },
    {
      name: `window drag, ${size}², 99th percentile`,
      suite: "viewer",
      compares:
        "the slowest steps of the same, beside those of a page that looks as many pixels up in a table and draws them, and does nothing else.",
      unit: "ms",
      rounds: ROUNDS,
      ours: ours(tail),
      peers: { [BARE]: shared(dragMs("bare", size))(tail) },
      target: {
        atMost: 16.7,
        shortfall: "a bare look-up on a canvas of this size has most of the same tail on this machine.",
      },
    },
  ];
}

function openMs(side: SideName): () => Promise<number[]> {
  return () =>
    onPage(side, { "/image.dcm": fileOf(512) }, (bench) =>
      bench(async (page) => {
        const all: number[] = [];
        for (let i = 0; i < 10; i += 1) all.push(await page.openMs("/image.dcm"));
        return all;
      }),
    );
}

function openCases(): BenchCase[] {
  const runs = (side: SideName) => shared(openMs(side));
  const sides = Object.entries({ ours: "ours", ...PEERS } as Record<string, SideName>).map(
    ([name, side]) => [name, runs(side)] as const,
  );
  const figures = (figure: (costs: number[]) => number): Pick<BenchCase, "ours" | "peers"> => {
    const { ours, ...peers } = Object.fromEntries(sides.map(([name, side]) => [name, side(figure)]));
    return { ours: ours!, peers };
  };
  const opens =
    "opens an uncompressed file of 512 by 512 pixels that is in memory, until a pixel can be read back (peers: at the next animation frame after they say that it is shown)";
  return [
    {
      name: "from bytes to picture, 512²",
      suite: "viewer",
      compares: `${opens}; the median of nine times behind a first one.`,
      unit: "ms",
      rounds: ROUNDS,
      ...figures((costs) => median(costs.slice(1))),
      target: { atMost: 30 },
    },
    {
      name: "from bytes to picture, 512², the first of a page",
      suite: "viewer",
      compares: `${opens}; the first time on a page, where nothing has been compiled.`,
      unit: "ms",
      rounds: ROUNDS,
      ...figures((costs) => costs[0]!),
      target: {
        atMost: 30,
        shortfall:
          "code is compiled and chunks with tables are fetched for the first file; the next ones take the time above.",
      },
    },
  ];
}

const clips: Readonly<Record<string, () => Promise<Uint8Array>>> = {
  JPEG: async () => {
    const codestreams = await onPage("ours", {}, (bench) => bench((page) => page.jpegs()));
    return jpegClip(codestreams.map((base64) => Buffer.from(base64, "base64")));
  },
  RLE: async () => rleClip(),
};

function cineCases(codec: string): BenchCase[] {
  let clip: Promise<Uint8Array> | undefined;
  const runs = shared(async () => {
    clip ??= clips[codec]!();
    return onPage("ours", { "/clip.dcm": await clip }, (bench) =>
      bench((page, ms) => page.dropped("/clip.dcm", 30, ms), PLAY_MS),
    );
  });
  const row = (name: string, compares: string, figure: (frames: DroppedFrames) => number): BenchCase => ({
    name: `dropped frames, ${codec}, ${name}`,
    suite: "viewer",
    compares,
    unit: "frames",
    rounds: ROUNDS,
    ours: runs(figure),
    peers: {},
    target: {
      atMost: 0,
      shortfall:
        "by traces of six runs on busy processors, each of the 30 frames that were lost fell together with a gap between paints of 45 milliseconds or more, or with a call 25 milliseconds late.",
    },
  });
  const what = `a colour clip in ${codec} of 512 by 512 pixels at ${RATE} frames a second`;
  return [
    row("first time", `plays ${what} for the first time, decoding its 60 frames.`, ({ first }) => first),
    row("then", `plays on for ${PLAY_MS / 1000} seconds, from decoded frames.`, ({ later }) => later),
  ];
}

export const cases: BenchCase[] = [
  ...dragCase(512, 3),
  ...dragCase(2048, 8),
  ...dragCase(4096, 8),
  ...openCases(),
  ...Object.keys(clips).flatMap(cineCases),
];
