// Needs a process of its own: memory is measured.
/** Inputs that have broken other readers, each with what it must end in: test-vectors/hostile. */
import { readdirSync, readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { GENERATORS } from "../../../../test-vectors/hostile/generators.ts";
import { assertBytes, bytes } from "../../../../tools/test/assert-bytes.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import {
  createDataset,
  DecodeError,
  type Diagnostic,
  decodeFrame,
  encapsulatedFrames,
  fromDicomJson,
  isDicomError,
  LimitExceededError,
  type ReadLimits,
  readDataset,
  readDicomdir,
  readDicomFile,
  renderFrame,
  TRANSFER_SYNTAX,
  UnsupportedError,
  walkRecords,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";
import { exerciseDataset, exerciseFile } from "../support/exercise.ts";

const test = testSuite("core/hostile vectors");
const FOLDER = repositoryPath("test-vectors", "hostile");

interface Vector {
  file?: string;
  generator?: string;
  text?: string;
  as: "file" | "dataset" | "dicomdir" | "pixels" | "frames" | "json";
  transferSyntaxUid?: string;
  limits?: Partial<ReadLimits>;
  frame?: number;
  /** Of the diagnostics, in order. */
  codes?: string[];
  /** Elements at the root. */
  size?: number;
  /** Code of the error. */
  throws?: string;
  /** RGBA of the frame as it is shown, in hex. */
  renders?: string;
}

interface Outcome {
  diagnostics: readonly Diagnostic[];
  size?: number;
}

const { vectors } = JSON.parse(readFileSync(`${FOLDER}/expected.json`, "utf8")) as { vectors: Vector[] };

function inputOf({ file, generator, text }: Vector): Uint8Array {
  if (generator) return (GENERATORS[generator] as () => Uint8Array)();
  if (text !== undefined) return new TextEncoder().encode(text);
  const source = readFileSync(`${FOLDER}/${file}`, "utf8").replace(/#.*$/gm, "");
  return bytes(source.replace(/(\d+)\*([0-9a-f]{2})/g, (_, count, pair) => pair.repeat(Number(count))));
}

async function outcomeOf(vector: Vector, input: Uint8Array, strict = false): Promise<Outcome> {
  const { as, limits = {}, frame = 0, transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian } = vector;
  switch (as) {
    case "file": {
      const { dataset, diagnostics } = readDicomFile(input, { limits, strict });
      return { diagnostics, size: dataset.size };
    }
    case "dicomdir": {
      const directory = readDicomdir(input, { strict });
      const files = [...walkRecords(directory.records)].map(({ fileId }) => fileId);
      if (vector.codes?.includes("DICOMDIR_FILE_ID")) assert.equal(files, [undefined]);
      return directory;
    }
    case "json":
      return fromDicomJson(JSON.parse(new TextDecoder().decode(input)), { strict });
    case "dataset":
      return readDataset(input, { transferSyntaxUid, limits, strict });
    case "pixels": {
      const dataset = readDataset(input, { transferSyntaxUid, strict });
      const decoded = await decodeFrame({ dataset, transferSyntaxUid }, frame, { strict });
      if (vector.renders) assert.is(Buffer.from(renderFrame(decoded).rgba).toString("hex"), vector.renders);
      return { ...decoded, diagnostics: [...dataset.diagnostics, ...decoded.diagnostics] };
    }
    case "frames": {
      const frames = encapsulatedFrames(readDataset(input, { transferSyntaxUid, strict }));
      const codes = frames.diagnostics.map(({ code }) => code);
      assert.equal(codes, vector.codes);
      frames.frame(frame);
      return frames;
    }
  }
}

for (const vector of vectors) {
  test(vector.file ?? vector.generator ?? vector.text ?? "", async () => {
    const input = inputOf(vector);
    const before = process.memoryUsage().arrayBuffers;
    const started = process.cpuUsage();
    let outcome: Outcome | undefined;
    try {
      outcome = await outcomeOf(vector, input);
    } catch (error) {
      const isTyped = [DecodeError, LimitExceededError, UnsupportedError].some((one) => error instanceof one);
      if (!isTyped || vector.throws === undefined) throw error;
      assert.ok(isDicomError(error, vector.throws), String(error));
    }
    const { user, system } = process.cpuUsage(started);
    assert.ok(user + system < 2e6, `${(user + system) / 1000} ms`);
    // What a length claims is not allocated; tables of a scan and what is inflated up to a limit are.
    if (!vector.generator) {
      const grown = process.memoryUsage().arrayBuffers - before;
      assert.ok(grown < 2 ** 21 + 64 * input.length, `${grown} bytes for ${input.length}`);
    }
    if (vector.throws !== undefined)
      return assert.is(outcome, undefined, `no error, but ${JSON.stringify(outcome)}`);
    const codes = outcome?.diagnostics.map(({ code }) => code) ?? [];
    assert.equal(codes, vector.codes ?? []);
    if (vector.size !== undefined) assert.is(outcome?.size, vector.size);
    if (codes.length > 0 && vector.as !== "frames") {
      const strict = await outcomeOf(vector, input, true).catch((error: unknown) => error);
      assert.ok(strict instanceof DecodeError && codes.includes(strict.code), String(strict));
    }
  });

  test(`${vector.file ?? vector.generator ?? vector.text}: read out, written back`, () => {
    const input = inputOf(vector);
    if (vector.as === "json" || vector.throws === "LIMIT_EXCEEDED") return;
    if (vector.as === "file" || vector.as === "dicomdir") {
      exerciseFile(input);
      return;
    }
    const { transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian } = vector;
    const dataset = readDataset(input, { transferSyntaxUid });
    exerciseDataset(dataset);
    assertBytes(writeDataset(dataset, { transferSyntaxUid }), input);
    exerciseFile(
      writeDicomFile({
        dataset: readDataset(input, { transferSyntaxUid })
          .set("SOPClassUID", "1.2")
          .set("SOPInstanceUID", "1.3"),
        transferSyntaxUid,
      }),
    );
  });
}

test("every file of the folder is expected to end in something", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".hex"));
  assert.equal(files.sort(), vectors.flatMap(({ file }) => file ?? []).sort());
  assert.equal(Object.keys(GENERATORS).sort(), vectors.flatMap(({ generator }) => generator ?? []).sort());
});

test("writing deflated ends, whatever is written (DCMTK 1074)", () => {
  const transferSyntaxUid = TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian;
  const noise = Uint8Array.from({ length: 100_001 }, (_, i) => Math.imul(i, 0x9e3779b1) >>> 24);
  for (const value of [new Uint8Array(0), new Uint8Array(1), new Uint8Array(2 ** 22), noise]) {
    const dataset = createDataset({ EncapsulatedDocument: value });
    const written = writeDataset(dataset, { transferSyntaxUid });
    assert.is(written.length % 2, 0);
    const back = readDataset(written, { transferSyntaxUid }).get("EncapsulatedDocument") ?? new Uint8Array(0);
    assertBytes(back.subarray(0, value.length), value);
  }
  assert.is(
    readDataset(writeDataset(createDataset({}), { transferSyntaxUid }), { transferSyntaxUid }).size,
    0,
  );
});
