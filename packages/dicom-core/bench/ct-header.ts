/** A made-up CT image with as many elements as a scanner writes, private ones included, and nearly no pixels. */
import {
  createDataset,
  createUid,
  type Dataset,
  type DatasetInit,
  lookupElement,
  TRANSFER_SYNTAX,
  tagForKeyword,
  type Vr,
  writeDicomFile,
} from "@minipacs/dicom-core";

/** Of the data set at its top level, without the meta group. */
export const CT_ELEMENT_COUNT = 260;
export const CT_PATIENT_NAME = "Bench^Patient^Q";

/** Public elements of Patient, Study, Series, Equipment, Frame of Reference, CT Image and what scanners add to them. */
const KEYWORDS = `
  ImageType InstanceCreationDate InstanceCreationTime InstanceCreatorUID SOPClassUID SOPInstanceUID StudyDate SeriesDate
  AcquisitionDate ContentDate AcquisitionDateTime StudyTime SeriesTime AcquisitionTime ContentTime AccessionNumber
  Modality ConversionType Manufacturer InstitutionName InstitutionAddress ReferringPhysicianName
  ReferringPhysicianTelephoneNumbers StationName StudyDescription SeriesDescription InstitutionalDepartmentName
  PhysiciansOfRecord PerformingPhysicianName NameOfPhysiciansReadingStudy OperatorsName AdmittingDiagnosesDescription
  ManufacturerModelName DerivationDescription PatientID IssuerOfPatientID PatientBirthDate
  PatientBirthTime PatientSex OtherPatientIDs OtherPatientNames PatientBirthName PatientAge PatientSize PatientWeight
  PatientAddress PatientMotherBirthName MedicalAlerts Allergies CountryOfResidence PatientTelephoneNumbers EthnicGroup
  Occupation SmokingStatus AdditionalPatientHistory PregnancyStatus LastMenstrualDate PatientReligiousPreference
  PatientComments ContrastBolusAgent BodyPartExamined ScanOptions SliceThickness KVP DataCollectionDiameter
  DeviceSerialNumber SoftwareVersions ProtocolName ContrastBolusRoute ContrastBolusVolume ContrastBolusStartTime
  ContrastBolusStopTime ContrastBolusTotalDose ContrastFlowRate ContrastFlowDuration ContrastBolusIngredient
  ContrastBolusIngredientConcentration SpatialResolution TriggerTime ReconstructionDiameter DistanceSourceToDetector
  DistanceSourceToPatient GantryDetectorTilt TableHeight RotationDirection ExposureTime XRayTubeCurrent Exposure
  ExposureInuAs FilterType GeneratorPower FocalSpots DateOfLastCalibration TimeOfLastCalibration ConvolutionKernel
  PatientPosition AcquisitionType RevolutionTime SingleCollimationWidth TotalCollimationWidth TableSpeed
  TableFeedPerRotation SpiralPitchFactor ReconstructionTargetCenterPatient DataCollectionCenterPatient
  ExposureModulationType EstimatedDoseSaving CTDIvol StudyInstanceUID SeriesInstanceUID StudyID SeriesNumber
  AcquisitionNumber InstanceNumber PatientOrientation ImagePositionPatient ImageOrientationPatient
  FrameOfReferenceUID Laterality ImagesInAcquisition PositionReferenceIndicator SliceLocation ImageComments
  SamplesPerPixel PhotometricInterpretation Rows Columns PixelSpacing PixelAspectRatio BitsAllocated BitsStored HighBit
  PixelRepresentation SmallestImagePixelValue LargestImagePixelValue PixelPaddingValue
  BurnedInAnnotation WindowCenter WindowWidth RescaleIntercept RescaleSlope RescaleType
  WindowCenterWidthExplanation LossyImageCompression StudyStatusID StudyPriorityID ReasonForStudy
  RequestingPhysician RequestingService RequestedProcedureDescription
  RequestedContrastAgent StudyComments AdmissionID AdmittingDate AdmittingTime SpecialNeeds CurrentPatientLocation
  PatientInstitutionResidence PatientState VisitComments ScheduledStationAETitle PerformedStationAETitle
  PerformedStationName PerformedLocation PerformedProcedureStepStartDate PerformedProcedureStepStartTime
  PerformedProcedureStepEndDate PerformedProcedureStepEndTime PerformedProcedureStepStatus
  PerformedProcedureStepID PerformedProcedureStepDescription PerformedProcedureTypeDescription
  CommentsOnThePerformedProcedureStep RequestedProcedureID ReasonForTheRequestedProcedure
  RequestedProcedurePriority PatientTransportArrangements RequestedProcedureLocation ConfidentialityCode
  ReportingPriority NamesOfIntendedRecipientsOfResults RequestedProcedureComments IssueDateOfImagingServiceRequest
  IssueTimeOfImagingServiceRequest OrderEnteredBy OrderEntererLocation OrderCallbackPhoneNumber
  PlacerOrderNumberImagingServiceRequest FillerOrderNumberImagingServiceRequest ImagingServiceRequestComments
  ProcedureCodeSequence RequestAttributesSequence ReferencedStudySequence PerformedProtocolCodeSequence
  AnatomicRegionSequence DeviceSequence`
  .trim()
  .split(/\s+/);

/** What an element of a VR holds unless `OWN_VALUES` says otherwise. */
const VALUE_OF_VR: Partial<Record<Vr, unknown>> = {
  AE: "CT_SCANNER1",
  AS: "045Y",
  CS: "STANDARD",
  DA: "20240115",
  DS: "0.4882812",
  DT: "20240115093012.345000",
  FD: 0.4882812,
  IS: "120",
  LO: "Ward 12, second floor",
  LT: "No special comment was made for this examination.",
  PN: "Roentgen^Wilhelm^C^Dr.",
  SH: "STATION_12",
  SS: -2000,
  ST: "Example Road 12, 12345 Sampleton",
  TM: "093012.345000",
  UI: "1.2.840.10008.1.1",
  UL: 262144,
  US: 512,
};

const CODE: DatasetInit = {
  CodeValue: "P5-08000",
  CodingSchemeDesignator: "SRT",
  CodeMeaning: "Computed Tomography X-Ray",
};
const OWN_VALUES: DatasetInit = {
  SpecificCharacterSet: "ISO_IR 100",
  ImageType: ["ORIGINAL", "PRIMARY", "AXIAL"],
  PatientName: CT_PATIENT_NAME,
  SOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
  Modality: "CT",
  BitsAllocated: 16,
  BitsStored: 12,
  HighBit: 11,
  SamplesPerPixel: 1,
  PixelRepresentation: 1,
  PhotometricInterpretation: "MONOCHROME2",
  PixelSpacing: ["0.4882812", "0.4882812"],
  ImagePositionPatient: ["-125.000000", "-132.250000", "-57.500000"],
  ImageOrientationPatient: ["1", "0", "0", "0", "1", "0"],
  WindowCenter: ["40", "400"],
  WindowWidth: ["350", "2000"],
  FocalSpots: ["0.7", "1.2"],
  RequestAttributesSequence: [{ ScheduledProcedureStepID: "SPS-1", RequestedProcedureID: "RP-1" }],
  ReferencedStudySequence: [
    { ReferencedSOPClassUID: "1.2.840.10008.3.1.2.3.1", ReferencedSOPInstanceUID: "1.2.3.4.5" },
  ],
};
const PRIVATE_VRS: readonly Vr[] = ["DS", "SL", "SS", "LO", "UI", "US", "FL", "SH"];
const PRIVATE_VALUES: Partial<Record<Vr, unknown>> = { SL: -70_000, FL: 0.5 };

/** Returns the data set: the public elements above, filled up with private ones. */
export function createCtHeader(): Dataset {
  const dataset = createDataset(OWN_VALUES);
  for (const keyword of KEYWORDS) {
    if (dataset.has(keyword)) continue;
    const entry = lookupElement(tagForKeyword(keyword) ?? 0);
    const vr = entry?.vr[0];
    if (vr === undefined) throw new Error(`${keyword} is not in the dictionary`);
    const leastCount = Number.parseInt(entry?.vm ?? "1", 10);
    const values = Array.from({ length: leastCount }, () => VALUE_OF_VR[vr]);
    dataset.set(keyword, vr === "SQ" ? [createDataset(CODE)] : values);
  }
  for (const keyword of ["SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"] as const) {
    dataset.set(keyword, createUid());
  }
  dataset.set("PixelData", new Uint8Array(512));
  for (let number = 0; dataset.size < CT_ELEMENT_COUNT; number += 1) {
    const group = 0x0019 + 2 * Math.floor(number / 24);
    if (number % 24 === 0) dataset.set(group * 0x10000 + 0x10, "BENCH ACQUISITION", { vr: "LO" });
    if (dataset.size === CT_ELEMENT_COUNT) break;
    const vr = PRIVATE_VRS[number % PRIVATE_VRS.length] ?? "LO";
    const tag = group * 0x10000 + 0x1001 + (number % 24);
    dataset.set(tag, PRIVATE_VALUES[vr] ?? VALUE_OF_VR[vr], { vr });
  }
  return dataset;
}

/** Returns it as a Part 10 file. */
export function ctHeaderFile(
  transferSyntaxUid: string = TRANSFER_SYNTAX.explicitVrLittleEndian,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(writeDicomFile({ dataset: createCtHeader(), transferSyntaxUid }));
}
