/** Names where a value comes from in front of what is wrong with it. */
import { type DicomError, InvalidArgumentError, isDicomError } from "@minipacs/dicom-core";

/** Runs `use`; what it throws of our errors says the origin first, `--port` or `MINIPACS_PORT`. */
export function blame<T>(origin: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (!isDicomError(error)) throw error;
    const { code, message } = error as DicomError;
    throw new InvalidArgumentError(code, `${origin}: ${message}`, { cause: error });
  }
}
