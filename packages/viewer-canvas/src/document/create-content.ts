/** Films, documents and reports with their styles: one chunk. */
import type { DicomFile } from "@minipacs/dicom-core/frames";
import type { LabelChanges } from "../controls/labels.ts";
import { createPart } from "../dom.ts";
import { saveFile } from "../source/save-file.ts";
import type { ViewerSurface } from "../viewer-surface.ts";
import { createWords } from "../words.ts";
import type { ContentKind } from "./content-kind.ts";
import type { ContentContext, ContentHost, ShownContent } from "./content-part.ts";
import { CONTENT_STYLES } from "./content-styles.ts";
import { CONTENT_WORDS } from "./content-words.ts";
import { createDocument } from "./document.ts";
import { createNotice } from "./notice.ts";
import { readReport } from "./report.ts";
import { createReport } from "./report-view.ts";
import { createVideo } from "./video.ts";

/** Returns the content of a file; where it is damaged, words about that. */
export async function createContent(
  file: DicomFile,
  kind: ContentKind,
  surface: ViewerSurface,
  host: ContentHost,
  labels: LabelChanges,
): Promise<ShownContent> {
  const { document, openExternally = ({ stream, name }) => saveFile(document, stream, name) } = host;
  const context = { document, openExternally, words: createWords(CONTENT_WORDS, labels) };
  surface.adopt(CONTENT_STYLES);
  const element = createPart(document, "div", "content");
  try {
    const remove = fill(element, file, kind, context);
    return { element, remove };
  } catch (error) {
    const { describeError } = await import("../error-words.ts");
    const { code, message } = describeError(error, undefined, labels);
    element.replaceChildren(createNotice(document, context.words("content-failed"), [message, code]));
    return { element, remove: () => undefined };
  }
}

/** Returns what ends it. */
function fill(element: HTMLElement, file: DicomFile, kind: ContentKind, context: ContentContext): () => void {
  switch (kind) {
    case "video":
      return createVideo(element, file, context);
    case "document":
      return createDocument(element, file, context);
    default:
      element.append(createReport(context.document, readReport(file.dataset, context.words), context.words));
      return () => undefined;
  }
}
