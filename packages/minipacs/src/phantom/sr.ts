/** An Enhanced SR report: findings in the script of the character set, numbers, and the slices they were taken from. PS3.3 A.35.2. */
import { createDataset, type Dataset, type DatasetInit } from "@minipacs/dicom-core";
import { CT_REGIONS } from "./ct.ts";
import { commonModules, instanceUid, seriesUid } from "./modules.ts";
import type { PhantomPlan } from "./options.ts";

const ENHANCED_SR_STORAGE = "1.2.840.10008.5.1.4.1.1.88.22";
const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";

/** Yields the one report. */
export function* srDocument(plan: PhantomPlan): Generator<Dataset, void, undefined> {
  const series = { kind: "sr", modality: "SR", description: "Phantom report" } as const;
  const image = plan.kinds.includes("ct")
    ? { ReferencedSOPClassUID: CT_IMAGE_STORAGE, ReferencedSOPInstanceUID: instanceUid(plan, "ct", 1) }
    : undefined;
  yield createDataset({
    ...commonModules(plan, series, ENHANCED_SR_STORAGE, 1),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    CompletionFlag: "COMPLETE",
    VerificationFlag: "UNVERIFIED",
    ...(image && {
      CurrentRequestedProcedureEvidenceSequence: [
        {
          StudyInstanceUID: plan.studyUid,
          ReferencedSeriesSequence: [
            { SeriesInstanceUID: seriesUid(plan, "ct"), ReferencedSOPSequence: [image] },
          ],
        },
      ],
    }),
    ValueType: "CONTAINER",
    ConceptNameCodeSequence: [code("18748-4", "LN", "Diagnostic imaging report")],
    ContinuityOfContent: "SEPARATE",
    ContentSequence: [
      {
        RelationshipType: "HAS CONCEPT MOD",
        ValueType: "CODE",
        ConceptNameCodeSequence: [code("121049", "DCM", "Language of Content Item and Descendants")],
        ConceptCodeSequence: [code("en", "RFC5646", "English")],
      },
      section("121070", "Findings", [
        {
          RelationshipType: "CONTAINS",
          ValueType: "TEXT",
          ConceptNameCodeSequence: [code("121071", "DCM", "Finding")],
          TextValue: plan.texts.comment,
        },
        ...CT_REGIONS.map(({ name, hu }) => attenuation(name, hu)),
        ...(image
          ? [{ RelationshipType: "CONTAINS", ValueType: "IMAGE", ReferencedSOPSequence: [image] }]
          : []),
      ]),
      section("121076", "Conclusions", [
        {
          RelationshipType: "CONTAINS",
          ValueType: "TEXT",
          ConceptNameCodeSequence: [code("121077", "DCM", "Conclusion")],
          TextValue: "This report was made by a program. There is no patient.",
        },
      ]),
    ],
  });
}

function code(value: string, scheme: string, meaning: string): DatasetInit {
  return { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
}

function section(value: string, meaning: string, items: readonly DatasetInit[]): DatasetInit {
  return {
    RelationshipType: "CONTAINS",
    ValueType: "CONTAINER",
    ConceptNameCodeSequence: [code(value, "DCM", meaning)],
    ContinuityOfContent: "SEPARATE",
    ContentSequence: items,
  };
}

/** A measured number, and of which region of the CT it is. */
function attenuation(region: string, hu: number): DatasetInit {
  return {
    RelationshipType: "CONTAINS",
    ValueType: "NUM",
    ConceptNameCodeSequence: [code("112031", "DCM", "Attenuation Coefficient")],
    MeasuredValueSequence: [
      { NumericValue: hu, MeasurementUnitsCodeSequence: [code("[hnsf'U]", "UCUM", "Hounsfield unit")] },
    ],
    ContentSequence: [
      {
        RelationshipType: "HAS CONCEPT MOD",
        ValueType: "TEXT",
        ConceptNameCodeSequence: [code("121071", "DCM", "Finding")],
        TextValue: region,
      },
    ],
  };
}
