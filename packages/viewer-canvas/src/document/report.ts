/** Structured reports as a tree of what they say: names of concepts with values as people read them. PS3.3 C.17.3. */
import { type Dataset, lookupUid, type Tag } from "@minipacs/dicom-core/frames";
import { dateText } from "../metadata/key-tags.ts";
import { nameParts } from "../metadata/value-text.ts";
import { createWords } from "../words.ts";
import type { ContentWords } from "./content-part.ts";
import { CONTENT_WORDS, type ContentWord } from "./content-words.ts";

export interface ReportItem {
  /** As in (0040,A010), e.g. `CONTAINS`; empty for the root. */
  relationship: string;
  /** As in (0040,A040), e.g. `NUM`. */
  valueType: string;
  /** Of the concept; empty where it has none. */
  name: string;
  value: string;
  /** Codes, UIDs and other things to look up; empty where there are none. */
  detail: string;
  children: ReportItem[];
}

export interface Report {
  root: ReportItem;
  /** Patient, date, state: name and value. */
  facts: [name: string, value: string][];
}

const RELATIONSHIP_TYPE = 0x0040a010;
const VALUE_TYPE = 0x0040a040;
const CONCEPT_NAME = 0x0040a043;
const CONCEPT_CODE = 0x0040a168;
const CONTENT_SEQUENCE = 0x0040a730;
const MEASURED_VALUE = 0x0040a300;
const REFERENCED_SOP = 0x00081199;

/** Returns what a report says. */
export function readReport(dataset: Dataset, words: ContentWords = createWords(CONTENT_WORDS)): Report {
  const text = (tag: Tag) => dataset.getText(tag) ?? "";
  const root = readItem(dataset, words);
  const name = root.name || text(0x0008103e) || lookupUid(text(0x00080016))?.name || words("report-any");
  const observers = itemsOf(dataset, 0x0040a073).flatMap((item) => nameParts(item.getText(0x0040a075) ?? ""));
  const facts: [string, string][] = [
    [words("report-patient"), nameParts(text(0x00100010)).join(" · ")],
    [words("report-patient-id"), text(0x00100020)],
    [
      words("report-date"),
      [dateText(text(0x00080023)), timeText(text(0x00080033))].filter(Boolean).join(" "),
    ],
    [words("report-completion"), flagText(text(0x0040a491), words)],
    [words("report-verification"), flagText(text(0x0040a493), words)],
    [words("report-verified-by"), observers.join(" · ")],
  ];
  return { root: { ...root, name }, facts: facts.filter(([, value]) => value !== "") };
}

function readItem(item: Dataset, words: ContentWords): ReportItem {
  const valueType = item.getText(VALUE_TYPE) ?? "";
  const [concept] = itemsOf(item, CONCEPT_NAME);
  return {
    relationship: item.getText(RELATIONSHIP_TYPE) ?? "",
    valueType,
    name: concept ? meaningOf(concept) : "",
    ...readValue(item, valueType, words),
    children: itemsOf(item, CONTENT_SEQUENCE).map((child) => readItem(child, words)),
  };
}

function readValue(item: Dataset, valueType: string, words: ContentWords): { value: string; detail: string } {
  const text = (tag: Tag) => item.getText(tag) ?? "";
  const said = (value: string, detail = "") => ({ value, detail });
  switch (valueType) {
    case "TEXT":
      return said(text(0x0040a160).replace(/\r\n?/g, "\n"));
    case "NUM":
      return numberOf(item);
    case "CODE": {
      const [code] = itemsOf(item, CONCEPT_CODE);
      return code ? said(meaningOf(code), codeOf(code)) : said("");
    }
    case "DATE":
      return said(dateText(text(0x0040a121)));
    case "TIME":
      return said(timeText(text(0x0040a122)));
    case "DATETIME":
      return said(dateTimeText(text(0x0040a120)));
    case "PNAME":
      return said(nameParts(text(0x0040a123)).join(" · "));
    case "UIDREF": {
      const uid = text(0x0040a124);
      const name = lookupUid(uid)?.name;
      return name === undefined ? said(uid) : said(name, uid);
    }
    case "IMAGE":
    case "COMPOSITE":
    case "WAVEFORM":
      return referenceOf(item, words);
    case "SCOORD":
    case "SCOORD3D": {
      const points = item.getAll(0x00700022).length / (valueType === "SCOORD" ? 2 : 3);
      const shape = text(0x00700023).toLowerCase();
      return said(
        points === 1 ? shape : words("report-points", shape, points),
        text(0x00700022).replaceAll("\\", " "),
      );
    }
    case "TCOORD":
      return said(text(0x0040a130).toLowerCase(), text(0x0040a132) || text(0x0040a138) || text(0x0040a13a));
    case "": {
      const path = item.getAll(0x0040db73).join(".");
      return said(path === "" ? "" : words("report-see", path));
    }
    default:
      return said("");
  }
}

/** PS3.3 C.18.1. */
function numberOf(item: Dataset): { value: string; detail: string } {
  const [measured] = itemsOf(item, MEASURED_VALUE);
  const [qualifier] = itemsOf(item, 0x0040a301);
  const number = measured?.getText(0x0040a30a) ?? "";
  const [unit] = measured ? itemsOf(measured, 0x004008ea) : [];
  const shown = unit ? unitText(unit) : "";
  const value = [number.replaceAll("\\", ", "), number === "" ? "" : shown].filter(Boolean).join(" ");
  const why = qualifier ? meaningOf(qualifier) : "";
  return { value: value && why ? `${value} (${why})` : value || why, detail: unit ? codeOf(unit) : "" };
}

/** UCUM codes are what people write, but for those in braces and of no unit. */
function unitText(unit: Dataset): string {
  const code = unit.getText(0x00080100) ?? "";
  if (code === "1" || /^\{/.test(code)) return code === "1" ? "" : meaningOf(unit);
  return unit.getText(0x00080102) === "UCUM" ? code : meaningOf(unit);
}

function referenceOf(item: Dataset, words: ContentWords): { value: string; detail: string } {
  const [reference] = itemsOf(item, REFERENCED_SOP);
  const classUid = reference?.getText(0x00081150) ?? "";
  const frames = reference?.getText(0x00081160)?.replaceAll("\\", ", ") ?? "";
  const name = lookupUid(classUid)?.name.replace(/ Storage\b/, "") ?? classUid;
  const many = frames.includes(",") ? "report-frames" : "report-frame";
  return {
    value: frames === "" ? name : words(many, name, frames),
    detail: reference?.getText(0x00081155) ?? "",
  };
}

function itemsOf(dataset: Dataset, tag: Tag): readonly Dataset[] {
  return dataset.element(tag)?.items ?? [];
}

function meaningOf(code: Dataset): string {
  return code.getText(0x00080104) || codeOf(code);
}

/** The code, long or as a URN, and its scheme. PS3.3 8. */
function codeOf(code: Dataset): string {
  const value = code.getText(0x00080100) || code.getText(0x00080119) || code.getText(0x00080120) || "";
  return [value, code.getText(0x00080102) ?? ""].filter(Boolean).join(", ");
}

/** Completion and verification, as far as the standard has words for it. PS3.3 C.17.2. */
function flagText(flag: string, words: ContentWords): string {
  const name = `report-${flag}`;
  return name in CONTENT_WORDS ? words(name as ContentWord) : flag.toLowerCase();
}

function timeText(value: string): string {
  return value.replace(/^(\d\d)(\d\d)(?:(\d\d)(?:\.\d+)?)?$/, (_, hour, minute, second) =>
    [hour, minute, second].filter(Boolean).join(":"),
  );
}

function dateTimeText(value: string): string {
  const [, date = "", time = "", rest = ""] = /^(\d{8})(\d{4,6})?(.*)$/.exec(value) ?? [];
  if (date === "") return value;
  return [dateText(date), timeText(time), rest.replace(/^\.\d+/, "")].filter(Boolean).join(" ");
}
