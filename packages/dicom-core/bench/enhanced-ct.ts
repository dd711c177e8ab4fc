/** A made-up Enhanced CT image: many frames, each described by functional groups, and no pixels to speak of. */
import {
  createDataset,
  createUid,
  type DatasetInit,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";

export const FRAME_COUNT = 300;
/** Items at all levels: one for each frame and seven in it, besides the shared groups. */
export const ITEM_COUNT = FRAME_COUNT * 8 + 2;

/** The third coordinate of a frame's position. */
export function positionOfFrame(index: number): number {
  return index * 1.25 - 100;
}

function frameGroups(index: number): DatasetInit {
  const time = `20240115093012.${String(index).padStart(6, "0")}`;
  return {
    FrameContentSequence: [
      {
        FrameAcquisitionDateTime: time,
        FrameReferenceDateTime: time,
        FrameAcquisitionDuration: 500,
        StackID: "1",
        InStackPositionNumber: index + 1,
        DimensionIndexValues: [1, index + 1],
        FrameAcquisitionNumber: 1,
      },
    ],
    PlanePositionSequence: [{ ImagePositionPatient: ["-125.0", "-132.25", String(positionOfFrame(index))] }],
    PlaneOrientationSequence: [{ ImageOrientationPatient: ["1", "0", "0", "0", "1", "0"] }],
    PixelMeasuresSequence: [{ PixelSpacing: ["0.4882812", "0.4882812"], SliceThickness: "1.25" }],
    CTPositionSequence: [{ TablePosition: positionOfFrame(index), DataCollectionCenterPatient: [0, 0, 0] }],
    FrameVOILUTSequence: [{ WindowCenter: "40", WindowWidth: "350" }],
    PixelValueTransformationSequence: [{ RescaleIntercept: "-1024", RescaleSlope: "1", RescaleType: "HU" }],
  };
}

/** Returns the file in Explicit VR Little Endian; sequences and items end by length or by delimiter. */
export function enhancedCtFile(lengths: "explicit" | "undefined"): Uint8Array<ArrayBuffer> {
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.2.1",
    SOPInstanceUID: createUid(),
    StudyInstanceUID: createUid(),
    SeriesInstanceUID: createUid(),
    Modality: "CT",
    PatientName: "Bench^Enhanced",
    NumberOfFrames: String(FRAME_COUNT),
    SamplesPerPixel: 1,
    PhotometricInterpretation: "MONOCHROME2",
    Rows: 1,
    Columns: 1,
    BitsAllocated: 16,
    BitsStored: 12,
    HighBit: 11,
    PixelRepresentation: 1,
    SharedFunctionalGroupsSequence: [{ FrameAnatomySequence: [{ FrameLaterality: "U" }] }],
    PerFrameFunctionalGroupsSequence: Array.from({ length: FRAME_COUNT }, (_, index) => frameGroups(index)),
    PixelData: new Uint8Array(2 * FRAME_COUNT),
  });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  return Uint8Array.from(writeDicomFile({ dataset, transferSyntaxUid }, { lengths }));
}
