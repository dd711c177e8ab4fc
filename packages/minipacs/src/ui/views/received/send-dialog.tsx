/** Asks for another node, to send files to it or to ask whether it answers. */
import { useSignal } from "@preact/signals";
import type { ApiEchoOutcome, ApiNode } from "../../../http/api-types.ts";
import { Dialog } from "../../components/dialog.tsx";
import { formatDuration, formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { inPageWords } from "../../problem-words.ts";
import { ask } from "../../request.ts";
import { attempt } from "../../toasts.ts";
import { NODE_FORM, NodeForm } from "./node-form.tsx";
import { lastNodes, remember } from "./nodes.ts";
import { cancelSend, sends, startSend } from "./sends.ts";
import { sending, type Target } from "./target.ts";

const EMPTY: ApiNode = { aeTitle: "", host: "", port: 104 };

export function SendDialog({ target }: { target: Target | "echo" }) {
  const node = useSignal<ApiNode>(lastNodes.peek()[0] ?? EMPTY);
  const isBusy = useSignal(false);
  const answer = useSignal<ApiEchoOutcome | undefined>(undefined);
  const sendId = useSignal<number | undefined>(undefined);
  const { received, common } = words.value;
  const state = sendId.value === undefined ? undefined : sends.value.get(sendId.value);
  const isSending = sendId.value !== undefined && !state?.isDone;
  const close = () => {
    sending.value = undefined;
  };
  const busy = async (run: () => Promise<unknown>) => {
    isBusy.value = true;
    answer.value = undefined;
    remember(node.peek());
    await attempt(run);
    isBusy.value = false;
  };
  const echo = () =>
    busy(async () => {
      answer.value = await ask<ApiEchoOutcome>("/api/echo", "POST", node.peek());
    });
  const send = (what: Target) =>
    busy(async () => {
      sendId.value = await startSend(node.peek(), what);
    });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const isEcho = target === "echo" || (event.submitter as HTMLButtonElement | null)?.value === "echo";
    void (isEcho ? echo() : send(target));
  };
  const change = (changes: Partial<ApiNode>) => {
    node.value = { ...node.peek(), ...changes };
    answer.value = undefined;
  };
  return (
    <Dialog
      title={target === "echo" ? received.echoTitle : received.sendTo}
      onClose={close}
      actions={
        <>
          {isSending && (
            <button
              type="button"
              class="danger"
              onClick={() => void attempt(() => cancelSend(sendId.peek() ?? 0))}
            >
              {received.stopSending}
            </button>
          )}
          <button type="button" onClick={close}>
            {common.close}
          </button>
          <button
            type="submit"
            form={NODE_FORM}
            value="echo"
            class={target === "echo" ? "primary" : undefined}
            title={received.echoHint}
            disabled={isBusy.value}
          >
            {received.echo}
          </button>
          {target !== "echo" && (
            <button
              type="submit"
              form={NODE_FORM}
              value="send"
              class="primary"
              disabled={isBusy.value || isSending}
            >
              {sendId.value === undefined ? received.sendNow : received.sendAgain}
            </button>
          )}
        </>
      }
    >
      {target !== "echo" && (
        <p class="send-what">
          <strong>
            <bdi>{target.name}</bdi>
          </strong>{" "}
          · {received.fileCount(formatNumber(target.instanceCount))}
        </p>
      )}
      <NodeForm node={node.value} onChange={change} onSubmit={submit} />
      {answer.value && (
        <p class={answer.value.isAnswered ? "outcome ok" : "outcome error"} role="status">
          {answer.value.isAnswered
            ? `✓ ${received.answered(formatDuration(answer.value.durationMs))}`
            : `✗ ${received.notAnswered}`}
          {!answer.value.isAnswered && (
            <span class="sub">{inPageWords(answer.value.code, answer.value.message)}</span>
          )}
        </p>
      )}
      {sendId.value !== undefined && <SendProgress sendId={sendId.value} />}
    </Dialog>
  );
}

function SendProgress({ sendId }: { sendId: number }) {
  const { received, common } = words.value;
  const state = sends.value.get(sendId);
  if (state === undefined) return <p role="status">{common.loading}</p>;
  const { doneCount, failedCount, instanceCount, refused, isDone, isCancelled, reason } = state;
  const text = received.sending(formatNumber(doneCount - failedCount), formatNumber(instanceCount));
  const isWhole = isDone && doneCount - failedCount === instanceCount;
  return (
    <section class={isWhole ? "outcome ok" : isDone ? "outcome error" : "outcome"}>
      <p role="status">{isCancelled ? `${received.sendStopped} ${text}` : text}</p>
      {!isDone && <progress max={Math.max(1, instanceCount)} value={doneCount} aria-label={text} />}
      {reason !== "" && <p class="sub">{reason}</p>}
      {refused.length > 0 && (
        <ul class="refusals">
          {refused.map((refusal) => (
            <li key={refusal} class="sub">
              {refusal}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
