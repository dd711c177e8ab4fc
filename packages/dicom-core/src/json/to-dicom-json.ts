/** Data sets as DICOM JSON. PS3.18 Annex F. */
import { encodeBase64 } from "../bytes/base64.ts";
import { assertDataset } from "../codec/dataset-writer.ts";
import { rawSequenceBytes } from "../codec/kept-bytes.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { DataElement } from "../dataset/element.ts";
import { elementOf, elementPath, formatTagHex, groupOf } from "../tag.ts";
import { parseDecimalString } from "../value/decimal-string.ts";
import { VR_TABLE } from "../vr/vr-table.ts";
import {
  BULK_DATA_VRS,
  type DicomJson,
  type DicomJsonAttribute,
  type DicomJsonPersonName,
  type DicomJsonValue,
} from "./dicom-json.ts";
import { encodeFragments, littleEndianBytes } from "./json-binary.ts";
import { numberKeepsText } from "./json-numbers.ts";

/** How `toDicomJson` writes. */
export interface ToDicomJsonOptions {
  /**
   * How DS and IS values are given. `"exact"` (default): an element's values as JSON numbers where each number gives
   * back the very text (`1.5`), else all of them as JSON strings (`"1.50000000"`, `"+5"`, `"9007199254740993"`), so
   * that nothing is lost either way. `"number"`: as numbers wherever the text is one, at the price of the text.
   * `"string"`: as strings.
   */
  numbers?: "exact" | "number" | "string";
  /** Says ISO_IR 192 in (0008,0005), always in the root and in items that have their own. Default: as in the data set. */
  utf8?: boolean;
  /**
   * Returns the URI that stands for an element's value, `undefined` to give the value. Asked for elements with a value
   * of the VRs that PS3.18 F.2.2 allows; `path` is e.g. `0040,0100[0].0042,0011`.
   */
  bulkData?: (element: DataElement, path: string) => string | undefined;
}

interface Task {
  dataset: Dataset;
  json: DicomJson;
  path: string;
}

const SPECIFIC_CHARACTER_SET = 0x00080005;
const UTF_8 = "ISO_IR 192";

/**
 * Returns a plain object in the DICOM JSON Model that `JSON.stringify` accepts. A data set nested to any depth is
 * converted without recursion.
 *
 * Binary values become Base64 in little endian order, encapsulated Pixel Data that of its items from the first item
 * up to the sequence delimiter. SV and UV beyond 2^53 become strings; NaN and infinities of FL and FD, for which JSON
 * has no number, the strings `"NaN"`, `"Infinity"` and `"-Infinity"`. A number whose value does not fill whole units
 * becomes UN with its bytes, as does a sequence that holds no items but other bytes. Group lengths and group 0002 are left out.
 *
 * Properties are added by ascending tag, but JavaScript lists names that are decimal numbers (`"30060020"`) first;
 * {@link formatDicomJson} writes all of them in ascending order.
 *
 * @throws InvalidArgumentError ARG_DATASET for what is no data set
 * @see PS3.18 F.2
 */
export function toDicomJson(dataset: Dataset, given: ToDicomJsonOptions = {}): DicomJson {
  const options = given ?? {};
  assertDataset(dataset, "a data set");
  const root: DicomJson = {};
  const tasks: Task[] = [{ dataset, json: root, path: "" }];
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop()) {
    const { json, path } = task;
    let missesCharacterSet = options.utf8 === true && json === root;
    for (const element of task.dataset.elements()) {
      const { tag } = element;
      if (elementOf(tag) === 0 || groupOf(tag) === 0x0002) continue;
      if (missesCharacterSet && tag >= SPECIFIC_CHARACTER_SET) {
        missesCharacterSet = false;
        json["00080005"] = { vr: "CS", Value: [UTF_8] };
      }
      if (options.utf8 && tag === SPECIFIC_CHARACTER_SET) {
        json["00080005"] = { vr: "CS", Value: [UTF_8] };
        continue;
      }
      const key = formatTagHex(tag);
      const raw = rawSequenceBytes(element);
      if (raw) {
        json[key] = { vr: "UN", InlineBinary: encodeBase64(raw) };
      } else if (element.items) {
        const items = element.items.map(() => ({}) as DicomJson);
        json[key] = items.length === 0 ? { vr: "SQ" } : { vr: "SQ", Value: items };
        for (const [index, item] of element.items.entries()) {
          const itemPath = options.bulkData ? `${elementPath(path, tag)}[${index}]` : "";
          tasks.push({ dataset: item, json: items[index] as DicomJson, path: itemPath });
        }
      } else {
        json[key] = attributeOf(element, task, options);
      }
    }
    if (missesCharacterSet) json["00080005"] = { vr: "CS", Value: [UTF_8] };
  }
  return root;
}

function attributeOf(element: DataElement, task: Task, options: ToDicomJsonOptions): DicomJsonAttribute {
  const { tag, vr } = element;
  if (element.isEmpty) return { vr };
  if (options.bulkData && BULK_DATA_VRS.has(vr)) {
    const uri = options.bulkData(element, elementPath(task.path, tag));
    if (uri !== undefined) return { vr, BulkDataURI: uri };
  }
  if (element.fragments) return { vr, InlineBinary: encodeBase64(encodeFragments(element.fragments)) };
  const { kind, maxLength } = VR_TABLE[vr];
  if (kind === "bytes") {
    const bytes = littleEndianBytes(task.dataset, element);
    return bytes.length === 0 ? { vr } : { vr, InlineBinary: encodeBase64(bytes) };
  }
  const isBinary = kind === "number" || kind === "bigint" || kind === "tag";
  if (isBinary && element.length % maxLength !== 0) {
    return { vr: "UN", InlineBinary: encodeBase64(element.bytes) };
  }
  const values = valuesOf(element, task.dataset, options.numbers ?? "exact");
  return values.every((value) => value === null) && values.length < 2 ? { vr } : { vr, Value: values };
}

function valuesOf(
  { tag, vr }: DataElement,
  dataset: Dataset,
  numbers: "exact" | "number" | "string",
): DicomJsonValue[] {
  switch (VR_TABLE[vr].kind) {
    case "person-name":
      return personNameTexts(dataset, tag).map(personNameOf);
    case "decimal-string":
    case "integer-string":
      return numbersOf(textsOf(dataset, tag), vr, numbers);
    case "number":
      return (dataset.getAll(tag) as number[]).map((value) =>
        Number.isFinite(value) ? value : String(value),
      );
    case "bigint":
      return (dataset.getAll(tag) as bigint[]).map((value) => {
        const number = Number(value);
        return Number.isSafeInteger(number) ? number : String(value);
      });
    case "tag":
      return (dataset.getAll(tag) as number[]).map(formatTagHex);
    default:
      return (dataset.getAll(tag) as string[]).map((text) => (text === "" ? null : text));
  }
}

function textsOf(dataset: Dataset, tag: number): string[] {
  return (dataset.getText(tag) ?? "").split("\\").map((text) => text.trim());
}

function numbersOf(
  texts: readonly string[],
  vr: string,
  numbers: "exact" | "number" | "string",
): DicomJsonValue[] {
  const asNumbers =
    numbers !== "string" &&
    (numbers === "number" || texts.every((text) => text === "" || numberKeepsText(vr, text)));
  return texts.map((text) => {
    if (text === "") return null;
    const number = asNumbers ? parseDecimalString(text) : undefined;
    return number !== undefined && Number.isFinite(number) ? number : text;
  });
}

/** The texts of PN values as written: trailing delimiters of components are kept. */
function personNameTexts(dataset: Dataset, tag: number): string[] {
  const names = dataset.getAll(tag) as { toString(): string }[];
  const texts = (dataset.getText(tag) ?? "").split("\\");
  return texts.length === names.length ? texts : names.map(String);
}

function personNameOf(text: string): DicomJsonPersonName | null {
  // A fourth group breaks the rule; it stays where it was, behind the third.
  const [alphabetic = "", ideographic = "", ...phonetic] = text.split("=").map((group) => group.trim());
  const name: DicomJsonPersonName = {};
  if (alphabetic !== "") name.Alphabetic = alphabetic;
  if (ideographic !== "") name.Ideographic = ideographic;
  if (phonetic.length > 0 && phonetic.join("=") !== "") name.Phonetic = phonetic.join("=");
  return Object.keys(name).length === 0 ? null : name;
}
