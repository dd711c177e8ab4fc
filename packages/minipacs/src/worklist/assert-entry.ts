/** Tells entries of a worklist from objects that somebody took for one. */
import { type Dataset, InvalidArgumentError, lookupUid } from "@minipacs/dicom-core";
import { MODALITY_WORKLIST_FIND } from "@minipacs/dimse";

const PIXELS = ["PixelData", "FloatPixelData", "DoubleFloatPixelData", "PixelDataProviderURL"];

/**
 * Refuses an image, another stored object and a DICOMDIR. An entry need not have a scheduled step: what it lacks is made.
 *
 * @throws InvalidArgumentError WORKLIST_OBJECT
 */
export function assertWorklistEntry(dataset: Dataset): void {
  const what = describeOther(dataset);
  if (what === undefined) return;
  throw new InvalidArgumentError(
    "WORKLIST_OBJECT",
    `this is ${what}, not a worklist entry, which is a patient with a ScheduledProcedureStepSequence`,
    { details: { attribute: "" } },
  );
}

function describeOther(dataset: Dataset): string | undefined {
  const uid = dataset.getText("SOPClassUID") ?? "";
  const sopClass = uid === MODALITY_WORKLIST_FIND ? undefined : lookupUid(uid);
  const name = sopClass ? ` of ${sopClass.name}` : "";
  const pixels = PIXELS.find((keyword) => dataset.has(keyword));
  if (pixels) return `an image${name} with ${dataset.has("Rows") ? "Rows and " : ""}${pixels}`;
  // Tools that make entries out of stored objects leave the SOP class of those.
  if (dataset.has("ScheduledProcedureStepSequence")) return undefined;
  if (dataset.has("DirectoryRecordSequence")) return "a DICOMDIR";
  return sopClass ? `an object${name}` : undefined;
}
