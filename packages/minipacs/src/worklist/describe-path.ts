/** Paths of diagnostics for people. */
import { describeTag } from "@minipacs/dicom-core";

/** Returns `0040,0100[0].0040,0007` in keywords: `ScheduledProcedureStepSequence[0].ScheduledProcedureStepDescription`. */
export function describePath(path: string): string {
  return path.replace(/([0-9a-f]{4}),([0-9a-f]{4})/gi, (_, group: string, element: string) =>
    describeTag(Number.parseInt(group + element, 16)),
  );
}

/** Returns a sentence that begins with the whole path of what it is about; many begin with the last name of it. */
export function sentenceAt(path: string, sentence: string): string {
  if (sentence.startsWith(path)) return sentence;
  const name = /[^./]*$/.exec(path)?.[0] ?? "";
  return sentence.startsWith(name) ? path + sentence.slice(name.length) : `${path}: ${sentence}`;
}
