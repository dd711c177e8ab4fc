/** An encapsulated PDF. PS3.3 A.45.1. */
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import { commonModules } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";
import { createPdf } from "./pdf-document.ts";

const ENCAPSULATED_PDF_STORAGE = "1.2.840.10008.5.1.4.1.1.104.1";

/** Yields the one document. */
export function* pdfDocument(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const series = { kind: "pdf", modality: "DOC", description: "Phantom document" } as const;
  const document = createPdf("MiniPACS phantom", [
    "Synthetic test document: there is no patient.",
    `Patient ID: ${plan.patientId}`,
    `Accession Number: ${plan.accessionNumber || "none"}`,
    `Study Date: ${plan.date}`,
    "Study Instance UID:",
    plan.studyUid,
  ]);
  yield createDataset({
    ...commonModules(plan, series, ENCAPSULATED_PDF_STORAGE, 1),
    ConversionType: "SYN",
    AcquisitionDateTime: "",
    BurnedInAnnotation: "YES",
    DocumentTitle: plan.texts.studyDescription,
    ConceptNameCodeSequence: [
      { CodeValue: "18748-4", CodingSchemeDesignator: "LN", CodeMeaning: "Diagnostic imaging report" },
    ],
    MIMETypeOfEncapsulatedDocument: "application/pdf",
    EncapsulatedDocument: document,
    EncapsulatedDocumentLength: document.length,
  });
}
