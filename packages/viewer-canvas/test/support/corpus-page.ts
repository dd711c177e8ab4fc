/** The script of the corpus page: opens files one after the other in a few viewers, and tells what each of them shows. */
import { hexDigits } from "../../../../tools/test/hex.ts";
import type { DicomViewerElement } from "../../src/index.ts";
import "../../src/index.ts";

/** A frame that came onto the canvas, or the words that stand in its place. */
export interface SeenFrame {
  frameIndex: number;
  /** `columns x rows : SHA-256 of RGBA` of the canvas at 1:1; absent where pixels are not square. */
  painted?: string;
  /** The same of the picture without annotations, of some: browsers encode PNG when they are idle. */
  exported?: string;
  /** Paragraphs of an error: title, message, advice, code. */
  words?: string[];
}

/** What a file came to. */
export interface SeenFile {
  frames: SeenFrame[];
  /** Names and text of what lies over the canvas in place of an image. */
  content: string[];
}

const LANE_COUNT = 3;
const EXPORT_EVERY = 16;
const MAX_WAIT_PAINTS = 120;
const LIMIT_MS = 10_000;
const CONTENT = ".notice, .report, video, iframe, object, embed";

/** Opens each URL, in several viewers at a time; results are in the order of the URLs. */
async function openAll(urls: readonly string[]): Promise<SeenFile[]> {
  const seen: SeenFile[] = [];
  let next = 0;
  const lanes = Array.from({ length: LANE_COUNT }, async () => {
    const element = document.createElement("dicom-viewer");
    element.setAttribute("controls", "none");
    // Small images are smaller than a viewer usually is.
    element.style.minHeight = "0";
    document.body.append(element);
    element.viewer!.dispatch({ type: "show", what: "interpolation", isShown: false });
    while (next < urls.length) {
      const index = next++;
      seen[index] = await withLimit(open(element, urls[index]!, index % EXPORT_EVERY === 0));
    }
    element.remove();
  });
  await Promise.all(lanes);
  return seen;
}

/** A file that comes to nothing must not keep the others from being opened. */
async function withLimit(opening: Promise<SeenFile>): Promise<SeenFile> {
  const late = new Promise<SeenFile>((resolve) => {
    setTimeout(
      () => resolve({ frames: [{ frameIndex: 0, words: ["nothing came"] }], content: [] }),
      LIMIT_MS,
    );
  });
  return Promise.race([opening, late]);
}

async function open(element: DicomViewerElement, url: string, isExported: boolean): Promise<SeenFile> {
  const viewer = element.viewer!;
  const isShown = await viewer.show(url);
  const frames: SeenFrame[] = [];
  if (isShown && viewer.frame === undefined) return { frames, content: await contentOf(element) };
  const { frameCount } = viewer.state;
  for (const frameIndex of new Set([0, frameCount >> 1, frameCount - 1])) {
    if (frameIndex !== viewer.state.frameIndex) await goTo(element, frameIndex);
    frames.push({ frameIndex, ...(await look(element, isExported && frameIndex === 0)) });
  }
  return { frames, content: [] };
}

function goTo(element: DicomViewerElement, index: number): Promise<void> {
  return new Promise((resolve) => {
    for (const type of ["frame-change", "decode-error"] as const) {
      element.addEventListener(type, () => resolve(), { once: true });
    }
    element.viewer!.dispatch({ type: "frame", index });
  });
}

async function look(
  element: DicomViewerElement,
  isExported: boolean,
): Promise<Omit<SeenFrame, "frameIndex">> {
  const viewer = element.viewer!;
  const { frame } = viewer;
  if (frame === undefined) return { words: paragraphsOf(element) };
  const seen: Omit<SeenFrame, "frameIndex"> = {};
  if (frame.pixelAspect !== 1 || isExported) {
    const exported = await createImageBitmap((await viewer.toPng())!);
    seen.exported = await hashOf(exported);
    exported.close();
  }
  if (frame.pixelAspect !== 1) return seen;
  const { columns, rows } = frame;
  element.style.width = `${columns}px`;
  element.style.height = `${rows}px`;
  const canvas = element.shadowRoot!.querySelector("canvas")!;
  const isSized = () => canvas.width === columns && canvas.height === rows;
  for (let waited = 0; waited < MAX_WAIT_PAINTS && !isSized(); waited += 1) await nextPaint();
  await nextPaint();
  return { ...seen, painted: await hashOf(canvas) };
}

/** Content comes with a chunk of its own, and what was there before goes with the next paint. */
async function contentOf(element: DicomViewerElement): Promise<string[]> {
  await nextPaint();
  const find = () => [...element.shadowRoot!.querySelectorAll(CONTENT)];
  for (let waited = 0; waited < MAX_WAIT_PAINTS && find().length === 0; waited += 1) await nextPaint();
  return find().map((part) => `${part.localName}.${part.className}: ${part.textContent}`);
}

function paragraphsOf(element: DicomViewerElement): string[] {
  return [...element.shadowRoot!.querySelectorAll(".message p")].map((part) => part.textContent ?? "");
}

async function hashOf(picture: ImageBitmap | HTMLCanvasElement): Promise<string> {
  const { width, height } = picture;
  // A copy: reading the canvas itself would make the browser keep it, and warn.
  const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
  copy.drawImage(picture, 0, 0);
  const { data } = copy.getImageData(0, 0, width, height);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
  return `${width}x${height}:${hexDigits(digest)}`;
}

function nextPaint(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** What the test calls in the page. */
export interface CorpusPage {
  openAll: typeof openAll;
}
Object.assign(globalThis, { corpusPage: { openAll } satisfies CorpusPage });
