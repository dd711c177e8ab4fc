/** Lays a DICOM JSON object out as a data set in Explicit VR Little Endian with text in UTF-8, which the reader then reads. */
import { decodeBase64 } from "../bytes/base64.ts";
import { ByteWriter } from "../bytes/byte-writer.ts";
import type { ReadLimits } from "../codec/limits.ts";
import type { DiagnosticCollector } from "../diagnostic.ts";
import { InvalidArgumentError, LimitExceededError } from "../errors.ts";
import { elementPath, type Tag } from "../tag.ts";
import { VR_TABLE, type Vr, vrCode } from "../vr/vr-table.ts";
import { encodeJsonValue, invalid, type JsonValueContext, valueToSet } from "./encode-json-value.ts";
import { attributesOf, contentOf, type JsonAttribute, jsonError, tellOfJson } from "./json-attributes.ts";
import { itemsLength, startsWithItem } from "./json-binary.ts";

export interface JsonEncoding {
  collector: DiagnosticCollector;
  limits: ReadLimits;
  /** Pixel Data is given as items. */
  isEncapsulated: boolean;
  bulkData: ((uri: string, path: string) => Uint8Array | undefined) | undefined;
}

/** An element that the layout cannot hold as it is: to be set on the data set that the steps lead to. */
export interface LateElement {
  steps: { tag: Tag; index: number }[];
  tag: Tag;
  vr: Vr;
  value: unknown;
}

interface ItemFrame {
  kind: "item";
  attributes: JsonAttribute[];
  next: number;
  path: string;
  lengthAt: number;
  /** (0008,0005) is in it or in a data set around it. */
  hasCharacterSet: boolean;
}

interface SequenceFrame {
  kind: "sequence";
  tag: Tag;
  items: readonly unknown[];
  next: number;
  path: string;
  lengthAt: number;
  hasCharacterSet: boolean;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const PIXEL_DATA = 0x7fe00010;
const ITEM = 0xfffee000;
const SEQUENCE_DELIMITATION = 0xfffee0dd;
const UNDEFINED_LENGTH = 0xffffffff;
const MAX_SHORT_LENGTH = 0xfffe;

export class JsonDatasetEncoder {
  /** What is to be set once the bytes have been read. */
  readonly later: LateElement[] = [];
  readonly #encoding: JsonEncoding;
  readonly #writer = new ByteWriter(true);
  readonly #frames: (ItemFrame | SequenceFrame)[] = [];
  #depth = 0;
  #count = 0;
  #needsCharacterSet = false;

  constructor(encoding: JsonEncoding) {
    this.#encoding = encoding;
  }

  /** Returns the bytes. Nesting is a stack here, never recursion. */
  encode(json: unknown): Uint8Array {
    this.#openItem(json, "", -1, false);
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      if (frame.kind === "item") this.#continueItem(frame);
      else this.#continueSequence(frame);
    }
    if (this.#needsCharacterSet) {
      tellOfJson(
        this.#encoding.collector,
        "JSON_CHARSET_ADDED",
        "",
        "text outside ASCII without (0008,0005): ISO_IR 192 was added",
        "info",
      );
      this.later.push({ steps: [], tag: SPECIFIC_CHARACTER_SET, vr: "CS", value: "ISO_IR 192" });
    }
    return this.#writer.finish();
  }

  #openItem(json: unknown, path: string, lengthAt: number, isDeclared: boolean): void {
    const attributes = attributesOf(json, path, this.#encoding.collector);
    this.#countMore(attributes.length);
    const hasCharacterSet = isDeclared || attributes.some(({ tag }) => tag === SPECIFIC_CHARACTER_SET);
    this.#frames.push({ kind: "item", attributes, next: 0, path, lengthAt, hasCharacterSet });
  }

  #continueItem(frame: ItemFrame): void {
    const attribute = frame.attributes[frame.next];
    frame.next += 1;
    if (attribute) this.#attribute(attribute, elementPath(frame.path, attribute.tag), frame.hasCharacterSet);
    else this.#close(frame.lengthAt);
  }

  #continueSequence(frame: SequenceFrame): void {
    const index = frame.next;
    frame.next += 1;
    if (index === frame.items.length) {
      this.#depth -= 1;
      this.#close(frame.lengthAt);
      return;
    }
    this.#countMore(1);
    this.#writer.tag(ITEM);
    this.#writer.uint32(0);
    const lengthAt = this.#writer.length - 4;
    this.#openItem(frame.items[index] ?? {}, `${frame.path}[${index}]`, lengthAt, frame.hasCharacterSet);
  }

  #close(lengthAt: number): void {
    this.#frames.pop();
    if (lengthAt >= 0) this.#writer.patchUint32(lengthAt, this.#writer.length - lengthAt - 4);
  }

  #attribute({ tag, content }: JsonAttribute, path: string, isDeclared: boolean): void {
    const { collector } = this.#encoding;
    const { vr, member, value } = contentOf(content, path, collector);
    if (member === "Value" && !Array.isArray(value)) throw invalid({ path, vr }, "Value is an array");
    if (vr === "SQ" && member === "Value") {
      this.#openSequence(tag, value as readonly unknown[], path, isDeclared);
      return;
    }
    const bytes = this.#bytesOf(member, value, { tag, vr, path, collector });
    if (bytes === undefined) return;
    if (VR_TABLE[vr].usesCharacterSet && !isDeclared && bytes.some((byte) => byte > 0x7f)) {
      this.#needsCharacterSet = true;
    }
    this.#value(tag, vr, bytes, path);
  }

  /** The bytes of a value, `undefined` where it cannot be had. */
  #bytesOf(member: string, value: unknown, context: JsonValueContext): Uint8Array | undefined {
    const { vr, path } = context;
    if (member === "Value") return encodeJsonValue(value as readonly unknown[], context);
    if (vr === "SQ" || (member === "InlineBinary" && VR_TABLE[vr].kind !== "bytes")) {
      throw jsonError("JSON_ATTRIBUTE", path, `${vr} has no ${member}`);
    }
    if (typeof value !== "string") throw invalid(context, `${member} is a string`);
    return member === "InlineBinary" ? this.#inlineBinary(value, path) : this.#bulkData(value, vr, path);
  }

  #openSequence(tag: Tag, items: readonly unknown[], path: string, hasCharacterSet: boolean): void {
    const { maxNestingDepth } = this.#encoding.limits;
    this.#depth += 1;
    if (this.#depth > maxNestingDepth) {
      throw new LimitExceededError("maxNestingDepth", maxNestingDepth, this.#depth);
    }
    this.#header(tag, "SQ", 0);
    const lengthAt = this.#writer.length - 4;
    this.#frames.push({ kind: "sequence", tag, items, next: 0, path, lengthAt, hasCharacterSet });
  }

  #inlineBinary(text: string, path: string): Uint8Array {
    const bytes = decodeBase64(text);
    if (bytes === undefined) throw jsonError("JSON_BASE64", path, "InlineBinary is not Base64");
    return bytes;
  }

  #bulkData(uri: string, vr: Vr, path: string): Uint8Array | undefined {
    const bytes = this.#encoding.bulkData?.(uri, path);
    if (bytes === undefined) {
      tellOfJson(
        this.#encoding.collector,
        "JSON_BULK_DATA",
        path,
        "the element is left out: nothing was given for its BulkDataURI",
      );
      return undefined;
    }
    if (!(bytes instanceof Uint8Array)) {
      throw new InvalidArgumentError("ARG_VALUE", "bulkData returns a Uint8Array or undefined");
    }
    const { kind, maxLength } = VR_TABLE[vr];
    const isBinary = kind === "number" || kind === "bigint" || kind === "tag";
    if (isBinary && bytes.length % maxLength !== 0) {
      throw invalid({ path, vr }, `bulk data of a multiple of ${maxLength} bytes is expected`);
    }
    return bytes;
  }

  #value(tag: Tag, vr: Vr, bytes: Uint8Array, path: string): void {
    const { kind, padByte, hasLongLength } = VR_TABLE[vr];
    const isPixels = tag === PIXEL_DATA && (vr === "OB" || vr === "OW") && bytes.length > 0;
    if (isPixels && this.#encapsulated(vr, bytes, path)) return;
    const isOdd = bytes.length % 2 === 1;
    const mustBeSet =
      tag === SPECIFIC_CHARACTER_SET ||
      (isOdd && kind === "bytes") ||
      (!hasLongLength && bytes.length > MAX_SHORT_LENGTH) ||
      // The reader would take a known element in UN for what the dictionary says.
      vr === "UN";
    if (mustBeSet) {
      this.later.push({ steps: this.#steps(), tag, vr, value: valueToSet(vr, bytes) });
      return;
    }
    this.#header(tag, vr, bytes.length + (isOdd ? 1 : 0));
    this.#writer.bytes(bytes);
    if (isOdd) this.#writer.uint8(padByte);
  }

  /** Writes Pixel Data as fragments if it is to be; tells whether it did. */
  #encapsulated(vr: Vr, bytes: Uint8Array, path: string): boolean {
    const isItems = startsWithItem(bytes);
    const length = isItems ? itemsLength(bytes) : undefined;
    if (!this.#encoding.isEncapsulated) {
      if (length !== undefined) {
        tellOfJson(
          this.#encoding.collector,
          "JSON_PIXELS_ENCAPSULATED",
          path,
          "Pixel Data looks encapsulated: to have its fragments, name its transfer syntax",
        );
      }
      return false;
    }
    if (!isItems) {
      // An icon image may be native beside encapsulated Pixel Data. PS3.5 A.4.
      if (this.#frames.length === 1) {
        tellOfJson(
          this.#encoding.collector,
          "JSON_PIXELS_NATIVE",
          path,
          "Pixel Data is no items although the transfer syntax is encapsulated",
        );
      }
      return false;
    }
    if (length === undefined) {
      throw jsonError("JSON_FRAGMENTS", path, "the items of encapsulated Pixel Data do not fill its bytes");
    }
    this.#header(PIXEL_DATA, vr, UNDEFINED_LENGTH);
    this.#writer.bytes(bytes.subarray(0, length));
    this.#writer.tag(SEQUENCE_DELIMITATION);
    this.#writer.uint32(0);
    return true;
  }

  #header(tag: Tag, vr: Vr, length: number): void {
    const code = vrCode(vr);
    this.#writer.tag(tag);
    this.#writer.uint8(code >> 8);
    this.#writer.uint8(code & 0xff);
    if (VR_TABLE[vr].hasLongLength) {
      this.#writer.uint16(0);
      this.#writer.uint32(length);
    } else {
      this.#writer.uint16(length);
    }
  }

  #steps(): LateElement["steps"] {
    const steps: LateElement["steps"] = [];
    for (const frame of this.#frames) {
      if (frame.kind === "sequence") steps.push({ tag: frame.tag, index: frame.next - 1 });
    }
    return steps;
  }

  #countMore(count: number): void {
    const { maxElementCount } = this.#encoding.limits;
    this.#count += count;
    if (this.#count > maxElementCount) {
      throw new LimitExceededError("maxElementCount", maxElementCount, this.#count);
    }
  }
}
