/** What is sent to a worker that decodes, and what comes back: codestreams and samples, no files. */
import type { CodecFamily, CodecProblem, DecodedCodestream, FrameFacts } from "@minipacs/dicom-core/codecs";

export interface CodecJob {
  family: CodecFamily;
  bytes: Uint8Array;
  facts: Omit<FrameFacts, "report">;
}

export interface CodecResult {
  image: DecodedCodestream;
  /** What was wrong and could be read on from. */
  problems: CodecProblem[];
}
