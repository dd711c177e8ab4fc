// The table of colours, row by row: what the data set says, what the codestream says, what the samples are.
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { decideColor } from "../../src/index.ts";
import { COLOR_TABLE, type CodestreamColor, type ColorSource } from "../../src/pixel/color-decision.ts";

const test = testSuite("core/color-decision");

const RGB_IDS = [82, 71, 66];
const lossless = { process: "lossless" };

/** Label, components, source, what the codestream says, and what follows. */
const CASES: [string, number, ColorSource, CodestreamColor, string][] = [
  // One component is grey or an index, whatever markers say.
  ["MONOCHROME1", 1, "jpeg", { hasJfif: true }, "MONOCHROME1"],
  ["MONOCHROME2", 1, "other", {}, "MONOCHROME2"],
  ["PALETTE COLOR", 1, "jpeg2000", {}, "PALETTE COLOR"],
  ["YBR_FULL_422", 1, "jpeg", { hasJfif: true }, "MONOCHROME2"],
  ["RGB", 1, "other", {}, "MONOCHROME2"],

  // JPEG: identifiers before Adobe before JFIF before the label.
  ["YBR_FULL_422", 3, "jpeg", { componentIds: RGB_IDS }, "RGB"],
  ["YBR_FULL", 3, "jpeg", { componentIds: RGB_IDS, adobeTransform: 1 }, "RGB"],
  ["RGB", 3, "jpeg", { componentIds: RGB_IDS, hasJfif: true }, "RGB"],
  ["YBR_FULL", 3, "jpeg", { componentIds: [1, 2, 3], adobeTransform: 0 }, "RGB"],
  ["YBR_FULL", 3, "jpeg", { adobeTransform: 0, hasJfif: true }, "RGB"],
  ["RGB", 3, "jpeg", { adobeTransform: 0 }, "RGB"],
  ["RGB", 3, "jpeg", { adobeTransform: 1 }, "YBR_FULL"],
  ["RGB", 3, "jpeg", { hasJfif: true, componentIds: [1, 2, 3] }, "YBR_FULL"],
  ["YBR_PARTIAL_422", 3, "jpeg", { hasJfif: true }, "YBR_FULL"],
  // Nothing in the codestream: the label.
  ["RGB", 3, "jpeg", { componentIds: [0, 1, 2] }, "RGB"],
  ["RGB", 3, "jpeg", { componentIds: [1, 2, 3] }, "RGB"],
  ["YBR_FULL", 3, "jpeg", { componentIds: [1, 2, 3] }, "YBR_FULL"],
  ["YBR_FULL_422", 3, "jpeg", { componentIds: [0, 1, 2], isSubsampled: true }, "YBR_FULL"],
  ["YBR_PARTIAL_420", 3, "jpeg", {}, "YBR_PARTIAL_420"],
  ["YBR_PARTIAL_422", 3, "jpeg", { isSubsampled: true }, "YBR_PARTIAL_422"],
  // Nobody takes every second sample of green and blue.
  ["RGB", 3, "jpeg", { isSubsampled: true }, "YBR_FULL"],
  ["MONOCHROME2", 3, "jpeg", {}, "YBR_FULL"],
  ["YBR_ICT", 3, "jpeg", {}, "YBR_FULL"],
  // Before a lossless process nothing is converted, whatever JFIF would mean.
  ["RGB", 3, "jpeg", { ...lossless, hasJfif: true }, "RGB"],
  ["YBR_FULL", 3, "jpeg", { ...lossless, hasJfif: true }, "YBR_FULL"],
  ["YBR_FULL", 3, "jpeg", { ...lossless, adobeTransform: 0 }, "RGB"],
  ["MONOCHROME2", 3, "jpeg", lossless, "RGB"],

  // JPEG 2000: with its transform the samples are RGB, without it what was put in.
  ["YBR_RCT", 3, "jpeg2000", { hasColorTransform: true }, "RGB"],
  ["YBR_ICT", 3, "jpeg2000", { hasColorTransform: true }, "RGB"],
  ["RGB", 3, "jpeg2000", { hasColorTransform: true }, "RGB"],
  ["YBR_FULL", 3, "jpeg2000", { hasColorTransform: true }, "RGB"],
  ["RGB", 3, "jpeg2000", { hasColorTransform: false }, "RGB"],
  ["YBR_RCT", 3, "jpeg2000", { hasColorTransform: false }, "RGB"],
  ["YBR_ICT", 3, "jpeg2000", { hasColorTransform: false }, "RGB"],
  ["YBR_FULL", 3, "jpeg2000", { hasColorTransform: false }, "YBR_FULL"],
  ["YBR_FULL_422", 3, "jpeg2000", { hasColorTransform: false }, "YBR_FULL"],
  ["YBR_PARTIAL_420", 3, "jpeg2000", { hasColorTransform: false }, "YBR_PARTIAL_420"],

  // Native, RLE, JPEG-LS, deflated: the label, with its chroma at full size.
  ["RGB", 3, "other", {}, "RGB"],
  ["YBR_FULL", 3, "other", {}, "YBR_FULL"],
  ["YBR_FULL_422", 3, "other", {}, "YBR_FULL"],
  ["YBR_PARTIAL_422", 3, "other", {}, "YBR_PARTIAL_422"],
  ["YBR_RCT", 3, "other", {}, "RGB"],
  ["YBR_ICT", 3, "other", {}, "RGB"],
  ["MONOCHROME2", 3, "other", {}, "RGB"],
  ["HSV", 3, "other", {}, "HSV"],

  // Four components.
  ["CMYK", 4, "other", {}, "CMYK"],
  ["ARGB", 4, "other", {}, "ARGB"],
  ["RGB", 4, "other", {}, "RGBA"],
  ["MONOCHROME2", 4, "other", {}, "CMYK"],
  ["CMYK", 4, "jpeg", { adobeTransform: 2 }, "YCCK"],
  ["CMYK", 4, "jpeg", { adobeTransform: 0 }, "CMYK"],
  ["RGB", 4, "jpeg", {}, "CMYK"],

  ["MONOCHROME2", 2, "other", {}, "MONOCHROME2"],
  // A registered decoder that knows.
  ["YBR_FULL_422", 3, "other", { photometricInterpretation: "RGB", hasJfif: true }, "RGB"],
];

test("each case gives what it says", () => {
  for (const [label, components, source, color, expected] of CASES) {
    const found = decideColor(label, components, source, color);
    assert.is(found, expected, `${label}, ${components} components, ${source}, ${JSON.stringify(color)}`);
  }
});

test("every row of the table decides some case, and the first that holds does", () => {
  const used = new Set<number>();
  for (const [label, components, source, color] of CASES) {
    if (color.photometricInterpretation) continue;
    // Without the row the answer, or the row that gives it, is another.
    const table = COLOR_TABLE as unknown as unknown[];
    for (let row = 0; row < table.length; row += 1) {
      const { label: labels, components: count } = COLOR_TABLE[row]!;
      const mayHold =
        (count ?? components) === components && (labels ?? [label]).some((start) => label.startsWith(start));
      if (!mayHold) continue;
      const before = decideColor(label, components, source, color);
      const [taken] = table.splice(row, 1);
      const after = decideColor(label, components, source, color);
      table.splice(row, 0, taken);
      if (before !== after) used.add(row);
    }
  }
  const unused = COLOR_TABLE.filter((_, row) => !used.has(row));
  assert.equal(unused, []);
});
