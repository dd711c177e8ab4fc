/** Asks whether another node answers, for the page. PS3.4 Annex A. */
import { isDicomError } from "@minipacs/dicom-core";
import { echo } from "@minipacs/dimse";
import { explainStatus } from "../commands/explain.ts";
import { type Caller, inWords, NODE_TIMEOUTS, type Node, targetOf } from "./node.ts";

export interface EchoOutcome {
  /** With Success. */
  isAnswered: boolean;
  /** Of the response; absent where none came. */
  status: number | undefined;
  durationMs: number;
  /** Of docs/errors.md, where it failed: `DIMSE_STATUS` with another status than Success. */
  code: string | undefined;
  /** For people. */
  message: string;
}

/** Resolves with what came of it, also where nobody is there. */
export async function echoNode(node: Node, caller: Caller): Promise<EchoOutcome> {
  const target = targetOf(node, caller);
  const who = `${node.aeTitle} at ${node.host}:${node.port}`;
  const startedMs = performance.now();
  let code: string | undefined;
  const ask = () =>
    echo(target, { timeouts: NODE_TIMEOUTS }).catch((error) => {
      if (isDicomError(error)) code = error.code;
      throw error;
    });
  const outcome = await inWords(target, ask);
  const durationMs = Math.round(performance.now() - startedMs);
  if ("failure" in outcome) {
    return { isAnswered: false, status: undefined, durationMs, code, message: outcome.failure };
  }
  const { status, errorComment } = outcome.value;
  const message =
    status === 0
      ? `${who} answered C-ECHO in ${durationMs} ms.`
      : `${who} answered C-ECHO with ${explainStatus(status, "C-ECHO", errorComment)}.`;
  if (status !== 0) code = "DIMSE_STATUS";
  return { isAnswered: status === 0, status, durationMs, code, message };
}
