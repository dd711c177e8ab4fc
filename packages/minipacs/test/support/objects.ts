/** Small objects to send. */
import { createDataset, type DatasetInit, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import type { EncodedInstance } from "@minipacs/dimse";

export const CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2";

/** Returns a CT object with these attributes besides its UIDs. */
export function ctObject(
  values: DatasetInit = {},
  sopInstanceUid = "1.2.3.3",
  transferSyntaxUid: string = TRANSFER_SYNTAX.explicitVrLittleEndian,
): EncodedInstance {
  const dataset = createDataset(
    {
      SOPClassUID: CT_IMAGE_STORAGE,
      SOPInstanceUID: sopInstanceUid,
      StudyInstanceUID: "1.2.3.1",
      SeriesInstanceUID: "1.2.3.2",
      ...values,
    },
    { validate: false },
  );
  return {
    sopClassUid: CT_IMAGE_STORAGE,
    sopInstanceUid,
    transferSyntaxUid,
    data: writeDataset(dataset, { transferSyntaxUid }),
  };
}
