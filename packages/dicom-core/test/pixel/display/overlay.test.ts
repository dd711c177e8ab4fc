/** Overlay planes and shutters. PS3.3 C.9.2, C.7.6.11, C.7.6.15. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../../tools/test/suite.ts";
import { createShutterMask, renderFrame } from "../../../src/index.ts";
import { factsOf, frameOf, greyDataset, greysOf } from "./display-images.ts";

const test = testSuite("core/display overlays and shutters");

const window = { WindowCenter: "2", WindowWidth: "1" };
function overlay(
  rows: number,
  columns: number,
  data: Uint8Array | undefined,
  more: Record<string, unknown> = {},
) {
  return {
    "60020010": { vr: "US", value: rows },
    "60020011": { vr: "US", value: columns },
    "60020040": { vr: "CS", value: "R" },
    "60020050": { vr: "SS", value: [1, 1] },
    "60020100": { vr: "US", value: 1 },
    "60020102": { vr: "US", value: 0 },
    ...(data && { "60023000": { vr: "OW", value: data } }),
    ...more,
  };
}
/** Draws `#` where the picture is white. */
function drawing(rgba: Uint8ClampedArray, columns: number): string[] {
  const greys = greysOf(rgba);
  return Array.from({ length: greys.length / columns }, (_, row) =>
    greys
      .slice(row * columns, (row + 1) * columns)
      .map((grey) => (grey === 255 ? "#" : "."))
      .join(""),
  );
}

test("bits from the lowest on, in both byte orders; over the edges of the image", async () => {
  const more = { "60020050": { vr: "SS", value: [0, 3] }, "60021500": { vr: "LO", value: "MARK" } };
  const dataset = greyDataset(new Array(12).fill(0), 4, {
    ...window,
    ...overlay(3, 3, Uint8Array.of(0b11010011, 1), more),
  });
  for (const syntax of ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2"]) {
    const frame = await frameOf(dataset, 0, syntax);
    const [plane] = frame.overlays;
    assert.is(plane!.label, "MARK");
    assert.is(plane!.type, "R");
    assert.equal([plane!.originRow, plane!.originColumn, plane!.rows, plane!.columns], [-1, 2, 3, 3]);
    // 110 / 010 / 111, its first row above the image, its last column beside it.
    assert.equal(drawing(renderFrame(frame).rgba, 4), ["...#", "..##", "...."], syntax);
    assert.equal(drawing(renderFrame(frame, { overlays: false }).rgba, 4), ["....", "....", "...."]);
  }
  const frame = await frameOf(dataset);
  assert.equal([...renderFrame(frame, { overlayColor: [1, 2, 3] }).rgba.subarray(12, 16)], [1, 2, 3, 255]);
});

test("frames of an overlay, not aligned to bytes, belong to frames of the image", () => {
  const more = { "60020015": { vr: "IS", value: "2" }, "60020051": { vr: "US", value: 2 } };
  const dataset = greyDataset(new Array(12).fill(0), 3, {
    Rows: 1,
    NumberOfFrames: 4,
    ...overlay(1, 3, Uint8Array.of(0b101001, 0), more),
  });
  const bits = [0, 1, 2, 3].map((index) =>
    factsOf(dataset, index).overlays.map((plane) => plane.bits[0]! & 7),
  );
  assert.equal(bits, [[], [0b001], [0b101], []]);
});

test("bits of the pixels above those stored", async () => {
  const values = [0, 0x2000, 5, 0x2005];
  const more = { "60020100": { vr: "US", value: 16 }, "60020102": { vr: "US", value: 13 } };
  const frame = await frameOf(
    greyDataset(values, 4, { BitsStored: 12, HighBit: 11, ...window, ...overlay(1, 4, undefined, more) }),
  );
  assert.equal([...frame.pixels], [0, 0, 5, 5]);
  assert.equal([...frame.overlays[0]!.bits], [0b1010]);
  assert.equal(drawing(renderFrame(frame).rgba, 4), [".###"]);
});

test("bits of the pixels are as many as the pixels, whatever size an overlay claims", async () => {
  const values = [0, 0x2000, 0, 0x2000, 0, 0];
  for (const size of [1, 9]) {
    const more = { "60020100": { vr: "US", value: 16 }, "60020102": { vr: "US", value: 13 } };
    const overlays = overlay(size, size, undefined, more);
    const dataset = greyDataset(values, 3, { BitsStored: 12, HighBit: 11, ...window, ...overlays });
    assert.equal(drawing(renderFrame(await frameOf(dataset)).rgba, 3), [".#.", "#.."], `${size}`);
  }
});

test("overlays that cannot be read are passed over, those cut short drawn as far as they go", async () => {
  const none = factsOf(greyDataset([0], 1, overlay(1, 1, undefined)));
  assert.equal(none.overlays, []);
  assert.is(none.diagnostics[0]!.code, "DISPLAY_OVERLAY");
  const noSize = factsOf(greyDataset([0], 1, overlay(0, 1, Uint8Array.of(1, 0))));
  assert.equal(noSize.overlays, []);
  const frame = await frameOf(
    greyDataset(new Array(32).fill(0), 4, { ...window, ...overlay(8, 4, Uint8Array.of(1, 0)) }),
  );
  assert.is(frame.diagnostics[0]!.code, "DISPLAY_OVERLAY");
  assert.equal(drawing(renderFrame(frame).rgba, 4)[0], "#...");
});

const white = new Array(56).fill(9);
async function shuttered(values: Record<string, unknown>, more: Record<string, unknown> = {}) {
  const frame = await frameOf(greyDataset(white, 8, { ...window, ...values, ...more }));
  return { frame, lines: drawing(renderFrame(frame).rgba, 8) };
}
const rectangle = {
  ShutterShape: "RECTANGULAR",
  ShutterLeftVerticalEdge: "2",
  ShutterRightVerticalEdge: "6",
  ShutterUpperHorizontalEdge: "3",
  ShutterLowerHorizontalEdge: "5",
};

test("a rectangle: its edges are seen", async () => {
  const { lines, frame } = await shuttered(rectangle);
  const open = ".#####..";
  assert.equal(lines, ["........", "........", open, open, open, "........", "........"]);
  assert.equal(drawing(renderFrame(frame, { shutter: false }).rgba, 8)[0], "########");
});

test("a circle, which is one on the screen", async () => {
  const circle = {
    ShutterShape: "CIRCULAR",
    CenterOfCircularShutter: ["4", "4"],
    RadiusOfCircularShutter: "2",
  };
  assert.equal((await shuttered(circle)).lines, [
    "........",
    "...#....",
    "..###...",
    ".#####..",
    "..###...",
    "...#....",
    "........",
  ]);
  const high = await shuttered({ ...circle, PixelAspectRatio: ["2", "1"] });
  assert.equal(high.lines, [
    "........",
    "........",
    "...#....",
    ".#####..",
    "...#....",
    "........",
    "........",
  ]);
});

test("a polygon, and only what all shapes leave open", async () => {
  const polygon = {
    ShutterShape: "POLYGONAL",
    VerticesOfThePolygonalShutter: ["2", "4", "6", "8", "6", "0"],
  };
  const lines = ["........", "...#....", "..###...", ".#####..", "#######.", "########", "........"];
  assert.equal((await shuttered(polygon)).lines, lines);
  const both = await shuttered({ ...polygon, ...rectangle, ShutterShape: ["RECTANGULAR", "POLYGONAL"] });
  assert.equal(both.lines, [
    "........",
    "........",
    "..###...",
    ".#####..",
    ".#####..",
    "........",
    "........",
  ]);
});

test("a bitmap hides where its bits are set, and is not drawn", async () => {
  const bits = Uint8Array.from({ length: 8 }, (_, i) => (i < 7 ? 0x0f : 0));
  const { lines } = await shuttered(
    { ShutterShape: "BITMAP", ShutterOverlayGroup: 0x6002, ShutterPresentationValue: 0 },
    overlay(7, 8, bits),
  );
  assert.equal(lines, new Array(7).fill("....####"));
});

test("what is hidden is shown in the shutter's grey or colour", async () => {
  const grey = await shuttered({ ...rectangle, ShutterPresentationValue: 0x8000 });
  assert.equal([...renderFrame(grey.frame).rgba.subarray(0, 4)], [128, 128, 128, 255]);
  const lab = (value: number[]) =>
    factsOf(greyDataset(white, 8, { ...rectangle, ShutterPresentationColorCIELabValue: value }));
  assert.equal(lab([0xffff, 0x8080, 0x8080]).shutter!.color, [255, 255, 255]);
  // L 53.24, a 80.09, b 67.20 at D65 is pure red; at D50 L 54.29, a 80.81, b 69.89.
  const red = lab(
    [54.29, 80.81, 69.89].map((v, i) => Math.round(i === 0 ? (v / 100) * 65535 : ((v + 128) / 255) * 65535)),
  );
  const [r, g, b] = red.shutter!.color;
  assert.ok(r >= 253 && g <= 4 && b <= 4, `${r} ${g} ${b}`);
});

test("shutters that cannot be are passed over", async () => {
  const wrong = [
    { ShutterShape: "RECTANGULAR" },
    { ...rectangle, ShutterRightVerticalEdge: "1" },
    { ...rectangle, ShutterLeftVerticalEdge: "100", ShutterRightVerticalEdge: "200" },
    { ShutterShape: "CIRCULAR", CenterOfCircularShutter: ["4", "4"], RadiusOfCircularShutter: "0" },
    { ShutterShape: "CIRCULAR", CenterOfCircularShutter: ["400", "4"], RadiusOfCircularShutter: "3" },
    { ShutterShape: "POLYGONAL", VerticesOfThePolygonalShutter: ["1", "1", "2", "2"] },
    { ShutterShape: "STAR" },
  ];
  for (const values of wrong) {
    const { lines, frame } = await shuttered(values);
    assert.is(frame.diagnostics[0]!.code, "DISPLAY_SHUTTER", JSON.stringify(values));
    assert.is(createShutterMask(frame), undefined);
    assert.equal(lines, new Array(7).fill("########"));
  }
});

test("facts can be sent to a worker, and take no more with them than they hold", () => {
  const dataset = greyDataset(white, 8, { ...rectangle, ...overlay(7, 8, new Uint8Array(8)) });
  const facts = factsOf(dataset);
  assert.equal(structuredClone(facts), facts);
  assert.is(facts.overlays[0]!.bits.buffer.byteLength, 7);
});
