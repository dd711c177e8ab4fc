/** Records for the index, made from data sets. */
import { createDataset, type DatasetInit } from "@minipacs/dicom-core";
import { createInstanceRecord, type InstanceRecord } from "../../src/index-db/instance-record.ts";
import { CT_IMAGE_STORAGE } from "./objects.ts";

/** Returns the record of instance `study.series.number` with these attributes besides its UIDs. */
export function recordOf(
  [study, series, number]: readonly [number, number, number],
  values: DatasetInit = {},
  file: { byteCount?: number; mtimeMs?: number; path?: string } = {},
): InstanceRecord {
  const uids = [`1.2.${study}`, `1.3.${series}`, `1.4.${study}.${series}.${number}`] as const;
  const [StudyInstanceUID, SeriesInstanceUID, sopInstanceUid] = uids;
  return createInstanceRecord({
    location: file.path?.split("/") ?? [uids[0], uids[1], `${uids[2]}.dcm`],
    byteCount: file.byteCount ?? 100,
    mtimeMs: file.mtimeMs ?? 1_700_000_000_000 + number,
    sopClassUid: CT_IMAGE_STORAGE,
    sopInstanceUid,
    transferSyntaxUid: "1.2.840.10008.1.2.1",
    callingAeTitle: "CT1",
    head: createDataset(
      {
        SpecificCharacterSet: "ISO_IR 192",
        ...{ StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID: sopInstanceUid },
        ...{ PatientID: `P${study}`, PatientName: `Name^${study}`, Modality: "CT" },
        ...values,
      },
      { validate: false },
    ),
  });
}
