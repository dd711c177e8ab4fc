/** Every file of the shared data in one Chromium: painted as renderFrame gives it, or told in words why it is not. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  type DicomFile,
  decodeFrame,
  frameCount,
  isDicomError,
  readDicomFile,
  renderFrame,
} from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage } from "../../../tools/test/browser.ts";
import { bundleForBrowser } from "../../../tools/test/browser-bundle.ts";
import { repositoryPath, requireData } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { inlineWorker } from "../inline-worker.ts";
import "../src/index.ts";
import { contentKindOf } from "../src/document/content-kind.ts";
import type { CorpusPage, SeenFile, SeenFrame } from "./support/corpus-page.ts";
import { servePage } from "./support/viewer-page.ts";

const test = testSuite("viewer/corpus", { tools: ["chromium"], data: true, timeoutMs: 120_000 });

/** Workers, films and documents come from blobs; pages that forbid them are tested elsewhere. */
const POLICY =
  "default-src 'self'; img-src 'self' data:; worker-src blob:; media-src blob:; frame-src blob:; object-src blob:";
const PART = 64;

const FILE_COUNT = 512;
/** First, middle and last frames by what comes of them, and files of other kinds. */
const OUTCOMES = {
  picture: 405,
  PIXEL_NONE: 128,
  UNSUPPORTED_TRANSFER_SYNTAX: 62,
  FILE_NOT_DICOM: 3,
  PIXEL_JPEG_FRAME: 2,
  PIXEL_JPEG_NONE: 1,
  report: 8,
  video: 3,
  document: 2,
};
/** Of the pictures all but four, whose pixels are not square: those are compared as they are exported. */
const PAINTED_COUNT = 401;

/** What is to be seen of a frame: a picture, or the code of the reason why there is none. */
interface Expected {
  frameIndex: number;
  picture?: string;
  isSquare?: boolean;
  code?: string;
}

let names: string[] = [];
let expected: Map<string, Expected[] | string>;
let seen: Map<string, SeenFile>;
let complaints: string[];

test.before(async () => {
  const lines = readFileSync(requireData("dicom", "manifest.tsv"), "utf8").trim().split("\n");
  names = lines.slice(1).map((line) => line.split("\t")[0]!);
  const files = new Map(
    names.map((name) => [name, new Uint8Array(readFileSync(requireData("dicom", name)))]),
  );
  const bundle = await bundleForBrowser(
    repositoryPath("packages/viewer-canvas/test/support/corpus-page.ts"),
    undefined,
    [inlineWorker],
  );
  const byPath = Object.fromEntries(names.map((name, i) => [`/${i}.dcm`, files.get(name)!]));
  const site = await servePage(bundle.code, byPath, POLICY);
  const browser = await launchBrowser();
  try {
    const watched = await openPage(browser, site.origin);
    await watched.page.goto(`${site.origin}/`);
    await watched.page.waitForFunction(() => "corpusPage" in globalThis);
    const opening = openAll(watched.page, Object.keys(byPath));
    const [opened, made] = await Promise.all([opening, expectAll(files)]);
    seen = new Map(opened.map((file, i) => [names[i]!, file]));
    expected = made;
    complaints = watched.complaints;
    await watched.close({ "/bundle.js": bundle.path });
  } finally {
    await browser.close();
    await site.close();
  }
});

/** Opens files in parts, so that what hangs can be told. */
async function openAll(page: Page, paths: readonly string[]): Promise<SeenFile[]> {
  const opened: SeenFile[] = [];
  for (let at = 0; at < paths.length; at += PART) {
    const part = await page.evaluate(
      (urls) => (globalThis as unknown as { corpusPage: CorpusPage }).corpusPage.openAll(urls),
      paths.slice(at, at + PART),
    );
    opened.push(...part);
  }
  return opened;
}

async function expectAll(files: ReadonlyMap<string, Uint8Array>): Promise<typeof expected> {
  const all: typeof expected = new Map();
  for (const [name, bytes] of files) all.set(name, await expect(bytes));
  return all;
}

/** Returns what each frame is to show, or the kind of a file that is shown otherwise. */
async function expect(bytes: Uint8Array): Promise<Expected[] | string> {
  let file: DicomFile;
  try {
    file = readDicomFile(bytes);
  } catch (error) {
    return [{ frameIndex: 0, code: codeOf(error) }];
  }
  const kind = contentKindOf(file);
  if (kind !== undefined) return kind;
  const count = Math.max(1, frameCount(file));
  const indices = [...new Set([0, count >> 1, count - 1])];
  return Promise.all(indices.map((frameIndex) => expectFrame(file, frameIndex)));
}

async function expectFrame(file: DicomFile, frameIndex: number): Promise<Expected> {
  try {
    const frame = await decodeFrame(file, frameIndex);
    const { rgba, width, height } = renderFrame(frame);
    const picture = `${width}x${height}:${createHash("sha256").update(rgba).digest("hex")}`;
    return { frameIndex, picture, isSquare: frame.pixelAspect === 1 };
  } catch (error) {
    return { frameIndex, code: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  if (isDicomError(error)) return error.code;
  throw error;
}

/** Each frame of an image file that is of a kind, with what the viewer showed in its place. */
function frames(
  isWanted: (frame: Expected) => boolean,
): [label: string, frame: Expected, shown: SeenFrame][] {
  return names.flatMap((name) => {
    const wanted = expected.get(name)!;
    if (typeof wanted === "string") return [];
    return wanted.flatMap((frame, i): [string, Expected, SeenFrame][] => {
      const shown = seen.get(name)!.frames[i] ?? { frameIndex: -1 };
      return isWanted(frame) ? [[`${name} frame ${frame.frameIndex}`, frame, shown]] : [];
    });
  });
}

test("every frame that can be decoded is on the canvas, and in the export of some, as renderFrame gives it", () => {
  const decodable = frames(({ picture }) => picture !== undefined);
  const wrong = decodable.flatMap(([label, { frameIndex, picture, isSquare }, shown]) => {
    const isExported = !isSquare || shown.exported !== undefined;
    const wanted = {
      frameIndex,
      ...(isSquare ? { painted: picture } : {}),
      ...(isExported ? { exported: picture } : {}),
    };
    return Object.entries(wanted).flatMap(([part, value]) => {
      const actual = shown[part as keyof SeenFrame];
      return actual === value ? [] : [`${label}: ${part} is ${actual ?? shown.words}, not ${value}`];
    });
  });
  assert.equal(wrong, []);
  assert.is(decodable.filter(([, , { painted }]) => painted !== undefined).length, PAINTED_COUNT);
});

test("every other frame says why, with what to try and the code", () => {
  const others = frames(({ code }) => code !== undefined);
  const wrong = others.flatMap(([label, { code }, { words = [] }]) => {
    const isTold = words.length === 4 && words.every((text) => text !== "") && words.at(-1) === code;
    return isTold ? [] : [`${label}: ${code}: ${words.join(" | ")}`];
  });
  assert.equal(wrong, []);
});

test("films, documents and reports have a part of their own", () => {
  const parts = { video: /^(div\.notice|video\.)/, document: /^\w+\./, report: /^\w+\.report.*: \S/s };
  const kinds = names.filter((name) => typeof expected.get(name) === "string");
  const wrong = kinds.filter((name) => {
    const { content } = seen.get(name)!;
    const kind = expected.get(name) as keyof typeof parts;
    return !content.some((part) => parts[kind].test(part));
  });
  assert.equal(
    wrong.map((name) => `${name}: ${seen.get(name)!.content}`),
    [],
  );
});

test("the numbers are those of the shared data: what else is shown or not shown is a change", () => {
  const counts: Record<string, number> = {};
  for (const wanted of expected.values()) {
    const outcomes = typeof wanted === "string" ? [wanted] : wanted.map(({ code }) => code ?? "picture");
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
  }
  assert.is(names.length, FILE_COUNT);
  assert.equal(counts, OUTCOMES);
});

test("no file makes the page complain", () => {
  assert.is(seen.size, names.length);
  assert.equal(complaints, []);
});
