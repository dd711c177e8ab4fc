/** Does to a file all that a user may: the result must be one, or a typed error, and soon. */
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import {
  type Dataset,
  DecodeError,
  type DicomFile,
  decodeFrame,
  describePixels,
  EncodeError,
  encapsulatedFrames,
  formatDataset,
  frameCount,
  fromDicomJson,
  InvalidArgumentError,
  isDicomError,
  LimitExceededError,
  matchIdentifier,
  numbersOf,
  openDicomFile,
  PersonName,
  readDicomdir,
  readDicomFile,
  TRANSFER_SYNTAX,
  toDicomJson,
  UnsupportedError,
  walkRecords,
  writeDataset,
  writeDicomFile,
} from "../../src/index.ts";
import { contentOf, elementsOf } from "./corpus.ts";

/** Far more than any small file takes, far less than a hang. Time of the processor: the machine may be busy. */
const CASE_LIMIT_MS = 2000;

/** Whatever the bytes say, what is made of them is some small multiple of them. */
const LIMITS = { maxInflatedBytes: 4 * 2 ** 20 };
const TO_WRITE = [
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.implicitVrLittleEndian,
  TRANSFER_SYNTAX.explicitVrBigEndian,
];

/**
 * Returns the code of the typed error that reading throws, `undefined` where there is a result, which is then used up.
 * Briefly: every value is asked for and the file written back and made JSON, but once and in one way.
 */
export function exerciseFile(bytes: Uint8Array, { isBrief = false } = {}): string | undefined {
  const started = process.cpuUsage();
  const file = attempt(() => readDicomFile(bytes, { limits: LIMITS }));
  strictlyRead(bytes);
  if (file instanceof Error) return (file as DecodeError).code;
  const content = isBrief ? "" : contentOf(file);
  assertBytes(writeDicomFile(file), bytes);
  exerciseValues(file.dataset);
  attempt(() => toDicomJson(file.dataset));
  if (!isBrief) exerciseThoroughly(file, bytes, content);
  const { user, system } = process.cpuUsage(started);
  const tookMs = (user + system) / 1000;
  if (tookMs > CASE_LIMIT_MS) throw new Error(`took ${tookMs} ms`);
  return undefined;
}

function exerciseThoroughly(file: DicomFile, bytes: Uint8Array, content: string): void {
  exerciseDataset(file.dataset);
  exerciseDataset(file.meta);
  exercisePixels(file);
  const again = readDicomFile(bytes, { limits: LIMITS });
  if (contentOf(again) !== content) throw new Error("read twice, not the same");
  if (elementsOf(file) !== elementsOf(again)) throw new Error("not the same when it has been used");
  assertBytes(writeDicomFile(file), bytes);
  attempt(() => [...walkRecords(readDicomdir(file).records)]);
  exerciseWriting(again);
}

/** Reads from chunks; what comes out must be what the whole bytes give. */
export async function exerciseChunks(bytes: Uint8Array, chunkBytes: number): Promise<void> {
  const whole = attempt(() => readDicomFile(bytes, { limits: LIMITS }));
  let opened: DicomFile | Error;
  try {
    opened = await inChunks(bytes, chunkBytes);
  } catch (error) {
    opened = allowed(error);
  }
  if (whole instanceof Error || opened instanceof Error) {
    const codes = [whole, opened].map((one) => (one instanceof Error ? (one as DecodeError).code : "none"));
    if (codes[0] !== codes[1]) throw new Error(`whole: ${codes[0]}, in chunks of ${chunkBytes}: ${codes[1]}`);
    return;
  }
  assertBytes(writeDicomFile(opened), bytes);
  const content = contentOf(whole);
  const other = contentOf(opened);
  if (other !== content) {
    throw new Error(`in chunks of ${chunkBytes}, not the same:\n${firstDifference(content, other)}`);
  }
}

/** Opens a file from chunks of a size. */
export function inChunks(bytes: Uint8Array, chunkBytes: number): Promise<DicomFile> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  return openDicomFile(chunks(), { limits: LIMITS });
}

function firstDifference(a: string, b: string): string {
  const left = a.split("\n");
  const right = b.split("\n");
  const at = left.findIndex((line, index) => line !== right[index]);
  const shown = (line = "") => line.slice(0, 120).replace(/[^\x20-\x7e]/g, ".");
  return `line ${at}: ${shown(left[at])}\n     not: ${shown(right[at])}`;
}

function strictlyRead(bytes: Uint8Array): void {
  attempt(() => readDicomFile(bytes, { strict: true, limits: LIMITS }));
}

/** Asks for every value, and makes of the data set what can be made of it. */
export function exerciseDataset(dataset: Dataset): void {
  exerciseValues(dataset);
  const json = attempt(() => toDicomJson(dataset), EncodeError);
  if (!(json instanceof Error)) attempt(() => fromDicomJson(JSON.parse(JSON.stringify(json))), EncodeError);
  formatDataset(dataset);
  matchIdentifier(dataset, dataset);
}

/** Asks for every value in every way. */
function exerciseValues(dataset: Dataset): void {
  const open = [dataset];
  for (let one = open.pop(); one; one = open.pop()) {
    for (const element of one.elements()) {
      const value = one.get(element.tag);
      one.getAll(element.tag);
      one.getText(element.tag);
      numbersOf(element);
      if (value instanceof PersonName) value.toString();
      if (element.items) open.push(...element.items.slice(0, 1000));
    }
  }
}

function exercisePixels(file: DicomFile): void {
  attempt(() => describePixels(file.dataset));
  attempt(() => frameCount(file));
  const frames = attempt(() => encapsulatedFrames(file.dataset));
  if (!(frames instanceof Error) && frames.frameCount > 0) {
    attempt(() => frames.frame(0), InvalidArgumentError);
    attempt(() => frames.frame(frames.frameCount - 1), InvalidArgumentError);
  }
}

/** Frames of a file, decoded; rejections are of a typed error. */
export async function exerciseFrames(bytes: Uint8Array): Promise<void> {
  const file = attempt(() => readDicomFile(bytes, { limits: LIMITS }));
  if (file instanceof Error) return;
  for (const index of [0, 1]) {
    await decodeFrame(file, index).catch((error: unknown) => allowed(error, InvalidArgumentError));
  }
}

/** Writes after an edit, in every layout; what is written can be read. */
function exerciseWriting(file: DicomFile): void {
  const { dataset } = file;
  dataset.set(0xfffbfffb, "1", { vr: "LO" });
  for (const transferSyntaxUid of TO_WRITE) {
    const written = attempt(() => writeDataset(dataset, { transferSyntaxUid }), EncodeError);
    if (written instanceof Error) continue;
    const head = attempt(() => writeDicomFile({ dataset, transferSyntaxUid, meta: file.meta }), EncodeError);
    if (!(head instanceof Error)) attempt(() => readDicomFile(head, { limits: LIMITS }));
  }
}

type ErrorClass = new (...args: never[]) => Error;

function attempt<T>(run: () => T, also?: ErrorClass): T | Error {
  try {
    return run();
  } catch (error) {
    return allowed(error, also);
  }
}

/** Returns an error that damaged input may end in; throws any other one. */
function allowed(error: unknown, also?: ErrorClass): Error {
  const classes: ErrorClass[] = [DecodeError, LimitExceededError, UnsupportedError, ...(also ? [also] : [])];
  if (isDicomError(error) && classes.some((one) => error instanceof one)) return error;
  throw error;
}
