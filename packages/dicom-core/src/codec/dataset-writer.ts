/** Writes data sets: what nobody edited byte for byte as it was read, the rest in ascending order of tags. PS3.5 7. */

import { deflateRaw } from "#deflate";
import { ByteWriter } from "../bytes/byte-writer.ts";
import type { EncodeTextOptions } from "../charset/text-codec.ts";
import { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { recode, type UnencodablePolicy } from "../dataset/recode.ts";
import { type Diagnostic, isOfDeclaration } from "../diagnostic.ts";
import { vrsOfTag } from "../dictionary/lookup.ts";
import { EncodeError, InvalidArgumentError, isDicomError, LimitExceededError } from "../errors.ts";
import { elementOf, elementPath, groupOf, type Tag } from "../tag.ts";
import { EXPLICIT_VR_LITTLE_ENDIAN, isDeflated } from "../transfer-syntax/layout.ts";
import { VR_TABLE, vrCode } from "../vr/vr-table.ts";
import { deepContent } from "./deep-content.ts";
import { layoutBits } from "./element-table.ts";
import { encodeElementValue, sameTerms, termsToWrite } from "./element-value.ts";
import { layoutOf, type Source, transferSyntaxOf } from "./encoding.ts";
import {
  bytesBehindElements,
  bytesBehindItems,
  elementsWithDuplicates,
  rawSequenceBytes,
} from "./kept-bytes.ts";

/** What becomes of text that its character set does not hold. */
export interface WriteTextOptions extends Omit<EncodeTextOptions, "onUnencodable"> {
  /**
   * For a character that (0008,0005) does not hold: an EncodeError with the path (default), `?`, or the whole data set
   * in ISO_IR 192 instead; each with a diagnostic. The same for bytes that could not be read, where text goes into
   * another set than it was read in: U+FFFD, or what the set has for it, stands for them. See `recode`.
   */
  onUnencodable?: UnencodablePolicy;
}

/** How `writeDataset` writes. */
export interface WriteDatasetOptions extends WriteTextOptions {
  transferSyntaxUid: string;
  /**
   * How sequences and items are ended when they are written anew. Default "explicit", but for private and unknown
   * sequences in Implicit VR, which nothing else tells from other values.
   */
  lengths?: "explicit" | "undefined";
}

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const MAX_SHORT_LENGTH = 0xfffe;
/** Items of either end of a path that is not written out. */
const PATH_END_STEPS = 16;
/** Sequences within sequences; also what tells a data set that is an item of itself. */
const MAX_NESTING_DEPTH = 1024;

interface Target {
  writer: ByteWriter;
  isExplicit: boolean;
  isLittleEndian: boolean;
  hasUndefinedLengths: boolean;
  text: EncodeTextOptions;
  onDiagnostic: EncodeTextOptions["onDiagnostic"];
  place: Place;
}

/** Where the writer is, for errors and diagnostics. */
interface Place {
  /** The items around, outermost first. */
  items: { tag: Tag; index: number }[];
  tag: Tag;
}

/**
 * Returns the bytes of a data set. One that was read in the same encoding and not edited comes back byte for byte
 * (a **view into what it was read from**, the original stream of a deflated one); so does every unedited element of an
 * edited one, elements that came twice and bytes at the end that are none included. Retired group lengths (gggg,0000) of
 * an edited data set are left out: they would be wrong.
 *
 * What cannot be kept is told to `onDiagnostic`, DATASET_LEFT_OUT: bytes that are no element, in another layout or before
 * a delimiter. A sequence that holds no items but other bytes is then written as UN.
 *
 * @throws InvalidArgumentError ARG_DATASET, ARG_TRANSFER_SYNTAX for a missing data set or transfer syntax
 * @throws EncodeError ENCODE_CHARACTER, ENCODE_CHARACTER_SET for text that (0008,0005) cannot hold, or that could not be
 *   read and goes into another set, ENCODE_ENCAPSULATED for encapsulated Pixel Data in Implicit VR or big endian
 * @throws LimitExceededError LIMIT_EXCEEDED for sequences nested 1024 deep, as in a data set that is its own item;
 *   `details.path` tells where
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @see PS3.5 7.1, 7.5, A.5
 */
export function writeDataset(dataset: Dataset, options: WriteDatasetOptions): Uint8Array {
  assertDataset(dataset, "a data set");
  transferSyntaxOf(options);
  const asRead = bytesAsRead(dataset, options.transferSyntaxUid);
  if (asRead) return asRead;
  const writer = new ByteWriter(layoutOf(options.transferSyntaxUid).isLittleEndian, sizeHint(dataset));
  writeDatasetTo(writer, dataset, options);
  return writer.finish();
}

/**
 * Returns what is to be written if it is a data set.
 *
 * @throws InvalidArgumentError ARG_DATASET
 */
export function assertDataset(value: unknown, expected: string): Dataset {
  if (value instanceof Dataset) return value;
  throw new InvalidArgumentError("ARG_DATASET", `${expected} is expected`);
}

/** Writes a data set behind what a writer holds already; its byte order is that of the transfer syntax. */
export function writeDatasetTo(writer: ByteWriter, dataset: Dataset, options: WriteDatasetOptions): void {
  const asRead = bytesAsRead(dataset, options.transferSyntaxUid);
  if (asRead) {
    writer.bytes(asRead);
    return;
  }
  if (isDeflated(options.transferSyntaxUid)) {
    const transferSyntaxUid = EXPLICIT_VR_LITTLE_ENDIAN;
    writer.bytes(deflateRaw(bytesInLayout(dataset, { ...options, transferSyntaxUid })));
    if (dataset.origin) writer.bytes(dataset.origin.rest);
    // The stream is made even with one byte behind it. PS3.5 A.5.
    if (writer.length % 2 === 1) writer.uint8(0);
    return;
  }
  const rest = dataset.origin?.rest.length ?? 0;
  if (rest > 0) tellLeftOut(options.onDiagnostic, rest, "");
  writeInLayout(writer, dataset, options);
}

/** Returns a data set that is not, or not yet, deflated. */
function bytesInLayout(dataset: Dataset, options: WriteDatasetOptions): Uint8Array {
  const asRead = bytesAsRead(dataset, options.transferSyntaxUid);
  if (asRead) return asRead;
  const writer = new ByteWriter(layoutOf(options.transferSyntaxUid).isLittleEndian, sizeHint(dataset));
  writeInLayout(writer, dataset, options);
  return writer.finish();
}

/** Writes a data set that is not, or not yet, deflated. */
function writeInLayout(writer: ByteWriter, dataset: Dataset, options: WriteDatasetOptions): void {
  const { isExplicit, isLittleEndian } = layoutOf(options.transferSyntaxUid);
  const hasUndefinedLengths = options.lengths === "undefined";
  if (options.onUnencodable === "widen") {
    writer.bytes(widenedBytes(dataset, options));
    return;
  }
  const place: Place = { items: [], tag: 0 };
  const { onUnencodable = "error", onDiagnostic } = options;
  const text: EncodeTextOptions = { onUnencodable };
  if (onDiagnostic) {
    text.onDiagnostic = (told) => {
      if (!isOfDeclaration(told)) onDiagnostic({ ...told, path: pathOf(place) });
    };
  }
  try {
    const lengths = { hasUndefinedLengths, isExplicit, isLittleEndian };
    writeElements({ writer, ...lengths, text, onDiagnostic, place }, dataset, []);
  } catch (error) {
    if (!(error instanceof EncodeError) || error.path !== "") throw error;
    const path = pathOf(place);
    const { code, message, details } = error;
    throw new EncodeError(code, `${path}: ${message}`, { path, details, cause: error });
  }
}

/** Writes the data set as it is declared, or all of it in ISO_IR 192. */
function widenedBytes(dataset: Dataset, options: WriteDatasetOptions): Uint8Array {
  try {
    const told: Diagnostic[] = [];
    const onDiagnostic = (diagnostic: Diagnostic) => told.push(diagnostic);
    const bytes = bytesInLayout(dataset, { ...options, onUnencodable: "error", onDiagnostic });
    for (const diagnostic of told) options.onDiagnostic?.(diagnostic);
    return bytes;
  } catch (error) {
    if (!isDicomError(error, "ENCODE_CHARACTER") && !isDicomError(error, "ENCODE_CHARACTER_SET")) throw error;
    const { dataset: widened, losses } = recode(dataset, ["ISO_IR 192"], "replace");
    options.onDiagnostic?.({
      code: "CHARSET_WIDENED",
      severity: "warning",
      offset: -1,
      path: (error as unknown as EncodeError).path,
      message: `${error.message}: ISO_IR 192 is declared instead`,
    });
    for (const loss of losses) options.onDiagnostic?.(loss);
    return bytesInLayout(widened, { ...options, onUnencodable: "replace" });
  }
}

function pathOf({ items, tag }: Place): string {
  return elementPath(pathOfItem(items), tag);
}

/** Path of the item that is being written, empty for the root; of a very deep one the ends. */
function pathOfItem(items: Place["items"]): string {
  const steps = items.map(({ tag, index }) => `${elementPath("", tag)}[${index}]`);
  if (steps.length > 3 * PATH_END_STEPS) {
    steps.splice(PATH_END_STEPS, steps.length - 2 * PATH_END_STEPS, "…");
  }
  return steps.join(".");
}

/** Returns room for a data set with small edits, in bytes. */
export function sizeHint({ span }: Dataset): number {
  return span ? span.end - span.start + 256 : 1024;
}

function bytesAsRead(dataset: Dataset, transferSyntaxUid: string): Uint8Array | undefined {
  const { span, origin } = dataset;
  if (span === undefined || dataset.isModified) return undefined;
  if (isDeflated(transferSyntaxUid)) {
    return origin?.transferSyntaxUid === transferSyntaxUid ? origin.bytes : undefined;
  }
  const { isExplicit, isLittleEndian, bytes } = span.source;
  const target = layoutOf(transferSyntaxUid);
  if (isExplicit !== target.isExplicit || isLittleEndian !== target.isLittleEndian) return undefined;
  return bytes.subarray(span.start, span.end);
}

function writeElements(target: Target, dataset: Dataset, inheritedTerms: readonly string[]): void {
  const { writer } = target;
  const terms = termsToWrite(dataset, inheritedTerms);
  const keepsText = sameTerms(terms, dataset.characterSetAsRead);
  // Neighbours that go out as they were read are copied together.
  let copied: Uint8Array | undefined;
  let copyStart = 0;
  let copyEnd = 0;
  for (const element of elementsWithDuplicates(dataset)) {
    if (isRetiredGroupLength(element)) continue;
    // An unedited element goes out with its own header, lengths and delimiters when it is laid out as the target is.
    if (keepsText && element.isLaidOut(layoutBits(target)) && !element.isModified) {
      const { input, startOffset } = element;
      if (startOffset !== copyEnd || input !== copied) {
        if (copied) writer.bytes(copied.subarray(copyStart, copyEnd));
        copied = input;
        copyStart = startOffset;
      }
      copyEnd = element.endOffset;
      continue;
    }
    if (copied) writer.bytes(copied.subarray(copyStart, copyEnd));
    copied = undefined;
    copyEnd = -1;
    const structured = takenApart(target, element, dataset, keepsText) ?? element;
    if (structured.items) {
      writeSequence(target, structured, terms);
    } else if (structured.fragments) {
      writeFragments(target, structured);
    } else {
      target.place.tag = element.tag;
      const value = encodeElementValue(element, {
        isLittleEndian: target.isLittleEndian,
        terms,
        termsAsRead: dataset.characterSetAsRead,
        text: target.text,
      });
      writeHeader(target, element.tag, element.vr, value.length);
      writer.bytes(value);
    }
  }
  if (copied) writer.bytes(copied.subarray(copyStart, copyEnd));
  const rest = bytesBehindElements(dataset);
  const isEndedByLength = !target.hasUndefinedLengths || target.place.items.length === 0;
  if (rest) writeRest(target, rest, dataset.span?.source, isEndedByLength, pathOfItem(target.place.items));
}

/** Returns what was kept raw, for its depth, as what it is where it could not be read as it stands. */
function takenApart(
  target: Target,
  element: DataElement,
  dataset: Dataset,
  keepsText: boolean,
): DataElement | undefined {
  if (element.vr !== "UN") return undefined;
  const { source } = element;
  const depth = target.place.items.length;
  // What UN holds is in Implicit VR Little Endian. PS3.5 6.2.2 note 4.
  const isOfUnknown = target.isExplicit && source?.isExplicit === false && source.isLittleEndian;
  if ((keepsText && isInLayout(target, source)) || (isOfUnknown && depth >= MAX_NESTING_DEPTH))
    return undefined;
  return deepContent(element, dataset, Math.max(MAX_NESTING_DEPTH - depth, 1));
}

/** Writes bytes that are no element or item where they are read as such again; else tells that they are left out. */
function writeRest(
  target: Target,
  rest: Uint8Array,
  source: Source | undefined,
  isEndedByLength: boolean,
  path: string,
): void {
  if (isEndedByLength && isInLayout(target, source)) {
    target.writer.bytes(rest);
    return;
  }
  tellLeftOut(target.onDiagnostic, rest.length, path);
}

function tellLeftOut(onDiagnostic: EncodeTextOptions["onDiagnostic"], byteCount: number, path: string): void {
  const message = `${byteCount} bytes that are no element are left out: as they are written they would be taken for one`;
  onDiagnostic?.({ code: "DATASET_LEFT_OUT", severity: "warning", offset: -1, path, message });
}

function isInLayout(target: Target, source: Source | undefined): boolean {
  return source?.isExplicit === target.isExplicit && source.isLittleEndian === target.isLittleEndian;
}

function writeSequence(target: Target, element: DataElement, terms: readonly string[]): void {
  const { writer, hasUndefinedLengths } = target;
  const raw = rawSequenceBytes(element);
  if (raw) {
    writeHeader(target, element.tag, "UN", raw.length + (raw.length & 1));
    writer.bytes(raw);
    if (raw.length & 1) writer.uint8(0);
    return;
  }
  // In Implicit VR only an undefined length tells that a private or unknown element is a sequence.
  const isEndedByDelimiter = hasUndefinedLengths || (!target.isExplicit && vrsOfTag(element.tag)[0] !== "SQ");
  const lengthAt = writeHeader(target, element.tag, "SQ", UNDEFINED_LENGTH);
  const start = writer.length;
  const around = target.place.items;
  if (around.length >= MAX_NESTING_DEPTH) {
    const path = pathOfItem(around);
    throw new LimitExceededError("maxNestingDepth", MAX_NESTING_DEPTH, around.length + 1, {
      details: { path },
    });
  }
  for (const [index, item] of (element.items ?? []).entries()) {
    writer.tag(ITEM);
    const itemLengthAt = writer.length;
    writer.uint32(UNDEFINED_LENGTH);
    around.push({ tag: element.tag, index });
    writeElements(target, item, terms);
    around.pop();
    if (hasUndefinedLengths) {
      writer.tag(ITEM_DELIMITATION);
      writer.uint32(0);
    } else {
      writer.patchUint32(itemLengthAt, writer.length - itemLengthAt - 4);
    }
  }
  const rest = bytesBehindItems(element);
  if (rest.length > 0) {
    const path = elementPath(pathOfItem(around), element.tag);
    writeRest(target, rest, element.source, !isEndedByDelimiter, path);
  }
  if (isEndedByDelimiter) {
    writer.tag(SEQUENCE_DELIMITATION);
    writer.uint32(0);
  } else {
    writer.patchUint32(lengthAt, writer.length - start);
  }
}

function writeFragments(target: Target, element: DataElement): void {
  const { writer } = target;
  target.place.tag = element.tag;
  if (!target.isExplicit || !target.isLittleEndian) {
    throw new EncodeError(
      "ENCODE_ENCAPSULATED",
      "encapsulated Pixel Data is in Explicit VR Little Endian, whatever the codec",
    );
  }
  writeHeader(target, element.tag, element.vr, UNDEFINED_LENGTH);
  for (const fragment of element.fragments ?? []) {
    // Those that were read keep their lengths.
    const isPadded = !element.isRead && fragment.length % 2 === 1;
    writer.tag(ITEM);
    writer.uint32(fragment.length + (isPadded ? 1 : 0));
    writer.bytes(fragment);
    if (isPadded) writer.uint8(0);
  }
  writer.tag(SEQUENCE_DELIMITATION);
  writer.uint32(0);
}

/** Writes tag, VR and length; returns the offset of the length. */
function writeHeader(target: Target, tag: number, vr: keyof typeof VR_TABLE, length: number): number {
  const { writer } = target;
  writer.tag(tag);
  if (target.isExplicit) {
    // A value too long for a 16-bit length field goes out as UN. PS3.5 6.2.2 note 1 of Table 6.2-1.
    const isTooLong = !VR_TABLE[vr].hasLongLength && length > MAX_SHORT_LENGTH;
    const code = vrCode(isTooLong ? "UN" : vr);
    writer.uint8(code >> 8);
    writer.uint8(code & 0xff);
    if (!VR_TABLE[vr].hasLongLength && !isTooLong) {
      writer.uint16(length);
      return writer.length - 2;
    }
    writer.uint16(0);
  }
  writer.uint32(length);
  return writer.length - 4;
}

function isRetiredGroupLength({ tag }: DataElement): boolean {
  return elementOf(tag) === 0 && groupOf(tag) > 0x0002;
}
