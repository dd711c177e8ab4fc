/** Takes DICOM JSON objects apart: attributes by tag, and the VR and kind of value of each. PS3.18 F.2.2. */
import type { DiagnosticCollector } from "../diagnostic.ts";
import { DecodeError } from "../errors.ts";
import { elementOf, elementPath, groupOf, type Tag } from "../tag.ts";
import { isVr, type Vr } from "../vr/vr-table.ts";

/** An attribute that has not been looked at yet. */
export interface JsonAttribute {
  tag: Tag;
  content: unknown;
}

/** What an attribute holds; an empty one has an empty `Value`. */
export interface JsonContent {
  vr: Vr;
  member: "Value" | "InlineBinary" | "BulkDataURI";
  value: unknown;
}

const VALUE_MEMBERS: ReadonlySet<string> = new Set(["Value", "InlineBinary", "BulkDataURI"]);

/** Returns an error that names the element; its message holds no value. */
export function jsonError(code: string, path: string, message: string): DecodeError {
  return new DecodeError(code, path === "" ? message : `${path}: ${message}`, { path });
}

/** Adds a diagnostic that names the element. */
export function tellOfJson(
  collector: DiagnosticCollector,
  code: string,
  path: string,
  message: string,
  severity: "info" | "warning" = "warning",
): void {
  collector.add({ code, severity, offset: -1, path, message });
}

/**
 * Returns the attributes of an object by ascending tag, without those that do not belong into a data set.
 *
 * @throws DecodeError JSON_OBJECT, JSON_TAG
 */
export function attributesOf(json: unknown, path: string, collector: DiagnosticCollector): JsonAttribute[] {
  if (!isObject(json)) throw jsonError("JSON_OBJECT", path, "a data set is an object with attributes by tag");
  const attributes: JsonAttribute[] = [];
  for (const [name, content] of Object.entries(json)) {
    const tag = /^[0-9a-f]{8}$/i.test(name) ? Number.parseInt(name, 16) : undefined;
    if (tag === undefined || groupOf(tag) === 0xfffe) {
      throw jsonError("JSON_TAG", path, "an attribute's name is its tag, eight hex digits");
    }
    if (elementOf(tag) === 0 || groupOf(tag) === 0x0002) {
      const message = "group lengths and group 0002 are left out";
      tellOfJson(collector, "JSON_LEFT_OUT", elementPath(path, tag), message);
    } else {
      attributes.push({ tag, content });
    }
  }
  attributes.sort((a, b) => a.tag - b.tag);
  const twice = attributes.find(({ tag }, index) => tag === attributes[index - 1]?.tag);
  if (twice) throw jsonError("JSON_TAG", elementPath(path, twice.tag), "the same tag twice");
  return attributes;
}

/**
 * Returns what an attribute holds.
 *
 * @throws DecodeError JSON_OBJECT, JSON_VR, JSON_ATTRIBUTE
 */
export function contentOf(content: unknown, path: string, collector: DiagnosticCollector): JsonContent {
  if (!isObject(content)) throw jsonError("JSON_OBJECT", path, "an attribute is an object with vr and value");
  const { vr } = content as { vr?: unknown };
  if (typeof vr !== "string" || !isVr(vr)) throw jsonError("JSON_VR", path, "vr is one of the 34 VRs");
  const members = Object.entries(content).filter(([name, value]) => name !== "vr" && value !== undefined);
  const known = members.filter(([name]) => VALUE_MEMBERS.has(name));
  if (known.length < members.length) {
    const message = "members other than vr, Value, InlineBinary and BulkDataURI are left out";
    tellOfJson(collector, "JSON_MEMBER", path, message);
  }
  if (known.length > 1) throw jsonError("JSON_ATTRIBUTE", path, "an attribute has one kind of value");
  const [member, value] = known[0] ?? ["Value", []];
  return { vr, member: member as JsonContent["member"], value };
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
