/** The document within an object: PDF, CDA, models. PS3.3 C.24.2. */
import type { Dataset } from "../dataset/dataset.ts";

const SOP_CLASS_UID = 0x00080016;
const DOCUMENT_TITLE = 0x00420010;
const ENCAPSULATED_DOCUMENT = 0x00420011;
const MIME_TYPE = 0x00420012;
const DOCUMENT_LENGTH = 0x00420015;

const EXTENSIONS: Readonly<Record<string, string>> = {
  "application/pdf": ".pdf",
  "text/xml": ".xml",
  "application/xml": ".xml",
  "application/hl7-sda+xml": ".xml",
  "model/stl": ".stl",
  "application/sla": ".stl",
  "model/obj": ".obj",
  "model/mtl": ".mtl",
  "application/zip": ".zip",
  "text/plain": ".txt",
  "text/html": ".html",
  "image/jpeg": ".jpg",
  "image/png": ".png",
};
/** Of SOP classes whose documents are all of one kind, by the end of their UID behind `…5.1.4.1.1.`. */
const CLASS_TYPES: Readonly<Record<string, string>> = {
  "104.1": "application/pdf",
  "104.2": "text/xml",
  "104.3": "model/stl",
  "104.4": "model/obj",
  "104.5": "model/mtl",
};
/** Texts end before their padding; a model in bytes may end in one that only looks like it. */
const TEXT_EXTENSIONS: ReadonlySet<string> = new Set([".pdf", ".xml", ".txt", ".html", ".obj", ".mtl"]);

/** A document out of an object that encapsulates one. PS3.3 C.24.2. */
export interface EncapsulatedDocument {
  /** Without the byte that makes the value's length even; a **view into the input**. Empty where there is none. */
  bytes: Uint8Array;
  /** As declared, else that of the SOP class, else what the bytes look like; in small letters, without parameters. */
  mimeType: string;
  /** With its dot; `.bin` for a type that is not known. */
  extension: string;
  /** Document Title (0042,0010), empty where there is none. */
  title: string;
}

/** Returns the document in a data set. PS3.3 C.24.2. */
export function encapsulatedDocument({ dataset }: { dataset: Dataset }): EncapsulatedDocument {
  const value = dataset.get(ENCAPSULATED_DOCUMENT);
  const bytes = value instanceof Uint8Array ? value : new Uint8Array(0);
  const declared = (dataset.getText(MIME_TYPE) ?? "").toLowerCase().replace(/[ ;].*/, "");
  const ofClass = CLASS_TYPES[(dataset.getText(SOP_CLASS_UID) ?? "").replace(/^.*\.5\.1\.4\.1\.1\./, "")];
  const isPdf = String.fromCharCode(...bytes.subarray(0, 5)) === "%PDF-";
  const mimeType = declared || ofClass || (isPdf ? "application/pdf" : "application/octet-stream");
  const extension = EXTENSIONS[mimeType] ?? ".bin";
  return {
    bytes: bytes.subarray(0, lengthOf(bytes, dataset.get(DOCUMENT_LENGTH), extension)),
    mimeType,
    extension,
    title: dataset.getText(DOCUMENT_TITLE) ?? "",
  };
}

function lengthOf(bytes: Uint8Array, declared: unknown, extension: string): number {
  if (typeof declared === "number" && declared <= bytes.length && bytes.length - declared < 2) {
    return declared;
  }
  return TEXT_EXTENSIONS.has(extension) && bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
}
