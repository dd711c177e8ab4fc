/** Encapsulated documents: PDF is shown where the browser does that, all can be saved. PS3.3 A.45, C.24.2. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import { encapsulatedDocument } from "@minipacs/dicom-core/video";
import { createPart } from "../dom.ts";
import { saveFile } from "../source/save-file.ts";
import type { ContentContext } from "./content-part.ts";
import type { ContentWord } from "./content-words.ts";
import { createAction, createNotice } from "./notice.ts";

const SOP_INSTANCE_UID = 0x00080018;

const NAMES: Readonly<Record<string, ContentWord>> = {
  ".pdf": "document-pdf",
  ".xml": "document-xml",
  ".stl": "document-stl",
  ".obj": "document-obj",
  ".mtl": "document-mtl",
};

/** Fills an element with a document, or with what is to be said of it; returns what ends it. */
export function createDocument(element: HTMLElement, file: DicomFile, context: ContentContext): () => void {
  const { document, words } = context;
  const { mimeType, extension, bytes, ...found } = encapsulatedDocument(file);
  // Names no patient.
  const name = `${file.dataset.getText(SOP_INSTANCE_UID) || "document"}${extension}`;
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
