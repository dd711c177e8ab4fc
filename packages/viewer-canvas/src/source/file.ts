/** Reads a file that the user chose, or any other Blob. */
import { DicomError } from "@minipacs/dicom-core/frames";

/**
 * Returns the bytes of a Blob or File.
 *
 * @throws DicomError VIEWER_FILE when the browser cannot read it, e.g. because it was moved or changed on disk
 */
export async function readBlob(blob: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw new DicomError("VIEWER_FILE", "the browser cannot read the file", { cause });
  }
}
