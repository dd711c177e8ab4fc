/** Encapsulated frames of the corpus. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  encapsulatedFrames,
  isDicomError,
  joinFragments,
  readDicomFile,
  readOffsetTable,
} from "../../src/index.ts";
import { throwsCode } from "../support/throws-code.ts";

const corpus = testSuite("core/encapsulated on the corpus", { data: true, timeoutMs: 60_000 });

const codesOf = (found: { diagnostics: readonly { code: string }[] }) =>
  found.diagnostics.map(({ code }) => code);
interface Encapsulation {
  basicOffsetTableEntries: number;
  extendedOffsetTable: boolean;
  firstFrameSha256: string;
  fragmentLengths: number[];
  fragments: number;
  frameByteLengths: number[];
  frameSplit: string;
}
interface Truth {
  encapsulation?: Encapsulation;
  frames?: { sha256: string }[];
  video?: { sha256?: string };
  transferSyntax: string;
}

/** Transfer syntaxes whose frames come out without an image codec: uncompressed, deflated. */
const OPEN = new Map<string, (frame: Uint8Array) => Uint8Array>([
  ["1.2.840.10008.1.2.1.98", (frame) => frame],
  ["1.2.840.10008.1.2.8.1", (frame) => inflateRawSync(frame)],
]);
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const corpusFile = (path: string) => readDicomFile(readFileSync(requireData("dicom", path))).dataset;

corpus("every encapsulated file has the truth's tables, fragments and frames", () => {
  const truth = JSON.parse(readFileSync(requireData("truth", "pixels.json"), "utf8")) as Record<
    string,
    Truth
  >;
  let compared = 0;
  let decodedCount = 0;
  for (const [path, { encapsulation, frames: decoded, transferSyntax }] of Object.entries(truth)) {
    if (!encapsulation) continue;
    const dataset = corpusFile(path);
    const frames = encapsulatedFrames(dataset);
    const { fragments, frameByteLengths } = encapsulation;
    assert.equal(
      codesOf(frames).filter((code) => code !== "PIXEL_FRAME_COUNT"),
      [],
      path,
    );
    const table = readOffsetTable(dataset);
    assert.is(table?.kind === "extended", encapsulation.extendedOffsetTable, path);
    if (table?.kind !== "extended")
      assert.is(table?.offsets.length ?? 0, encapsulation.basicOffsetTableEntries, path);
    assert.is(frames.fragments.length, fragments, path);
    assert.equal(
      frames.fragments.slice(0, 6).map(({ length }) => length),
      encapsulation.fragmentLengths,
      path,
    );
    const isVideo = path.includes("video-");
    const bytes = isVideo
      ? [joinFragments(frames.fragments)]
      : frameByteLengths.map((_, index) => joinFragments(frames.fragmentsOfFrame(index)));
    assert.equal(
      bytes.map(({ length }) => length),
      frameByteLengths,
      path,
    );
    assert.is(sha256(bytes[0]!), encapsulation.firstFrameSha256, path);
    if (isVideo) throwsCode(() => frames.frame(0), "PIXEL_FRAME_NOT_FOUND");
    else assert.is(frames.frameCount, frameByteLengths.length, path);
    for (const [index, whole] of isVideo ? [] : bytes.entries()) {
      // The truth counts padding, of which the Extended Offset Table knows.
      const lengths = table?.lengths ?? [];
      assertBytes(frames.frame(index), whole.subarray(0, lengths[index]), `${path}, frame ${index}`);
    }
    // Frames that need no image codec are the decoded ones.
    const decode = OPEN.get(transferSyntax);
    // Of one bit a pixel the truth has one byte each.
    if (decode && dataset.get("BitsAllocated") !== 1) {
      for (const [index, { sha256: expected }] of decoded?.entries() ?? []) {
        assert.is(sha256(decode(frames.frame(index))), expected, `${path}, frame ${index}`);
        decodedCount += 1;
      }
    }
    compared += 1;
  }
  process.stdout.write(`${compared} files compared `);
  assert.ok(compared >= 141, `${compared}`);
  assert.ok(decodedCount >= 20, `${decodedCount}`);
});

corpus("the same frames in two fragments, in three without a table, and by Extended Offset Table", () => {
  const variants = ["2-fragments-bot", "3-fragments-nobot", "extended-offset-table"];
  const [first, ...others] = variants.map((name) =>
    encapsulatedFrames(corpusFile(`generated/emri__j2k-${name}.dcm`)),
  );
  assert.equal(
    [first, ...others].map((frames) => frames?.placement),
    ["basic-offset-table", "codestream-starts", "extended-offset-table"],
  );
  const bytesOf = (frames: typeof first, index: number) => joinFragments(frames!.fragmentsOfFrame(index));
  for (let i = 9; i >= 0; i -= 1) {
    for (const other of others) assertBytes(bytesOf(other, i), bytesOf(first, i), `frame ${i}`);
  }
});

corpus("broken ones give their fragments", () => {
  const folder = "generated/malformed";
  const noTable = encapsulatedFrames(corpusFile(`${folder}/48_encapsulated_no_bot.dcm`));
  assert.equal(codesOf(noTable), ["PIXEL_OFFSET_TABLE_MISSING"]);
  assert.is(noTable.frame(0).length, 24);
  const wrongTable = encapsulatedFrames(corpusFile(`${folder}/49_encapsulated_bot_wrong.dcm`));
  assert.ok(codesOf(wrongTable).includes("PIXEL_OFFSET_TABLE_BROKEN"));
  assert.is(joinFragments(wrongTable.fragments).length, 48);
  assert.is(wrongTable.frame(0).length, 48 / wrongTable.frameCount);
  const empty = encapsulatedFrames(corpusFile(`${folder}/51_encapsulated_empty_fragments.dcm`));
  assert.is(empty.frame(0).length, 0);
});

corpus("damaged tables and items give frames, or a typed error", () => {
  const names = ["j2k-2-fragments-bot", "j2k-3-fragments-nobot", "j2k-extended-offset-table"];
  const sources = names.map((name) => readFileSync(requireData("dicom", `generated/emri__${name}.dcm`)));
  const damage = fc.array(fc.tuple(fc.nat(1_000), fc.nat(255)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.nat(sources.length - 1), damage, (which, changes) => {
      const whole = new Uint8Array(sources[which]!);
      // Around the tables: behind the header of Pixel Data, or of the Extended Offset Table.
      const start = Buffer.from(whole.buffer).indexOf(Buffer.from([0xe0, 0x7f]));
      for (const [at, byte] of changes) whole[start + at] = byte;
      try {
        const frames = encapsulatedFrames(readDicomFile(whole).dataset);
        for (let i = 0; i < Math.min(frames.frameCount, 12); i += 1) {
          assert.ok(frames.frame(i).length <= whole.length);
        }
      } catch (error) {
        if (!isDicomError(error)) throw error;
      }
    }),
    { seed: 20_260, numRuns: 400 },
  );
});
