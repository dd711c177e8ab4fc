/** The modules that all objects have in common. PS3.3 C.7 and C.12.1. */
import { type DatasetInit, IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import { PHANTOM_KINDS, type PhantomKind, type PhantomPlan } from "./options.ts";

/** What differs from series to series. */
export interface SeriesFacts {
  kind: PhantomKind;
  modality: string;
  description: string;
}

/** Returns patient, study, series, equipment and SOP common modules of an object. */
export function commonModules(
  plan: PhantomPlan,
  series: SeriesFacts,
  sopClassUid: string,
  number: number,
): DatasetInit {
  return {
    ...(plan.specificCharacterSet.length > 0 && { SpecificCharacterSet: plan.specificCharacterSet }),
    InstanceCreationDate: plan.date,
    InstanceCreationTime: plan.time,
    SOPClassUID: sopClassUid,
    SOPInstanceUID: instanceUid(plan, series.kind, number),
    ContentDate: plan.date,
    ContentTime: plan.time,
    ...patientAndStudy(plan),
    SeriesDate: plan.date,
    SeriesTime: plan.time,
    Modality: series.modality,
    SeriesDescription: series.description,
    SeriesInstanceUID: seriesUid(plan, series.kind),
    SeriesNumber: PHANTOM_KINDS.indexOf(series.kind) + 1,
    InstanceNumber: number,
    Manufacturer: "MiniPACS",
    InstitutionName: "MiniPACS phantom",
    StationName: "PHANTOM",
    ManufacturerModelName: "phantom",
    DeviceSerialNumber: "PHANTOM",
    SoftwareVersions: IMPLEMENTATION_VERSION_NAME,
  };
}

function patientAndStudy(plan: PhantomPlan): DatasetInit {
  return {
    PatientName: plan.patientName,
    PatientID: plan.patientId,
    PatientBirthDate: "",
    PatientSex: "O",
    QualityControlSubject: "YES",
    PatientIdentityRemoved: "YES",
    DeidentificationMethod: "Synthetic: there never was a patient",
    PatientComments: plan.texts.comment,
    StudyInstanceUID: plan.studyUid,
    StudyDate: plan.date,
    StudyTime: plan.time,
    StudyID: "PHANTOM",
    StudyDescription: plan.texts.studyDescription,
    AccessionNumber: plan.accessionNumber,
    ReferringPhysicianName: "",
  };
}

export function seriesUid(plan: PhantomPlan, kind: PhantomKind): string {
  return plan.uid(`${kind} series`);
}

/** The report says other things where other kinds are made beside it. */
export function instanceUid(plan: PhantomPlan, kind: PhantomKind, number: number): string {
  return plan.uid(kind === "sr" ? `sr ${number} of ${plan.kinds}` : `${kind} ${number}`);
}

/** Returns the general image module, as acquired; `type` are the values behind ORIGINAL and PRIMARY. */
export function imageModule(plan: PhantomPlan, type: readonly string[]): DatasetInit {
  return {
    ImageType: ["ORIGINAL", "PRIMARY", ...type],
    AcquisitionDate: plan.date,
    AcquisitionTime: plan.time,
    AcquisitionNumber: 1,
    BurnedInAnnotation: "NO",
    LossyImageCompression: "00",
  };
}

/** Returns a modality with planes in space: where this one lies, in mm. PS3.3 C.7.6.2. */
export function planeModules(
  plan: PhantomPlan,
  kind: PhantomKind,
  plane: {
    position: readonly number[];
    orientation: readonly number[];
    spacingMm: number;
    thicknessMm: number;
    location: number;
  },
): DatasetInit {
  return {
    PatientPosition: "HFS",
    FrameOfReferenceUID: plan.uid(`${kind} frame of reference`),
    PositionReferenceIndicator: "",
    ImagePositionPatient: plane.position,
    ImageOrientationPatient: plane.orientation,
    PixelSpacing: [plane.spacingMm, plane.spacingMm],
    SliceThickness: plane.thicknessMm,
    SliceLocation: plane.location,
  };
}

/** Returns the image pixel module of unsigned grey values: one byte each up to 8 bits, else two. PS3.3 C.7.6.3. */
export function greyPixels(
  columns: number,
  rows: number,
  bitsStored: number,
  pixels: Uint8Array | Uint16Array,
): DatasetInit {
  return {
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: rows,
    Columns: columns,
    BitsAllocated: bitsStored > 8 ? 16 : 8,
    BitsStored: bitsStored,
    HighBit: bitsStored - 1,
    PixelRepresentation: 0,
    PixelData: new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength),
  };
}

/** Returns the image pixel module of red, green and blue, a byte each. */
export function colorPixels(columns: number, rows: number, pixels: Uint8Array): DatasetInit {
  return {
    ...greyPixels(columns, rows, 8, pixels),
    SamplesPerPixel: 3,
    PhotometricInterpretation: "RGB",
    PlanarConfiguration: 0,
  };
}

/** Returns the cine and multi-frame modules. PS3.3 C.7.6.5, C.7.6.6. */
export function cineModules(frameCount: number, framesPerSecond: number): DatasetInit {
  return {
    NumberOfFrames: frameCount,
    FrameIncrementPointer: 0x00181063,
    FrameTime: 1000 / framesPerSecond,
    CineRate: framesPerSecond,
    RecommendedDisplayFrameRate: framesPerSecond,
    PreferredPlaybackSequencing: 0,
  };
}
