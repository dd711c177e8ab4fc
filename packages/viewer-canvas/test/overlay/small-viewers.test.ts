/** Texts over the image in viewers of any size, in Chromium: none lies over another, and large ones have all of them. */
import type { DatasetInit } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Box } from "../../src/overlay/place-label.ts";
import type { Size } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";
import { settled, snapshot } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/small-viewers", { tools: ["chromium"], timeoutMs: 60_000 });

/** As it says itself, and everything else that it may say: letters are A, P, L and R. */
const PATIENT = ["Somebody, Sandra", "PHANTOM-1", "F · 1970-01-31"];
const NOTICE = "Lossy 12:1 JPEG";
const STUDY = ["Institute of tests", "A study", "A series", "CT · Series 3 · Image 7", "2026-11-30 08:15"];
const LETTERS = ["A", "P", "L", "R"];
const attributes: DatasetInit = {
  Modality: "CT",
  PatientName: "Somebody^Sandra",
  PatientID: "PHANTOM-1",
  PatientSex: "F",
  PatientBirthDate: "19700131",
  InstitutionName: "Institute of tests",
  StudyDescription: "A study",
  SeriesDescription: "A series",
  SeriesNumber: 3,
  InstanceNumber: 7,
  StudyDate: "20261130",
  StudyTime: "081500",
  ImageOrientationPatient: [1, 0, 0, 0, 1, 0],
  PixelSpacing: [2, 2],
  LossyImageCompression: "01",
  LossyImageCompressionRatio: [12],
  LossyImageCompressionMethod: "ISO_10918_1",
};
const image = phantom({ frames: 3, attributes });
/** Its second half is missing. */
const incomplete = phantom({ attributes, pixelData: new Uint8Array(64 * 64) });

interface Said extends Box {
  text: string;
}

const site = new ViewerSite(test, {
  "/image.dcm": image,
  "/incomplete.dcm": incomplete,
  "/none.dcm": new TextEncoder().encode("no DICOM file ".repeat(9)),
});
let page: Page;

test.beforeEach(async () => {
  page = await site.open({ before: keepBoxes });
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  await page.evaluate(() => {
    const element = document.createElement("dicom-viewer");
    element.setAttribute("src", "/image.dcm");
    document.body.append(element);
  });
  await settled(page);
  await page.locator("dicom-viewer .bar").first().waitFor({ state: "attached" });
});
test.afterEach(() => site.assertQuiet());

/** Keeps where on the layer which text was drawn since it was last wiped, in CSS pixels. */
function keepBoxes(): void {
  const kept: Said[] = [];
  Object.assign(window, { kept });
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.fillText = function (...args) {
    const [text, x, y] = args;
    const { width, actualBoundingBoxAscent: up, actualBoundingBoxDescent: down } = this.measureText(text);
    const left = this.textAlign === "left" ? x : this.textAlign === "right" ? x - width : x - width / 2;
    kept.push({ text, x: left, y: y - up, width, height: up + down });
    return Reflect.apply(fillText, this, args);
  };
  CanvasRenderingContext2D.prototype.clearRect = function (...args) {
    if (this.canvas.className === "annotations") kept.length = 0;
    return Reflect.apply(clearRect, this, args);
  };
}

/** Returns what is said over the image in a viewer of a size, the page's own corner line by line, and the room for it. */
async function saidAt(size: Size, controls = "all"): Promise<{ said: Said[]; corner: string[]; room: Size }> {
  await page.evaluate(
    ([{ width, height }, bars]) => {
      const element = document.querySelector("dicom-viewer")!;
      element.setAttribute("controls", bars);
      Object.assign(element.style, { width: `${width}px`, height: `${height}px` });
    },
    [size, controls] as const,
  );
  const { corner } = await snapshot(page, { asItIs: true });
  const seen = await page.evaluate(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    const room = root.querySelector(".stage")!.getBoundingClientRect();
    const corner = root.querySelector(".corner")!;
    const right = corner.getBoundingClientRect().right;
    const text = corner.firstChild;
    const lines: Said[] = [];
    for (const [i, line] of (text?.textContent ?? "").split("\n").entries()) {
      if (line === "") continue;
      const from = text!.textContent!.split("\n").slice(0, i).join("\n").length + (i > 0 ? 1 : 0);
      const range = document.createRange();
      range.setStart(text!, from);
      range.setEnd(text!, from + line.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      // What is longer ends in an ellipsis.
      const shown = Math.min(width, right - x);
      lines.push({ text: line, x: x - room.x, y: y - room.y, width: shown, height });
    }
    const { kept } = window as unknown as { kept: Said[] };
    return { said: [...kept, ...lines], room: { width: room.width, height: room.height } };
  });
  return { ...seen, corner: corner === "" ? [] : corner.split("\n") };
}

function assertApart({ said, room }: { said: readonly Said[]; room: Size }, where: string): void {
  for (const [i, a] of said.entries()) {
    const isWithin =
      a.x >= 0 && a.y >= 0 && a.x + a.width <= room.width && a.y + a.height <= room.height + 0.5;
    assert.ok(isWithin, `${where}: ${JSON.stringify(a)} is not within ${JSON.stringify(room)}`);
    for (const b of said.slice(i + 1)) {
      const isOver =
        a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
      assert.not.ok(isOver, `${where}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
    }
  }
}

const textsOf = ({ said }: { said: readonly Said[] }) => said.map(({ text }) => text);

/** Texts that are all there, each by its beginning: the end may have become an ellipsis. */
function assertSays(said: readonly string[], expected: readonly string[], where: string): void {
  for (const text of expected) {
    const isSaid = said.some(
      (other) => other === text || (other.endsWith("…") && text.startsWith(other.slice(0, -1))),
    );
    assert.ok(isSaid, `${where}: ${text} in ${JSON.stringify(said)}`);
  }
}

test("a viewer of 512 by 512 says everything, with bars and without", async () => {
  for (const controls of ["all", "none"]) {
    const seen = await saidAt({ width: 512, height: 512 }, controls);
    const texts = textsOf(seen);
    assertApart(seen, controls);
    for (const text of [...PATIENT, NOTICE, ...STUDY, ...LETTERS]) {
      assert.ok(
        texts.some((other) => other.replace(/[\u2068\u2069]/g, "") === text),
        `${text} in ${texts}`,
      );
    }
    assert.ok(
      texts.some((text) => /^\d+ (mm|cm)$/.test(text)),
      String(texts),
    );
    assert.is(seen.corner.length, 3);
    assert.match(seen.corner.join(), /^Frame 1 \/ 3,C 1000 {2}W 2000,Zoom \d+ %$/);
  }
});

test("small ones keep what matters most, and nothing lies over anything", async () => {
  const window = "C 1000  W 2000";
  const frame = "Frame 1 / 3";
  const [name = "", ...rest] = PATIENT;
  for (const [width, height, controls, expected, missing] of [
    [128, 128, "all", [NOTICE, "L", "R", frame], ["A", window, ...PATIENT]],
    [128, 128, "none", [NOTICE, ...LETTERS, frame], [window, ...PATIENT]],
    [200, 300, "all", [name, NOTICE, ...LETTERS, frame, window], STUDY],
    [300, 150, "none", [name, NOTICE, ...LETTERS, ...STUDY.slice(0, 3), frame, window], [rest[1]!]],
    [300, 150, "all", [name, NOTICE, ...LETTERS, ...STUDY.slice(0, 1), frame, window], rest],
  ] as const) {
    const where = `${width} by ${height}, controls ${controls}`;
    const seen = await saidAt({ width, height }, controls);
    const texts = textsOf(seen).map((text) => text.replace(/[\u2068\u2069]/g, ""));
    assertApart(seen, where);
    assertSays(texts, expected, where);
    for (const text of missing) assert.not.ok(texts.includes(text), `${where}: ${text} in ${texts}`);
  }
});

test("damage is told in viewers of any size, then lossy compression, beside it where there is one line", async () => {
  await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show("/incomplete.dcm"));
  for (const [width, height, damage, lossy] of [
    [512, 512, "Incomplete: image data", "Lossy 12:1 JPEG"],
    [300, 50, "Incomplete", "Lossy 12:1"],
    [300, 64, "Incom", "Lossy"],
    [128, 128, "Inc", "Loss"],
    [94, 60, "Incom", ""],
    [93, 200, "Incom", ""],
    [94, 53, "Incom", ""],
    [60, 18, "In", ""],
  ] as const) {
    const where = `${width} by ${height}`;
    const seen = await saidAt({ width, height }, "none");
    assertApart(seen, where);
    const told = textsOf(seen).flatMap((text) => text.split(" · "));
    const [first, second] = [
      told.findIndex((text) => text.startsWith(damage)),
      told.findIndex((text) => text.startsWith(lossy)),
    ];
    assert.ok(first >= 0, `${where}: ${told}`);
    if (lossy !== "") assert.is(second, first + 1, `${where}: ${told}`);
  }
});

test("at no size does a text lie over another, or half outside", async () => {
  for (const width of [40, 90, 150, 240, 285, 287, 310, 360, 420, 1000]) {
    for (const height of [18, 30, 52, 58, 64, 88, 120, 210, 400]) {
      assertApart(await saidAt({ width, height }, "none"), `${width} by ${height}`);
    }
  }
});

test("a long name of a window ends in an ellipsis before the scale bar", async () => {
  const lut = "A VOI LUT whose explanation goes on and on and on beyond every edge of the picture";
  await page.evaluate((text) => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    viewer!.setLabels({ "corner-frame": text });
  }, lut);
  await saidAt({ width: 512, height: 512 });
  const box = await page.locator("dicom-viewer .corner").boundingBox();
  assert.ok(box!.x + box!.width < 256 - 512 * 0.15, JSON.stringify(box));
});

test("what is pointed at stands in the place of the patient where there is one column", async () => {
  await saidAt({ width: 200, height: 300 }, "none");
  await page.mouse.move(100, 150);
  await page.waitForFunction(() =>
    (window as unknown as { kept: Said[] }).kept.some(({ text }) => /^x \d+ {2}y \d+$/.test(text)),
  );
  const seen = await saidAt({ width: 200, height: 300 }, "none");
  assertApart(seen, "pointed at");
  assert.ok(textsOf(seen).includes(NOTICE));
  assert.not.ok(textsOf(seen).includes(PATIENT[0]!));
  await page.mouse.move(400, 400);
  await page.waitForFunction(
    (name) => (window as unknown as { kept: Said[] }).kept.some(({ text }) => text === name),
    PATIENT[0]!,
  );
});

/** Returns what parts say that are seen, and what of it is not wholly on the stage. */
async function seenParts(selector: string): Promise<{ all: string[]; cut: string[] }> {
  return page.evaluate((parts) => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    const stage = root.querySelector(".stage")!.getBoundingClientRect();
    const all: string[] = [];
    const cut: string[] = [];
    for (const part of root.querySelectorAll(parts)) {
      const { top, bottom, left, right, width } = part.getBoundingClientRect();
      if (width === 0) continue;
      const isWithin =
        top >= stage.top && bottom <= stage.bottom && left >= stage.left && right <= stage.right;
      all.push(part.textContent ?? "");
      if (!isWithin) cut.push(part.textContent ?? "");
    }
    return { all, cut };
  }, selector);
}

test("small viewers say why there is no image, and how to open one, in as many words as there is room for", async () => {
  for (const [width, height] of [
    [128, 128],
    [200, 300],
    [300, 150],
    [512, 512],
  ] as const) {
    const where = `${width} by ${height}`;
    await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show("/none.dcm"));
    await saidAt({ width, height });
    const error = await seenParts(".message p");
    assert.equal(error.cut, [], where);
    assert.is(error.all[0], "This image cannot be shown", where);
    assert.match(error.all.at(-1)!, /^[A-Z_]+$/, where);
    await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.show(undefined));
    await saidAt({ width, height });
    const empty = await seenParts(".empty > *");
    assert.equal(empty.cut, [], where);
    assert.ok(empty.all.includes("Open files"), where);
    await saidAt({ width, height }, "none");
    assert.ok((await seenParts(".empty > *")).all.length === 1, where);
  }
});
