/** Which directory record refers to an object of a SOP class, and what keys each record holds. PS3.3 F.4, F.5. */
import { lookupUid } from "../dictionary/lookup.ts";

/** Record types by keyword of the SOP class; the first row that fits counts, images fit none. PS3.3 Table F.4-1. */
const TYPE_ROWS: readonly (readonly [pattern: RegExp, type: string])[] = [
  [/^HangingProtocolStorage$/, "HANGING PROTOCOL"],
  [/^ColorPaletteStorage$/, "PALETTE"],
  [/^GenericImplantTemplateStorage$/, "IMPLANT"],
  [/^ImplantAssemblyTemplateStorage$/, "IMPLANT ASSY"],
  [/^ImplantTemplateGroupStorage$/, "IMPLANT GROUP"],
  [/^RTDoseStorage$/, "RT DOSE"],
  [/^RTStructureSetStorage$/, "RT STRUCTURE SET"],
  [/^RT(Ion)?PlanStorage$/, "RT PLAN"],
  [/^RT\w*Treatment(Summary)?RecordStorage$/, "RT TREAT RECORD"],
  [/^RTB(eams|rachy)\w*DeliveryInstructionStorage$/, "PLAN"],
  [
    /^(RTPhysicianIntent|RTSegmentAnnotation|RTTreatmentPreparation|RTPatientPosition\w+|RTRadiation\w+|\w+Radiation(Record)?)Storage$/,
    "RADIOTHERAPY",
  ],
  [/PresentationStateStorage$|^BasicStructuredDisplayStorage$/, "PRESENTATION"],
  [/WaveformStorage$/, "WAVEFORM"],
  [
    /SRStorage$|^(ProcedureLog|SpectaclePrescriptionReport|MacularGridThicknessAndVolumeReport)Storage$/,
    "SR DOCUMENT",
  ],
  [/^KeyObjectSelectionDocumentStorage$/, "KEY OBJECT DOC"],
  [/^MRSpectroscopyStorage$/, "SPECTROSCOPY"],
  [/^RawDataStorage$/, "RAW DATA"],
  [/SpatialRegistrationStorage$/, "REGISTRATION"],
  [/^SpatialFiducialsStorage$/, "FIDUCIAL"],
  [/^Encapsulated\w+Storage$/, "ENCAP DOC"],
  [/^RealWorldValueMappingStorage$/, "VALUE MAP"],
  [/^StereometricRelationshipStorage$/, "STEREOMETRIC"],
  [/MeasurementsStorage$/, "MEASUREMENT"],
  [/^SurfaceSegmentationStorage$/, "SURFACE"],
  [/^SurfaceScan\w+Storage$/, "SURFACE SCAN"],
  [/^TractographyResultsStorage$/, "TRACT"],
  [/^ContentAssessmentResultsStorage$/, "ASSESSMENT"],
  [/^MicroscopyBulkSimpleAnnotationsStorage$/, "ANNOTATION"],
];

const CONTENT = "InstanceNumber ContentDate ContentTime";
const IDENTIFIED_CONTENT = `${CONTENT} ContentLabel ContentDescription? ContentCreatorName?`;

/** Keys of each record type: bare ones must have a value, `?` may be empty, `+` are there if the object has them. */
const KEYS: Readonly<Record<string, string>> = {
  PATIENT: "PatientName? PatientID",
  STUDY: "StudyDate StudyTime StudyDescription? StudyInstanceUID StudyID AccessionNumber?",
  SERIES: "Modality SeriesInstanceUID SeriesNumber",
  IMAGE: "InstanceNumber ImageType+",
  "RT DOSE": "InstanceNumber DoseSummationType",
  "RT STRUCTURE SET": "InstanceNumber StructureSetLabel StructureSetDate? StructureSetTime?",
  "RT PLAN": "InstanceNumber RTPlanLabel RTPlanDate? RTPlanTime?",
  "RT TREAT RECORD": "InstanceNumber TreatmentDate? TreatmentTime?",
  PRESENTATION:
    "PresentationCreationDate PresentationCreationTime InstanceNumber ContentLabel ContentDescription? ContentCreatorName? ReferencedSeriesSequence+ BlendingSequence+",
  WAVEFORM: CONTENT,
  "SR DOCUMENT": `${CONTENT} CompletionFlag VerificationFlag VerificationDateTime+ ConceptNameCodeSequence`,
  "KEY OBJECT DOC": `${CONTENT} ConceptNameCodeSequence`,
  SPECTROSCOPY: `ImageType ${CONTENT} ReferencedImageEvidenceSequence+ NumberOfFrames Rows Columns DataPointRows DataPointColumns`,
  "RAW DATA": "InstanceNumber? ContentDate ContentTime",
  REGISTRATION: IDENTIFIED_CONTENT,
  FIDUCIAL: IDENTIFIED_CONTENT,
  "HANGING PROTOCOL":
    "HangingProtocolName HangingProtocolDescription HangingProtocolLevel HangingProtocolCreator HangingProtocolCreationDateTime HangingProtocolDefinitionSequence NumberOfPriorsReferenced HangingProtocolUserIdentificationCodeSequence?",
  "ENCAP DOC":
    "ContentDate? ContentTime? InstanceNumber DocumentTitle? HL7InstanceIdentifier+ ConceptNameCodeSequence? MIMETypeOfEncapsulatedDocument",
  "VALUE MAP": IDENTIFIED_CONTENT,
  STEREOMETRIC: "",
  PALETTE: "ContentLabel ContentDescription?",
  IMPLANT: "Manufacturer ImplantName ImplantSize+ ImplantPartNumber",
  "IMPLANT ASSY": "ImplantAssemblyTemplateName Manufacturer ProcedureTypeCodeSequence",
  "IMPLANT GROUP": "ImplantTemplateGroupName ImplantTemplateGroupIssuer",
  PLAN: "",
  MEASUREMENT: IDENTIFIED_CONTENT,
  SURFACE: IDENTIFIED_CONTENT,
  "SURFACE SCAN": "ContentDate ContentTime",
  TRACT: IDENTIFIED_CONTENT,
  ASSESSMENT: "InstanceNumber InstanceCreationDate InstanceCreationTime?",
  RADIOTHERAPY:
    "InstanceNumber UserContentLabel+ UserContentLongLabel+ ContentDescription? ContentCreatorName?",
  ANNOTATION: IDENTIFIED_CONTENT,
};

const SINGLE_LEVEL = new Set(["HANGING PROTOCOL", "PALETTE", "IMPLANT", "IMPLANT ASSY", "IMPLANT GROUP"]);

/** How a record holds a key: with a value, maybe empty, or only if the object has it. PS3.5 7.4. */
export interface DirectoryKey {
  keyword: string;
  requirement: "value" | "empty" | "optional";
}

/** Returns the record type for objects of a SOP class; `IMAGE` for all that have no type of their own. */
export function recordTypeOf(sopClassUid: string): string {
  const keyword = lookupUid(sopClassUid)?.keyword ?? "";
  return TYPE_ROWS.find(([pattern]) => pattern.test(keyword))?.[1] ?? "IMAGE";
}

/** Tells whether records of a type stand at the root, without patient, study and series. */
export function isSingleLevel(type: string): boolean {
  return SINGLE_LEVEL.has(type);
}

/** Returns the keys of a record type, (0008,0005) aside. */
export function keysOf(type: string): readonly DirectoryKey[] {
  const words = (KEYS[type] ?? "").split(" ").filter((word) => word !== "");
  return words.map((word) => ({
    keyword: word.replace(/[?+]$/, ""),
    requirement: word.endsWith("?") ? "empty" : word.endsWith("+") ? "optional" : "value",
  }));
}
