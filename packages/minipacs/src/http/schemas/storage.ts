/** Stored objects over HTTP: studies, series and instances; texts are empty where an object says nothing. */
import { z } from "@hono/zod-openapi";
import { listQuery, texts } from "./common.ts";

const counts = {
  instanceCount: z.int(),
  byteCount: z.int().meta({ description: "of all files" }),
  callingAeTitles: texts.meta({ description: "who sent them" }),
  specificCharacterSets: texts.meta({
    description: "which the files declare, terms with backslashes between",
  }),
  otherCharacterSets: z
    .array(z.strictObject({ declared: z.string(), expected: z.string() }))
    .readonly()
    .meta({ description: "of files that declare another one than they were expected to when they came" }),
  receivedAt: z.string().meta({ description: "when the latest file came" }),
};

export const STUDY_KEYWORDS = [
  "StudyInstanceUID",
  "PatientName",
  "PatientID",
  "PatientBirthDate",
  "PatientSex",
  "StudyDate",
  "StudyTime",
  "AccessionNumber",
  "StudyID",
  "StudyDescription",
  "ReferringPhysicianName",
] as const;

/** What `q` looks into. */
export const STUDY_SEARCHED = [
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "StudyID",
  "StudyDescription",
  "StudyInstanceUID",
] as const;

export const SERIES_KEYWORDS = [
  "SeriesInstanceUID",
  "StudyInstanceUID",
  "SeriesNumber",
  "Modality",
  "SeriesDate",
  "SeriesTime",
  "SeriesDescription",
  "BodyPartExamined",
  "ProtocolName",
  "StationName",
] as const;

function textsOf<const K extends readonly string[]>(keywords: K) {
  return Object.fromEntries(keywords.map((keyword) => [keyword, z.string()])) as Record<
    K[number],
    z.ZodString
  >;
}

export const studySchema = z
  .strictObject({
    ...textsOf(STUDY_KEYWORDS),
    ModalitiesInStudy: texts,
    seriesCount: z.int(),
    ...counts,
  })
  .openapi("Study");

export const seriesSchema = z.strictObject({ ...textsOf(SERIES_KEYWORDS), ...counts }).openapi("Series");

export const instanceSchema = z
  .strictObject({
    SOPInstanceUID: z.string(),
    SOPClassUID: z.string(),
    sopClassName: z.string(),
    TransferSyntaxUID: z.string(),
    transferSyntaxName: z.string(),
    StudyInstanceUID: z.string(),
    SeriesInstanceUID: z.string(),
    PatientName: z.string(),
    PatientID: z.string(),
    AccessionNumber: z.string(),
    Modality: z.string(),
    StudyDate: z.string(),
    StudyDescription: z.string(),
    SeriesDescription: z.string(),
    SpecificCharacterSet: texts,
    expectedCharacterSet: texts.meta({
      description: "which it was expected to declare when it came; empty: nothing was said",
    }),
    hasPixelData: z.boolean(),
    byteCount: z.int().meta({ description: "of the file" }),
    callingAeTitle: z.string(),
    receivedAt: z.string(),
    InstanceNumber: z.string(),
    frameCount: z.int(),
    path: z.string().meta({ description: "of the file, in the folder objects of the data directory" }),
  })
  .openapi("Instance");

export const studyQuery = listQuery(
  [...STUDY_KEYWORDS, "receivedAt"],
  [...STUDY_KEYWORDS, "ModalitiesInStudy"],
).extend({
  q: z.string().max(256).optional().meta({
    description:
      "studies of which each of these words is in name or ID of the patient, accession number, study ID, description or UID",
  }),
});

export const seriesQuery = listQuery(
  [...SERIES_KEYWORDS, "receivedAt"],
  ["SeriesInstanceUID", "Modality", "SeriesDescription", "BodyPartExamined"],
);

const INSTANCE_FILTERS = [
  "SOPInstanceUID",
  "SOPClassUID",
  "TransferSyntaxUID",
  "StudyInstanceUID",
  "SeriesInstanceUID",
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "Modality",
] as const;

/** What `q` of instances looks into. */
export const INSTANCE_SEARCHED = [
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "StudyDescription",
  "SeriesDescription",
  "SOPInstanceUID",
] as const;

export const instanceQuery = listQuery(["InstanceNumber"], INSTANCE_FILTERS).extend({
  q: z.string().max(256).optional().meta({
    description:
      "objects of which each of these words is in name or ID of the patient, accession number, descriptions or UID",
  }),
});

export const importedSchema = z
  .strictObject({
    SOPInstanceUID: z.string(),
    outcome: z.enum(["stored", "replaced", "unchanged", "kept"]).meta({
      description: "kept: another object is there already, and stays (--on-duplicate keep)",
    }),
    instance: instanceSchema.optional().meta({ description: "absent where another one was kept" }),
  })
  .openapi("ImportedInstance");

export const objectWarningsSchema = z
  .strictObject({
    items: z.array(z.strictObject({ code: z.string(), message: z.string() })).readonly(),
    totalCount: z.int(),
  })
  .openapi("ObjectWarnings");

export const openedSchema = z
  .strictObject({ fileName: z.string(), mimeType: z.string(), byteCount: z.int() })
  .openapi("OpenedFile");
