/** What stands in the corners: names and dates for people, marks of what was lost, text cut to its room. */
import { readFileSync } from "node:fs";
import {
  createDataset,
  type DatasetInit,
  type DicomFile,
  parsePersonName,
  readDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { StackFrame } from "../../src/decode/frame-provider.ts";
import { Corners } from "../../src/overlay/corners.ts";
import { type Context2d, directionOf, elided } from "../../src/overlay/halo.ts";
import { displayDate, displayName, patientLines, studyLines } from "../../src/overlay/image-words.ts";
import { lossyMark, noticesOf } from "../../src/overlay/notices.ts";
import { placeLabel } from "../../src/overlay/place-label.ts";
import type { Scene } from "../../src/overlay/scene.ts";
import { pngName } from "../../src/render/frame-png.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/image-words");

function fileOf(attributes: DatasetInit, transferSyntaxUid = "1.2.840.10008.1.2.1"): DicomFile {
  const dataset = createDataset(attributes);
  return { meta: createDataset({}), dataset, transferSyntaxUid, diagnostics: [] };
}

test("names have the family first, and what the patient writes before its transcription", () => {
  const shown = (text: string) => displayName(parsePersonName(text));
  assert.is(
    shown("Adams^John Robert Quincy^^Rev.^B.A. M.Div."),
    "Adams, Rev. John Robert Quincy B.A. M.Div.",
  );
  assert.is(shown("Müller"), "Müller");
  assert.is(shown("^Anna"), "Anna");
  assert.is(shown("=山田^太郎"), "山田 太郎");
  assert.is(shown("Yamada^Tarou=山田^太郎=やまだ^たろう"), "\u2068山田 太郎\u2069 (Yamada, Tarou)");
  assert.is(shown(""), "");
});

test("a line runs as its first letter does", () => {
  assert.is(directionOf("שרון, דבורה"), "rtl");
  assert.is(directionOf("12 قباني"), "rtl");
  assert.is(directionOf("Cohen (כהן)"), "ltr");
  assert.is(directionOf("山田"), "ltr");
  assert.is(directionOf("-40"), "ltr");
});

test("patient and study are told as far as the file tells them, each on one line", () => {
  const { dataset } = fileOf({
    SpecificCharacterSet: "ISO_IR 192",
    PatientName: parsePersonName("Groß^Ida"),
    PatientID: "P 1",
    PatientSex: "F",
    PatientBirthDate: "19561130",
    StudyDescription: "Thorax",
    StudyDate: "20261130",
    StudyTime: "0905",
    Modality: "CT",
    SeriesNumber: 3,
    InstanceNumber: 12,
  });
  assert.equal(patientLines(dataset), ["Groß, Ida", "P 1", "F · 1956-11-30"]);
  assert.equal(studyLines(dataset), ["Thorax", "CT · Series 3 · Image 12", "2026-11-30 09:05"]);
  assert.equal(patientLines(createDataset({})), []);
  assert.equal(studyLines(createDataset({ SeriesNumber: 3 })), ["Series 3"]);
});

test("what is no date stays as it is", () => {
  assert.is(displayDate("20260230"), "20260230");
  assert.is(displayDate("1956.11.30"), "1956-11-30");
});

test("lossy images are marked, with what is known of how", () => {
  const mark = (attributes: DatasetInit, uid?: string) => lossyMark(fileOf(attributes, uid));
  assert.is(mark({}), undefined);
  assert.is(mark({ LossyImageCompression: "00" }), undefined);
  assert.is(mark({ LossyImageCompression: "01" }), "Lossy");
  const twice: DatasetInit = {
    LossyImageCompression: "01",
    LossyImageCompressionRatio: [12.345, 3],
    LossyImageCompressionMethod: ["ISO_10918_1", "ISO_15444_1"],
  };
  assert.is(mark(twice), "Lossy 12.3:1 JPEG, 3:1 JPEG 2000");
  assert.is(mark({ LossyImageCompression: "00" }, "1.2.840.10008.1.2.4.50"), "Lossy");
  assert.is(mark({}, "1.2.840.10008.1.2.4.102.1"), "Lossy");
  assert.is(mark({}, "1.2.840.10008.1.2.4.91"), "Perhaps lossy");
  assert.is(mark({ LossyImageCompression: "00" }, "1.2.840.10008.1.2.4.91"), undefined);
  for (const lossless of ["57", "70", "80", "90", "201"]) {
    assert.is(mark({}, `1.2.840.10008.1.2.4.${lossless}`), undefined, lossless);
  }
});

test("frames that are incomplete, damaged or averaged are marked", () => {
  const notices = (code: string | undefined, level: number, severity = "warning") => {
    const diagnostics = code ? [{ code, severity, offset: 0, path: "", message: "" }] : [];
    return noticesOf(
      { file: fileOf({}), frameIndex: 0, decoded: { diagnostics } } as unknown as StackFrame,
      level,
    );
  };
  assert.equal(notices(undefined, 0), []);
  assert.equal(notices("PIXEL_TOO_SHORT", 0), ["Incomplete: image data are missing"]);
  assert.equal(notices("PIXEL_JPEG_RESTART", 0), ["Damaged image data"]);
  assert.equal(notices("PIXEL_JPEG_RESTART", 0, "info"), []);
  assert.equal(notices("DISPLAY_WINDOW", 2), ["A window of the file cannot be", "Averages of 4 × 4 pixels"]);
});

test("damage comes before lossy compression, averages last", () => {
  const diagnostics = [{ code: "PIXEL_TOO_SHORT", severity: "warning", offset: 0, path: "", message: "" }];
  const file = fileOf({ LossyImageCompression: "01" });
  const notices = noticesOf({ file, frameIndex: 0, decoded: { diagnostics } } as unknown as StackFrame, 1);
  assert.equal(notices, ["Incomplete: image data are missing", "Lossy", "Averages of 2 × 2 pixels"]);
});

test("notices that have no line of their own share the last one", () => {
  const context = { measureText: (text: string) => ({ width: [...text].length * 6 }) };
  const gather = (width: number, height: number, notices: readonly string[]) =>
    new Corners(context as unknown as Context2d, { size: { width, height }, fontPx: 10 } as Scene).gather(
      notices,
    );
  const three = ["Incomplete: image data are missing", "Lossy", "Averages of 2 × 2 pixels"];
  assert.equal(gather(500, 500, three), three);
  assert.equal(gather(500, 107, three), [three[0], "Lossy · Averages of 2 × 2 pixels"]);
  assert.equal(gather(500, 50, ["Damaged", "Lossy"]), ["Damaged · Lossy"]);
  assert.equal(gather(320, 50, three), ["Inco… · Lossy · Aver…"]);
  assert.equal(gather(107, 107, three), ["Inco… · Lossy"]);
  assert.equal(gather(78, 50, three), [three[0]]);
  assert.equal(gather(78, 14, three), []);
  assert.equal(gather(500, 50, []), []);
});

test("each part of the file's own display that was passed over is told, by a code that errors.md lists", () => {
  const listed = readFileSync(repositoryPath("docs/errors.md"), "utf8").match(/DISPLAY_[A-Z_]+/g) ?? [];
  const codes = [...new Set(listed)];
  assert.ok(codes.length >= 6);
  for (const code of codes) {
    const diagnostic = { code, severity: "warning", offset: -1, path: "", message: "" };
    const decoded = { diagnostics: [diagnostic, diagnostic] };
    const told = noticesOf({ file: fileOf({}), frameIndex: 0, decoded } as unknown as StackFrame, 0);
    assert.is(told.length, 1, code);
  }
});

test("text is cut to its room, between characters", () => {
  const context = {
    measureText: (text: string) => ({ width: [...text].length * 10 }),
  } as unknown as Context2d;
  assert.is(elided(context, "Institution", 110), "Institution");
  for (let letters = 2; letters < 11; letters += 1) {
    assert.is(elided(context, "Institution", letters * 10), `${"Institution".slice(0, letters - 1)}…`);
  }
  assert.is(elided(context, "𠮷田𠮷", 25), "𠮷…");
  assert.is(elided(context, "Institution", 5), "");
});

test("labels stay within the picture and beside each other", () => {
  const picture = { width: 100, height: 100 };
  const label = { width: 30, height: 20 };
  const at = (x: number, y: number, taken: Parameters<typeof placeLabel>[4] = []) =>
    placeLabel(label, { x, y }, 5, picture, taken);
  assert.equal(at(10, 10), { x: 15, y: 15, ...label });
  assert.equal(at(95, 98), { x: 70, y: 80, ...label });
  assert.equal(at(50, 50, [{ x: 50, y: 50, width: 40, height: 40 }]), { x: 55, y: 25, ...label });
  const first = at(98, 98);
  const second = at(98, 98, [first]);
  assert.ok(second.y + second.height <= first.y || second.x + second.width <= first.x);
});

test("saved pictures are named by numbers, never by the patient", () => {
  const name = (attributes: DatasetInit) =>
    pngName({ file: fileOf(attributes), frameIndex: 0 } as StackFrame);
  const attributes: DatasetInit = {
    PatientName: parsePersonName("Secret^Name"),
    PatientID: "SECRET",
    Modality: "CT",
    SeriesNumber: 3,
    InstanceNumber: 12,
  };
  assert.is(name(attributes), "CT-series-3-image-12.png");
  const file = readDicomFile(phantom({ frames: 4, attributes }));
  assert.is(pngName({ file, frameIndex: 1 } as StackFrame), "CT-series-3-image-12-frame-2.png");
  assert.is(name({}), "image.png");
});
