/** Which codestreams `generate-pixel-vectors.ts` has foreign encoders make, by codec. */
import type { ImageFacts } from "../packages/dicom-core/test/support/codec-file.ts";
import type { TestImageSpec } from "../packages/dicom-core/test/support/test-image.ts";

/** A command with its options; the paths of its files are added: from, to. */
export type Tool = readonly [name: string, ...args: string[]];

export interface VectorRow {
  encoder: Tool;
  image: TestImageSpec;
  facts?: ImageFacts;
  /** What decodes lossy codestreams; all must agree. Lossless ones hold the image, which these must agree to. */
  decoders: readonly Tool[];
  isLossy?: boolean;
  /** The decoded samples are kept beside their hash: other decoders may differ a little. */
  hasTolerance?: boolean;
}

export interface VectorSet {
  shows: string;
  rows: readonly VectorRow[];
}

const DCMTK: Tool = ["dcmdjpls"];
const GDCM: Tool = ["gdcmconv", "--raw"];

const SMALL = [
  [1, 1],
  [1, 9],
  [9, 1],
  [2, 2],
] as const;

/** DCMTK's streams of less than 8 bits are not JPEG-LS; its `+is +rs` writes past its memory. */
function jpegLsRows(): VectorRow[] {
  const rows: VectorRow[] = [];
  const add = (encoder: Tool, image: Partial<TestImageSpec>, row: Partial<VectorRow> = {}) => {
    const spec = { width: 23, height: 17, bitsPerSample: 8, componentCount: 1, seed: rows.length, ...image };
    rows.push({ encoder, image: spec, decoders: [DCMTK, GDCM], ...row });
  };
  const lossy = { isLossy: true };
  for (const bitsPerSample of [8, 9, 10, 12, 13, 14, 15, 16]) add(["dcmcjpls", "+pc"], { bitsPerSample });
  for (const bitsPerSample of [8, 12, 16]) add(["gdcmconv", "--jpegls"], { bitsPerSample });
  for (const near of ["1", "2", "3", "10", "100"]) {
    for (const bitsPerSample of [8, 12, 16]) {
      add(["dcmcjpls", "+pc", "+en", "+md", near], { bitsPerSample }, lossy);
    }
    add(["gdcmconv", "--jpegls", "-Y", "-e", near], {}, lossy);
  }
  for (const presets of [
    ["+t1", "4", "+t2", "11", "+t3", "40"],
    ["+rs", "31"],
    ["+rs", "200"],
  ]) {
    for (const bitsPerSample of [8, 16]) {
      add(["dcmcjpls", ...presets], { bitsPerSample });
      add(["dcmcjpls", "+en", "+md", "2", ...presets], { bitsPerSample }, lossy);
    }
  }
  for (const interleave of ["+in", "+il", "+is"]) {
    // DCMTK gives up on several of its own streams without interleaving.
    const row = interleave === "+in" ? { decoders: [GDCM] } : {};
    for (const bitsPerSample of [8, 16]) {
      const image = { bitsPerSample, componentCount: 3, width: 16, height: 13 };
      add(["dcmcjpls", interleave], image, row);
      add(["dcmcjpls", interleave, "+t1", "5", "+t2", "9", "+t3", "30"], image, row);
      add(["dcmcjpls", interleave, "+en", "+md", "3"], image, { ...row, ...lossy });
      if (interleave !== "+is") add(["dcmcjpls", interleave, "+rs", "20"], image, row);
    }
  }
  add(["gdcmconv", "--jpegls"], { componentCount: 3 });
  add(["gdcmconv", "--jpegls", "-Y", "-e", "2"], { componentCount: 3 }, lossy);
  for (const [width, height] of SMALL) {
    add(["dcmcjpls"], { width, height });
    add(["dcmcjpls", "+is"], { width, height, componentCount: 3 });
  }
  // Runs of every length: most of the image is one value.
  for (const interleave of ["+in", "+il", "+is"]) {
    add(
      ["dcmcjpls", interleave],
      { width: 900, height: 24, componentCount: 3, isFlat: true },
      { decoders: [GDCM] },
    );
  }
  add(["dcmcjpls", "+en", "+md", "4"], { width: 2000, height: 90, bitsPerSample: 16, isFlat: true }, lossy);
  return rows;
}

/** GDCM gives up on samples of fewer than 8 bits. */
function jpegLosslessRows(): VectorRow[] {
  const rows: VectorRow[] = [];
  const add = (encoder: Tool, image: Partial<TestImageSpec>, isLossy = false) => {
    const spec = { width: 23, height: 17, bitsPerSample: 8, componentCount: 1, seed: rows.length, ...image };
    const decoders: Tool[] = spec.bitsPerSample < 8 ? [["dcmdjpeg"]] : [["dcmdjpeg"], GDCM];
    rows.push({ encoder, image: spec, decoders, isLossy });
  };
  const selected = (selection: number) => ["+el", "+sv", `${selection}`];
  for (let selection = 1; selection <= 7; selection += 1) {
    for (const bitsPerSample of [8, 12, 16]) add(["dcmcjpeg", ...selected(selection)], { bitsPerSample });
    add(["dcmcjpeg", ...selected(selection)], { componentCount: 3 });
    add(["dcmcjpeg", ...selected(selection), "+pt", "2"], { bitsPerSample: selection % 2 ? 8 : 16 }, true);
  }
  for (const bitsPerSample of [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]) {
    add(["dcmcjpeg", "+e1"], { bitsPerSample });
  }
  for (const bitsPerSample of [8, 12, 16]) add(["gdcmconv", "--jpeg"], { bitsPerSample });
  add(["gdcmconv", "--jpeg"], { componentCount: 3 });
  for (const [width, height] of SMALL) {
    add(["dcmcjpeg", "+e1"], { width, height });
    add(["dcmcjpeg", ...selected(7)], { width, height, bitsPerSample: 16 });
  }
  // Codes of one bit.
  add(["dcmcjpeg", "+e1"], { width: 900, height: 24, bitsPerSample: 16, isFlat: true });
  return rows;
}

/** Of colours with 16 bits GDCM mixes up the bytes; it writes no odd number of pixels. */
function rleRows(): VectorRow[] {
  const rows: VectorRow[] = [];
  const add = (encoder: Tool, image: Partial<TestImageSpec>, decoders: Tool[] = [["dcmdrle"], GDCM]) => {
    const spec = { width: 23, height: 17, bitsPerSample: 8, componentCount: 1, seed: rows.length, ...image };
    rows.push({ encoder, image: spec, decoders });
  };
  for (const bitsPerSample of [8, 12, 16]) {
    add(["dcmcrle"], { bitsPerSample });
    add(["gdcmconv", "--rle"], { bitsPerSample, width: 24 });
  }
  add(["dcmcrle"], { componentCount: 3 });
  add(["gdcmconv", "--rle"], { componentCount: 3, width: 24 });
  add(["dcmcrle"], { componentCount: 3, bitsPerSample: 16 }, [["dcmdrle"]]);
  for (const [width, height] of SMALL) add(["dcmcrle"], { width, height });
  for (const width of [127, 128, 129, 255, 256, 257]) {
    add(["dcmcrle"], { width, height: 3, bitsPerSample: 16, isFlat: true });
    add(["dcmcrle"], { width, height: 3 });
    add(["gdcmconv", "--rle"], { width, height: 4 });
  }
  return rows;
}

/** By the name of the file in `test-vectors/pixel`. */
export const VECTOR_SETS: Readonly<Record<string, VectorSet>> = {
  "jpeg-ls": {
    shows:
      "JPEG-LS codestreams that DCMTK and GDCM (CharLS) make of their options, and the samples they stand for.",
    rows: jpegLsRows(),
  },
  "jpeg-lossless": {
    shows:
      "Lossless JPEG codestreams that DCMTK and GDCM make of their options, and the samples they stand for.",
    rows: jpegLosslessRows(),
  },
  rle: {
    shows: "RLE Lossless frames that DCMTK and GDCM make, and the samples they stand for.",
    rows: rleRows(),
  },
};
