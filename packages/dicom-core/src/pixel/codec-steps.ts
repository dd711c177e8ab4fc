/** Decoders in steps: whoever runs them may do something else between two of them. */

import type { DecodedCodestream, FrameDecoder, FrameFacts } from "./codec-registry.ts";

/** Gives a codec's result after steps of a few lines each. */
export type CodecSteps<T> = Generator<undefined, T>;

/** Runs all steps at once. */
export function finish<T>(steps: CodecSteps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Returns a decoder that runs the steps at once, or with the pauses that it is told to make. */
export function decoderOfSteps(
  steps: (bytes: Uint8Array, facts: FrameFacts) => CodecSteps<DecodedCodestream>,
): FrameDecoder {
  return (bytes, facts) =>
    facts.pause ? finishInSlices(steps(bytes, facts), facts.pause) : finish(steps(bytes, facts));
}

async function finishInSlices<T>(steps: CodecSteps<T>, pause: NonNullable<FrameFacts["pause"]>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    const waiting = pause();
    if (waiting) await waiting;
  }
}
