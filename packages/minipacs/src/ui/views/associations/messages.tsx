/** The messages of an association in the order of their times, each with its data set. */
import { useSignal } from "@preact/signals";
import type { ApiMessage, ApiWholeAssociation, ApiWholeMessage } from "../../api.ts";
import { formatTag } from "../../components/dataset/nodes.ts";
import { DatasetTree } from "../../components/dataset-tree.tsx";
import { Facts } from "../../components/facts.tsx";
import { formatClock, formatDuration, formatNumber, formatSize } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { useResource } from "../../use-resource.ts";
import { goTo } from "../received/place.ts";
import { useUidNames } from "./contexts.tsx";

/** So many are asked for, and shown, at once. */
export const MESSAGES_AT_ONCE = 200;

export interface MessagesProps {
  association: ApiWholeAssociation;
  /** How many there are before those that are shown. */
  after: number;
  onPage: (after: number) => void;
}

export function Messages({ association, after, onPage }: MessagesProps) {
  const { id, messages, messageCount, droppedMessageCount } = association;
  const { associations } = words.value;
  const first = messages[0]?.number ?? 0;
  const last = messages.at(-1)?.number ?? 0;
  return (
    <section aria-label={associations.messages}>
      <h4>
        {associations.messages} <span class="count">{formatNumber(messageCount)}</span>
      </h4>
      {messageCount === 0 && <p class="hint">{associations.noMessages}</p>}
      {droppedMessageCount > 0 && (
        <p class="hint">{associations.dropped(formatNumber(droppedMessageCount))}</p>
      )}
      {messageCount - droppedMessageCount > MESSAGES_AT_ONCE && (
        <p class="pages">
          <button
            type="button"
            class="small"
            disabled={after <= droppedMessageCount}
            onClick={() => onPage(Math.max(0, after - MESSAGES_AT_ONCE))}
          >
            ‹ {associations.earlier}
          </button>
          <span>
            {associations.part(formatNumber(first), formatNumber(last), formatNumber(messageCount))}
          </span>
          <button
            type="button"
            class="small"
            disabled={last >= messageCount}
            onClick={() => onPage(after + MESSAGES_AT_ONCE)}
          >
            {associations.later} ›
          </button>
        </p>
      )}
      {messages.map((message) => (
        <Message key={message.number} message={message} associationId={id} />
      ))}
    </section>
  );
}

function Message({ message, associationId }: { message: ApiMessage; associationId: number }) {
  const isOpen = useSignal(false);
  const { messageIn, messageOut } = words.value.associations;
  const { direction, name, statusClass, statusText, status, sopClassName, durationMs, byteCount } = message;
  const isFailed = statusClass === "failure";
  const facts = [
    formatClock(message.time),
    durationMs !== undefined && formatDuration(durationMs),
    byteCount !== undefined && byteCount > 0 && formatSize(byteCount),
    sopClassName,
  ];
  return (
    <details
      class={isFailed ? "message failed" : "message"}
      onToggle={({ currentTarget }) => {
        isOpen.value = currentTarget.open;
      }}
    >
      <summary>
        <span aria-hidden="true" class={direction}>
          {direction === "received" ? "↓" : "↑"}
        </span>{" "}
        <span class="visually-hidden">{direction === "received" ? messageIn : messageOut}</span>
        <strong>{name}</strong>
        {status !== undefined && (
          <span class="status" lang="en">
            {hex(status)} {statusText}
          </span>
        )}
        <span class="sub">{facts.filter(Boolean).join(" · ")}</span>
      </summary>
      {isOpen.value && <MessageDetails message={message} associationId={associationId} />}
    </details>
  );
}

function MessageDetails({ message, associationId }: { message: ApiMessage; associationId: number }) {
  const { associations } = words.value;
  const nameOf = useUidNames();
  const { encoding } = words.value.received;
  const { transferSyntaxUid, offendingElements = [], sopInstanceUid } = message;
  return (
    <div>
      <Facts
        facts={[
          [associations.messageId, message.messageId],
          [associations.context, message.contextId],
          [encoding, transferSyntaxUid && nameOf(transferSyntaxUid)],
          [associations.kind, message.sopClassName],
          [associations.instance, sopInstanceUid && <span class="mono">{sopInstanceUid}</span>],
          [associations.errorComment, message.errorComment],
          [associations.offending, offendingElements.map((tag) => formatTag(hex(tag, 8))).join(", ")],
        ]}
      />
      <MessageData message={message} associationId={associationId} />
    </div>
  );
}

function MessageData({ message, associationId }: { message: ApiMessage; associationId: number }) {
  const { associations } = words.value;
  const { dataSet, object, sopInstanceUid, number } = message;
  if (dataSet === "none") return <p class="hint">{associations.noDataset}</p>;
  if (dataSet === "tooLarge") return <p class="hint">{associations.tooLarge}</p>;
  if (dataSet === "kept") return <KeptData path={`/api/associations/${associationId}/messages/${number}`} />;
  if (object === undefined || object.outcome === "rejected") {
    return <p class="hint">{associations.isObjectGone}</p>;
  }
  const { studyInstanceUid: study, seriesInstanceUid: series } = object;
  return (
    <p class="object">
      {associations.isObject}{" "}
      <button type="button" class="small" onClick={() => goTo({ study, series, instance: sopInstanceUid })}>
        {associations.openObject}
      </button>
    </p>
  );
}

function KeptData({ path }: { path: string }) {
  const found = useResource<ApiWholeMessage>(path, []);
  const { associations, common } = words.value;
  if (found === undefined) return <p class="hint">{common.loading}</p>;
  if (found === "gone") return <p class="hint">{associations.gone}</p>;
  return <DatasetTree label={associations.dataset} dataset={found.dataset} />;
}

function hex(value: number, digits = 4): string {
  return value.toString(16).toUpperCase().padStart(digits, "0");
}
