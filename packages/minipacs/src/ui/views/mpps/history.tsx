/** Every message of a step, with what it said and what it broke. */
import { useSignal } from "@preact/signals";
import type { ApiMppsMessages, ApiMppsStep } from "../../api.ts";
import { DatasetTree } from "../../components/dataset-tree.tsx";
import { formatMoment, formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { MPPS_EVENTS } from "../../lists.ts";
import { useResource } from "../../use-resource.ts";
import { textOfAnswer } from "./link-words.ts";
import { Violations } from "./violations.tsx";

type Change = ApiMppsStep["history"][number];

export function History({
  path,
  history,
  earlier,
}: { path: string } & Pick<ApiMppsStep, "history" | "earlier">) {
  const { mpps } = words.value;
  return (
    <section aria-label={mpps.history}>
      <h4>
        {mpps.history} <span class="count">{formatNumber(history.length)}</span>
      </h4>
      {history.map((change, index) => (
        <div key={`${change.time} ${change.service} ${index}`}>
          <Message path={path} change={change} index={index} />
          {index === 0 && earlier && (
            <p class="hint">
              {mpps.earlier(formatNumber(earlier.messageCount), formatNumber(earlier.violationCount))}
            </p>
          )}
        </div>
      ))}
    </section>
  );
}

function Message({ path, change, index }: { path: string; change: Change; index: number }) {
  const isOpen = useSignal(false);
  const { mpps } = words.value;
  const { service, time, callingAeTitle, answer, violations, PerformedProcedureStepStatus } = change;
  return (
    <details
      class={answer === 0 ? "message" : "message failed"}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        <strong>{service}</strong> <span>{PerformedProcedureStepStatus}</span>
        {violations.length > 0 && <span class="broken">⚠️ {mpps.violationCount(violations.length)}</span>}
        <span class="sub">
          {formatMoment(time)} · <span class="mono">{callingAeTitle}</span> ·{" "}
          {mpps.answered(textOfAnswer(answer))}
        </span>
      </summary>
      {isOpen.value && (
        <>
          {violations.length > 0 && <Violations violations={violations} />}
          <MessageDataset path={path} index={index} time={time} />
        </>
      )}
    </details>
  );
}

/** All data sets come at once; they are few. */
function MessageDataset({ path, index, time }: { path: string; index: number; time: string }) {
  const found = useResource<ApiMppsMessages>(`${path}/messages`, MPPS_EVENTS);
  const { mpps, common } = words.value;
  if (found === undefined) return <p class="hint">{common.loading}</p>;
  if (found === "gone") return <p class="hint">{mpps.gone}</p>;
  const at = found.items[index];
  const message = at?.time === time ? at : found.items.find((one) => one.time === time);
  return message ? <DatasetTree label={mpps.dataset} dataset={message.dataset} /> : null;
}
