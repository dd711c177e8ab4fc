/** Paths of diagnostics for people. */
import { describeTag } from "@minipacs/dicom-core";

/** Returns `0040,0100[0].0040,0007` in keywords: `ScheduledProcedureStepSequence[0].ScheduledProcedureStepDescription`. */
export function describePath(path: string): string {
  return path.replace(/([0-9a-f]{4}),([0-9a-f]{4})/gi, (_, group: string, element: string) =>
    describeTag(Number.parseInt(group + element, 16)),
  );
}
