/** Files that the server is sending to other nodes, by its events. */
import { signal } from "@preact/signals";
import type { ApiNode, ApiSend } from "../../../http/api-types.ts";
import type { ApiEvent } from "../../api.ts";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { onEvents } from "../../live.ts";
import { ask } from "../../request.ts";
import { say, sayFailed } from "../../toasts.ts";
import type { Target } from "./target.ts";

export interface SendState {
  doneCount: number;
  failedCount: number;
  instanceCount: number;
  refused: readonly string[];
  isDone: boolean;
  isCancelled: boolean;
  /** Why not all were sent. */
  reason: string;
}

/** By `sendId`; also those that others have begun: an event may come before the answer that names it. */
export const sends = signal<ReadonlyMap<number, SendState>>(new Map());
const own = new Map<number, string>();

const BEGUN: SendState = {
  ...{ doneCount: 0, failedCount: 0, instanceCount: 0, refused: [] },
  ...{ isDone: false, isCancelled: false, reason: "" },
};

/** @throws ApiError */
export async function startSend(node: ApiNode, { uids }: Target): Promise<number> {
  const { sendId } = await ask<ApiSend>("/api/send", "POST", { ...node, ...uids });
  own.set(sendId, node.aeTitle);
  const state = sends.peek().get(sendId);
  if (state?.isDone) tell(sendId, state);
  return sendId;
}

export function cancelSend(sendId: number): Promise<unknown> {
  return ask(`/api/send/${sendId}`, "DELETE");
}

onEvents((events) => {
  const next = new Map(sends.peek());
  for (const event of events) if (event.type.startsWith("send.")) take(next, event);
  if (events.some(({ type }) => type.startsWith("send."))) sends.value = next;
});

function take(states: Map<number, SendState>, event: ApiEvent): void {
  const { sendId, sopInstanceUid, doneCount, failedCount, instanceCount, isCancelled, reason } =
    event as ApiEvent & Partial<SendState> & { sendId: number; sopInstanceUid?: string };
  const before = states.get(sendId) ?? BEGUN;
  if (event.type === "send.refused") {
    const refusal = [sopInstanceUid, reason].filter(Boolean).join(": ");
    states.set(sendId, { ...before, refused: [...before.refused, refusal] });
    return;
  }
  const isDone = event.type === "send.finished";
  const state: SendState = {
    ...before,
    doneCount: doneCount ?? before.doneCount,
    failedCount: failedCount ?? before.failedCount,
    instanceCount: instanceCount ?? before.instanceCount,
    isDone,
    isCancelled: isCancelled ?? false,
    reason: reason ?? "",
  };
  states.set(sendId, state);
  if (isDone) tell(sendId, state);
}

/** Also where the dialog was closed meanwhile. */
function tell(
  sendId: number,
  { doneCount, failedCount, instanceCount, isCancelled, reason }: SendState,
): void {
  const aeTitle = own.get(sendId);
  if (aeTitle === undefined) return;
  own.delete(sendId);
  const { received } = words.peek();
  const sentCount = doneCount - failedCount;
  if (isCancelled) say(received.sendStopped);
  else if (sentCount === instanceCount) {
    say(received.sent(received.fileCount(formatNumber(sentCount)), aeTitle));
  } else {
    const some = received.sentSome(formatNumber(sentCount), formatNumber(instanceCount));
    sayFailed(new Error([some, reason].filter(Boolean).join(" ")));
  }
}
