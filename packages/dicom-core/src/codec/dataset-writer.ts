/** Writes data sets: what nobody edited byte for byte as it was read, the rest in ascending order of tags. PS3.5 7. */
import { ByteWriter } from "../bytes/byte-writer.ts";
import type { EncodeTextOptions } from "../charset/text-codec.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { elementOf, groupOf } from "../tag.ts";
import { VR_TABLE, vrCode } from "../vr/vr-table.ts";
import { encodeElementValue, sameTerms } from "./element-value.ts";
import { layoutOf } from "./encoding.ts";

export interface WriteDatasetOptions extends EncodeTextOptions {
  transferSyntaxUid: string;
  /** How sequences and items are ended when they are written anew. Default "explicit". */
  lengths?: "explicit" | "undefined";
}

const ITEM = 0xfffee000;
const ITEM_DELIMITATION = 0xfffee00d;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const MAX_SHORT_LENGTH = 0xfffe;

interface Target {
  writer: ByteWriter;
  isExplicit: boolean;
  isLittleEndian: boolean;
  hasUndefinedLengths: boolean;
  text: EncodeTextOptions;
}

/**
 * Returns the bytes of a data set. One that was read in the same encoding and not edited comes back byte for byte
 * (a **view into what it was read from**); so does every unedited element of an edited one. Retired group lengths
 * (gggg,0000) of an edited data set are left out: they would be wrong.
 *
 * @throws EncodeError ENCODE_CHARACTER, ENCODE_CHARACTER_SET for text that (0008,0005) cannot hold
 * @throws UnsupportedError UNSUPPORTED_TRANSFER_SYNTAX
 * @see PS3.5 7.1, 7.5
 */
export function writeDataset(dataset: Dataset, options: WriteDatasetOptions): Uint8Array {
  const { isExplicit, isLittleEndian } = layoutOf(options.transferSyntaxUid);
  const { span } = dataset;
  if (
    span &&
    !dataset.isModified &&
    span.source.isExplicit === isExplicit &&
    span.source.isLittleEndian === isLittleEndian
  ) {
    return span.source.bytes.subarray(span.start, span.end);
  }
  const target: Target = {
    writer: new ByteWriter(isLittleEndian, span ? span.end - span.start + 256 : 1024),
    isExplicit,
    isLittleEndian,
    hasUndefinedLengths: options.lengths === "undefined",
    text: options,
  };
  writeElements(target, dataset, []);
  return target.writer.finish();
}

function writeElements(target: Target, dataset: Dataset, inheritedTerms: readonly string[]): void {
  const terms = dataset.characterSetToWrite(inheritedTerms);
  const keepsText = sameTerms(terms, dataset.characterSetAsRead);
  for (const element of dataset.elements()) {
    if (isRetiredGroupLength(element)) continue;
    if (keepsText && canCopy(target, element)) {
      const { source, start, end } = element.span!;
      target.writer.bytes(source.bytes.subarray(start, end));
    } else if (element.items) {
      writeSequence(target, element, terms);
    } else if (element.fragments) {
      writeFragments(target, element);
    } else {
      const value = encodeElementValue(element, {
        isLittleEndian: target.isLittleEndian,
        terms,
        termsAsRead: dataset.characterSetAsRead,
        text: target.text,
      });
      writeHeader(target, element.tag, element.vr, value.length);
      target.writer.bytes(value);
    }
  }
}

/** An unedited element goes out with its own header, lengths and delimiters when it is laid out as the target is. */
function canCopy(target: Target, element: DataElement): boolean {
  const { span, items } = element;
  return (
    span !== undefined &&
    span.source.isExplicit === target.isExplicit &&
    span.source.isLittleEndian === target.isLittleEndian &&
    !items?.some((item) => item.isModified)
  );
}

function writeSequence(target: Target, element: DataElement, terms: readonly string[]): void {
  const { writer, hasUndefinedLengths } = target;
  const lengthAt = writeHeader(target, element.tag, "SQ", UNDEFINED_LENGTH);
  const start = writer.length;
  for (const item of element.items ?? []) {
    writer.tag(ITEM);
    const itemLengthAt = writer.length;
    writer.uint32(UNDEFINED_LENGTH);
    writeElements(target, item, terms);
    if (hasUndefinedLengths) {
      writer.tag(ITEM_DELIMITATION);
      writer.uint32(0);
    } else {
      writer.patchUint32(itemLengthAt, writer.length - itemLengthAt - 4);
    }
  }
  if (hasUndefinedLengths) {
    writer.tag(SEQUENCE_DELIMITATION);
    writer.uint32(0);
  } else {
    writer.patchUint32(lengthAt, writer.length - start);
  }
}

function writeFragments(target: Target, element: DataElement): void {
  const { writer } = target;
  writeHeader(target, element.tag, element.vr, UNDEFINED_LENGTH);
  for (const fragment of element.fragments ?? []) {
    writer.tag(ITEM);
    writer.uint32(fragment.length);
    writer.bytes(fragment);
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
