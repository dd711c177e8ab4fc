/** The record of an object that lies in the store: only the head of its file is read. */
import { type Dataset, type DicomFile, openDicomFile } from "@minipacs/dicom-core";
import type { ObjectLocation, ObjectStore, StoredFile } from "../storage/object-store.ts";
import { createInstanceRecord, type InstanceRecord } from "./instance-record.ts";

const PIXEL_DATA = 0x7fe00010;
/** Of file meta information; the next group is the data set's. */
const AFTER_META = 0x00030000;

/**
 * Resolves with the record of a file, `undefined` where it is gone. A data set that cannot be parsed leaves what the file
 * meta information says.
 *
 * @throws what openDicomFile throws where the file is no Part 10 file; the system's errors
 */
export async function readStoredRecord(
  objects: ObjectStore,
  location: ObjectLocation,
  file: StoredFile,
): Promise<InstanceRecord | undefined> {
  try {
    return await readUntil(objects, location, file, PIXEL_DATA);
  } catch {
    return await readUntil(objects, location, file, AFTER_META);
  }
}

async function readUntil(
  objects: ObjectStore,
  location: ObjectLocation,
  file: StoredFile,
  until: number,
): Promise<InstanceRecord | undefined> {
  const stored = await objects.read(location);
  if (!stored) return undefined;
  try {
    return recordOf(await openDicomFile(stored.stream, { until }), location, file, until === PIXEL_DATA);
  } finally {
    stored.stream.destroy();
  }
}

function recordOf(opened: DicomFile, location: ObjectLocation, file: StoredFile, isParsed: boolean) {
  const { meta, dataset, transferSyntaxUid } = opened;
  const text = (from: Dataset, key: string) => from.getText(key)?.trim() ?? "";
  return createInstanceRecord({
    ...{ location, transferSyntaxUid, ...file },
    sopClassUid: text(meta, "MediaStorageSOPClassUID") || text(dataset, "SOPClassUID"),
    sopInstanceUid: text(meta, "MediaStorageSOPInstanceUID") || text(dataset, "SOPInstanceUID"),
    callingAeTitle: text(meta, "SourceApplicationEntityTitle"),
    head: isParsed ? dataset : undefined,
  });
}
