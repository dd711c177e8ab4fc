/** Reads every value of a data set, once for each library; each returns the number of elements, nested ones included. */
import type { Dataset, PersonName } from "@minipacs/dicom-core";
import { hold } from "../../../tools/bench/case.ts";
import { dicomParser } from "./inputs.ts";

/** Each element by its tag: names as parts, DS and IS as numbers, binary as views. */
export function readOurs(dataset: Dataset): number {
  let count = 0;
  for (const { tag, vr, items } of dataset.elements()) {
    count += 1;
    if (items) {
      for (const item of items) count += readOurs(item);
      continue;
    }
    const values = dataset.getAll(tag);
    if (vr === "PN") {
      for (const name of values) hold((name as PersonName).alphabetic.familyName);
    } else hold(values);
  }
  return count;
}

interface DcmjsElement {
  vr: string;
  Value?: unknown[];
}

/** dcmjs has decoded everything while it read: its values are only looked at. */
export function readDcmjs(dict: Record<string, DcmjsElement>): number {
  let count = 0;
  for (const tag in dict) {
    const { vr, Value = [] } = dict[tag] as DcmjsElement;
    count += 1;
    for (const value of Value) {
      if (vr === "SQ") count += readDcmjs(value as Record<string, DcmjsElement>);
      else hold(vr === "PN" ? (value as { Alphabetic?: string }).Alphabetic : value);
    }
  }
  return count;
}

interface DaikonTag {
  group: number;
  element: number;
  vr: string | null;
  value: unknown;
}

/**
 * daikon too has decoded everything. Items, which it lists as tags, are not counted; what it takes for elements inside
 * other binary values is left out.
 */
export function readDaikon(tags: Iterable<DaikonTag>): number {
  let count = 0;
  for (const tag of tags) {
    if (tag.group === 0x0002) continue;
    if (tag.group !== 0xfffe) count += 1;
    const isNested = tag.vr === "SQ" || tag.group === 0xfffe;
    if (isNested && Array.isArray(tag.value)) count += readDaikon(tag.value as DaikonTag[]);
    else hold(tag.value);
  }
  return count;
}

interface ParserElement {
  tag: string;
  vr?: string;
  length: number;
  dataOffset: number;
  items?: { dataSet: ParserDataSet }[];
}

interface ParserDataSet {
  byteArray: Uint8Array;
  elements: Record<string, ParserElement>;
  string(tag: string): string | undefined;
  text(tag: string): string | undefined;
  uint16(tag: string, index: number): number;
  int16(tag: string, index: number): number;
  uint32(tag: string, index: number): number;
  int32(tag: string, index: number): number;
  float(tag: string, index: number): number;
  double(tag: string, index: number): number;
  attributeTag(tag: string): string;
}

const NUMBERS: Readonly<
  Record<string, { width: number; accessor: "uint16" | "int16" | "uint32" | "int32" | "float" | "double" }>
> = {
  US: { width: 2, accessor: "uint16" },
  SS: { width: 2, accessor: "int16" },
  UL: { width: 4, accessor: "uint32" },
  SL: { width: 4, accessor: "int32" },
  FL: { width: 4, accessor: "float" },
  FD: { width: 8, accessor: "double" },
};

/**
 * dicom-parser leaves decoding to its caller. Texts are fetched once and split here, because its accessors by index
 * would fetch and split them again for each value.
 */
export function readDicomParser(dataSet: ParserDataSet): number {
  let count = 0;
  for (const tag in dataSet.elements) {
    if (tag.startsWith("x0002")) continue;
    const { vr = "UN", items, length, dataOffset } = dataSet.elements[tag] as ParserElement;
    count += 1;
    const numbers = NUMBERS[vr];
    if (items) {
      for (const item of items) count += readDicomParser(item.dataSet);
    } else if (numbers) {
      const values: number[] = [];
      for (let i = 0; i < length / numbers.width; i += 1) values.push(dataSet[numbers.accessor](tag, i));
      hold(values);
    } else if (vr === "DS" || vr === "IS") {
      hold(dataSet.string(tag)?.split("\\").map(Number));
    } else if (vr === "PN") {
      for (const name of dataSet.string(tag)?.split("\\") ?? []) hold(dicomParser.parsePN(name)?.familyName);
    } else if (vr === "LT" || vr === "ST" || vr === "UT") {
      hold(dataSet.text(tag));
    } else if (vr === "AT") {
      hold(dataSet.attributeTag(tag));
    } else if (vr.startsWith("O") || vr === "UN" || vr === "SQ") {
      hold(dataSet.byteArray.subarray(dataOffset, dataOffset + length));
    } else {
      hold(dataSet.string(tag)?.split("\\"));
    }
  }
  return count;
}
