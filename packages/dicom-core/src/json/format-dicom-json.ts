/** DICOM JSON as text with its attributes in ascending order. PS3.18 F.2.2. */
import type { DicomJson, DicomJsonAttribute, DicomJsonValue } from "./dicom-json.ts";

interface Frame {
  /** Of an item: its attributes in order. Of a sequence: its items. */
  parts: readonly (string | DicomJson)[];
  next: number;
  /** Where the parts of an item are looked up. */
  json: DicomJson | undefined;
  end: string;
}

/**
 * Returns the text of a DICOM JSON object, without line ends. As `JSON.stringify` writes it, but for two things that
 * JavaScript's objects and `JSON.stringify` cannot give: attributes are in ascending order of their tags, as PS3.18
 * demands, and the sign of -0 is kept. Nested to any depth without recursion.
 *
 * @see PS3.18 F.2.2
 */
export function formatDicomJson(json: DicomJson): string {
  const chunks: string[] = [];
  const frames: Frame[] = [];
  const open = (item: DicomJson) => {
    chunks.push("{");
    frames.push({ parts: Object.keys(item).sort(), next: 0, json: item, end: "}" });
  };
  open(json);
  for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
    const part = frame.parts[frame.next];
    if (part === undefined) {
      chunks.push(frame.end);
      frames.pop();
      continue;
    }
    if (frame.next > 0) chunks.push(",");
    frame.next += 1;
    if (typeof part !== "string") {
      open(part ?? {});
      continue;
    }
    const attribute = frame.json?.[part] as DicomJsonAttribute;
    chunks.push(JSON.stringify(part), ":");
    if (attribute.vr === "SQ" && attribute.Value) {
      chunks.push('{"vr":"SQ","Value":[');
      frames.push({ parts: attribute.Value as DicomJson[], next: 0, json: undefined, end: "]}" });
    } else {
      chunks.push(formatAttribute(attribute));
    }
  }
  return chunks.join("");
}

function formatAttribute(attribute: DicomJsonAttribute): string {
  if (!attribute.Value?.some(isNegativeZero)) return JSON.stringify(attribute);
  const values = attribute.Value.map((value) => (isNegativeZero(value) ? "-0" : JSON.stringify(value)));
  return `{"vr":${JSON.stringify(attribute.vr)},"Value":[${values.join(",")}]}`;
}

function isNegativeZero(value: DicomJsonValue): boolean {
  return Object.is(value, -0);
}
