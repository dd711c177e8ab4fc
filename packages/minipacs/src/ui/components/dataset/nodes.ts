/** The elements of a data set as a tree to show: from the DICOM JSON Model (PS3.18 F), or from attributes by keyword. */
import type { LookupTables } from "./lookup-tables.ts";

export interface DatasetNode {
  /** `00100010`; empty where only the keyword is known. */
  tag: string;
  vr: string;
  keyword: string;
  name: string;
  /** One text a value. */
  values: readonly string[];
  /** Of a sequence. */
  items: readonly (readonly DatasetNode[])[] | undefined;
  /** Of bytes that are not shown. */
  byteCount: number | undefined;
}

export interface JsonElement {
  vr: string;
  Value?: readonly unknown[] | undefined;
  InlineBinary?: string | undefined;
  BulkDataURI?: string | undefined;
}

export type DicomJson = Readonly<Record<string, JsonElement>>;
export type Attributes = Readonly<Record<string, unknown>>;

/** Returns the elements in the order of their tags. */
export function nodesOfJson(dataset: DicomJson, tables: LookupTables | undefined): DatasetNode[] {
  return Object.entries(dataset)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([tag, { vr, Value = [], InlineBinary }]) => {
      const isSequence = vr === "SQ";
      return {
        tag,
        vr,
        ...namesOf(Number.parseInt(tag, 16), tables),
        values: isSequence ? [] : Value.map((value) => textOf(value, vr, tables)),
        items: isSequence ? Value.map((item) => nodesOfJson((item ?? {}) as DicomJson, tables)) : undefined,
        byteCount: InlineBinary === undefined ? undefined : lengthOfBase64(InlineBinary),
      };
    });
}

/** Returns attributes that are named by keyword, in the order of their tags. */
export function nodesOfAttributes(attributes: Attributes, tables: LookupTables | undefined): DatasetNode[] {
  const nodes = Object.entries(attributes).map(([keyword, value]): DatasetNode => {
    const number = /^[0-9A-Fa-f]{8}$/.test(keyword)
      ? Number.parseInt(keyword, 16)
      : tables?.tagForKeyword(keyword);
    const entry = number === undefined ? undefined : tables?.lookupElement(number as never);
    const items = itemsOf(value);
    const vr = items ? "SQ" : (entry?.vr[0] ?? "");
    return {
      tag: number === undefined ? "" : hexOf(number),
      vr,
      keyword: entry?.keyword ?? keyword,
      name: entry?.name ?? keyword,
      values: items ? [] : listOf(value).map((one) => textOf(one, vr, tables)),
      items: items?.map((item) => nodesOfAttributes(item, tables)),
      byteCount: undefined,
    };
  });
  return nodes.sort((a, b) => (a.tag < b.tag ? -1 : 1));
}

/** Returns what of a tree has a text in it, sequences with what is found in them. */
export function findNodes(nodes: readonly DatasetNode[], wanted: string): readonly DatasetNode[] {
  const text = wanted.trim().toLowerCase();
  return text === "" ? nodes : nodes.flatMap((node) => found(node, text));
}

/** Returns `(0010,0010)`. */
export function formatTag(tag: string): string {
  return tag === "" ? "" : `(${tag.slice(0, 4)},${tag.slice(4)})`;
}

/**
 * Returns the language (BCP 47) whose forms of letters a Specific Character Set (0008,0005) asks for: Chinese, Japanese
 * and Korean share code points, but not their shapes.
 */
export function languageOfCharset(terms: readonly string[]): string | undefined {
  for (const term of terms) {
    const number = /(?:IR |_IR )(\d+)$/.exec(term)?.[1];
    const language = LANGUAGES[number ?? term];
    if (language !== undefined) return language;
  }
  return undefined;
}

const LANGUAGES: Readonly<Record<string, string>> = {
  13: "ja",
  87: "ja",
  159: "ja",
  149: "ko",
  58: "zh-Hans",
  GB18030: "zh-Hans",
  GBK: "zh-Hans",
  126: "el",
  127: "ar",
  138: "he",
  144: "ru",
  166: "th",
};

function found(node: DatasetNode, text: string): DatasetNode[] {
  const { tag, vr, keyword, name, values, items } = node;
  const own = [tag, formatTag(tag), vr, keyword, name, ...values];
  if (own.some((part) => part.toLowerCase().includes(text))) return [node];
  const within = items?.map((item) => item.flatMap((inner) => found(inner, text)));
  return within?.some((item) => item.length > 0) ? [{ ...node, items: within }] : [];
}

function namesOf(tag: number, tables: LookupTables | undefined): { keyword: string; name: string } {
  const entry = tables?.lookupElement(tag as never);
  return { keyword: entry?.keyword ?? "", name: entry?.name ?? "" };
}

function textOf(value: unknown, vr: string, tables: LookupTables | undefined): string {
  if (value === null || value === undefined) return "";
  if (vr === "PN" && typeof value === "object") {
    const { Alphabetic = "", Ideographic = "", Phonetic = "" } = value as Record<string, string>;
    return [Alphabetic, Ideographic, Phonetic].join("=").replace(/=+$/, "");
  }
  if (vr === "AT") {
    const tag = String(value).toUpperCase();
    return [formatTag(tag), namesOf(Number.parseInt(tag, 16), tables).keyword].filter(Boolean).join(" ");
  }
  if (vr === "UI") {
    const name = tables?.lookupUid(String(value))?.name;
    return name === undefined ? String(value) : `${value} ${name}`;
  }
  return String(value);
}

function itemsOf(value: unknown): Attributes[] | undefined {
  const list = Array.isArray(value) ? value : [];
  return list.length > 0 && list.every((item) => typeof item === "object" && item !== null)
    ? (list as Attributes[])
    : undefined;
}

function listOf(value: unknown): unknown[] {
  if (value === null || value === undefined || value === "") return [];
  return Array.isArray(value) ? value : [value];
}

function hexOf(tag: number): string {
  return tag.toString(16).padStart(8, "0").toUpperCase();
}

function lengthOfBase64(text: string): number {
  return Math.floor((text.length * 3) / 4) - (text.match(/=*$/)?.[0].length ?? 0);
}
