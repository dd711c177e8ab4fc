/** Encapsulated documents: PDF is shown where the browser does that, all can be saved. PS3.3 A.45, C.24.2. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import { createPart } from "../dom.ts";
import { saveFile } from "../source/choose-files.ts";
import type { ContentContext } from "./content-part.ts";
import type { ContentWord } from "./content-words.ts";
import { createAction, createNotice } from "./notice.ts";

export interface EncapsulatedDocument {
  /** A **view into the file**. */
  bytes: Uint8Array;
  mimeType: string;
  /** With a dot. */
  extension: string;
  /** Empty where the file gives none. */
  title: string;
  /** For a file: the SOP Instance UID and the extension. Names no patient. */
  name: string;
}

const SOP_CLASS_UID = 0x00080016;
const SOP_INSTANCE_UID = 0x00080018;
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
const NAMES: Readonly<Record<string, ContentWord>> = {
  ".pdf": "document-pdf",
  ".xml": "document-xml",
  ".stl": "document-stl",
  ".obj": "document-obj",
  ".mtl": "document-mtl",
};

/** Returns the document of a file, without the byte that makes its length even. */
export function encapsulatedDocument({ dataset }: DicomFile): EncapsulatedDocument {
  const value = dataset.get(ENCAPSULATED_DOCUMENT);
  const bytes = value instanceof Uint8Array ? value : new Uint8Array(0);
  const declared = (dataset.getText(MIME_TYPE) ?? "").toLowerCase().replace(/[ ;].*/, "");
  const ofClass = CLASS_TYPES[(dataset.getText(SOP_CLASS_UID) ?? "").replace(/^.*\.5\.1\.4\.1\.1\./, "")];
  const isPdf = String.fromCharCode(...bytes.subarray(0, 5)) === "%PDF-";
  const mimeType = declared || ofClass || (isPdf ? "application/pdf" : "application/octet-stream");
  const extension = EXTENSIONS[mimeType] ?? ".bin";
  const uid = dataset.getText(SOP_INSTANCE_UID) || "document";
  return {
    bytes: bytes.subarray(0, lengthOf(bytes, dataset.get(DOCUMENT_LENGTH), extension)),
    mimeType,
    extension,
    title: dataset.getText(DOCUMENT_TITLE) ?? "",
    name: `${uid}${extension}`,
  };
}

/** Texts end before their padding; a model in bytes may end in one that only looks like it. */
function lengthOf(bytes: Uint8Array, declared: unknown, extension: string): number {
  if (typeof declared === "number" && declared <= bytes.length && bytes.length - declared < 2)
    return declared;
  const isText = [".pdf", ".xml", ".txt", ".html", ".obj", ".mtl"].includes(extension);
  return isText && bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
}

/** Fills an element with a document, or with what is to be said of it; returns what ends it. */
export function createDocument(element: HTMLElement, file: DicomFile, context: ContentContext): () => void {
  const { document, words } = context;
  const { mimeType, extension, name, bytes, ...found } = encapsulatedDocument(file);
  const kind = NAMES[extension];
  const title = found.title || words(kind ?? "document-any");
  const blob = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mimeType });
  const save = { label: words("document-save", extension), run: () => saveFile(document, blob, name) };
  const say = (reason: string) => {
    const size = (bytes.length / 1000).toLocaleString(words("locale"), { maximumFractionDigits: 1 });
    const facts = words("document-facts", kind ? words(kind) : mimeType, size, reason);
    element.replaceChildren(createNotice(document, title, [facts], save));
  };
  const isShown = extension === ".pdf" && document.defaultView?.navigator.pdfViewerEnabled === true;
  if (!isShown) {
    say(words("document-elsewhere"));
    return () => undefined;
  }
  const url = URL.createObjectURL(blob);
  const onViolation = ({ blockedURI }: SecurityPolicyViolationEvent) => {
    if (blockedURI.startsWith("blob")) say(words("document-forbidden"));
  };
  document.addEventListener("securitypolicyviolation", onViolation);
  const bar = createPart(document, "div", "content-bar");
  const heading = createPart(document, "h2", "content-title", { dir: "auto" });
  heading.textContent = title;
  bar.append(heading, createAction(document, save));
  const frame = createPart(document, "iframe", "pdf", { title });
  frame.src = url;
  element.replaceChildren(bar, frame);
  return () => {
    document.removeEventListener("securitypolicyviolation", onViolation);
    URL.revokeObjectURL(url);
  };
}
