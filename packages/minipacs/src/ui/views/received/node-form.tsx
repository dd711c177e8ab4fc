/** The fields that name another node, and those that were used before. */
import type { ApiNode } from "../../../http/api-types.ts";
import { words } from "../../i18n/words.ts";
import { forget, lastNodes, nameOf } from "./nodes.ts";

export const NODE_FORM = "node-form";

export interface NodeFormProps {
  node: ApiNode;
  onChange: (changes: Partial<ApiNode>) => void;
  onSubmit: (event: SubmitEvent) => void;
}

export function NodeForm({ node, onChange, onSubmit }: NodeFormProps) {
  const { received, common } = words.value;
  return (
    <>
      <form class="node-form" id={NODE_FORM} onSubmit={onSubmit}>
        <TextField
          label={common.aeTitle}
          value={node.aeTitle}
          maxLength={16}
          onInput={(aeTitle) => onChange({ aeTitle })}
        />
        <TextField
          label={common.host}
          value={node.host}
          maxLength={255}
          onInput={(host) => onChange({ host: host.trim() })}
        />
        <label class="field">
          <span>{common.port}</span>
          <input
            type="number"
            min={1}
            max={65535}
            value={node.port}
            required
            onInput={({ currentTarget }) => onChange({ port: Number(currentTarget.value) })}
          />
        </label>
        <label class="tls">
          <input
            type="checkbox"
            checked={node.tls ?? false}
            onChange={({ currentTarget }) => onChange({ tls: currentTarget.checked })}
          />
          {received.usesTls}
        </label>
      </form>
      <LastNodes onChoose={(chosen) => onChange({ tls: false, ...chosen })} />
    </>
  );
}

interface TextFieldProps {
  label: string;
  value: string;
  maxLength: number;
  onInput: (value: string) => void;
}

function TextField({ label, value, maxLength, onInput }: TextFieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        value={value}
        required
        maxLength={maxLength}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  );
}

function LastNodes({ onChoose }: { onChoose: (node: ApiNode) => void }) {
  const { received } = words.value;
  if (lastNodes.value.length === 0) return null;
  return (
    <section class="last-nodes" aria-label={received.lastNodes}>
      <h4>{received.lastNodes}</h4>
      <ul>
        {lastNodes.value.map((node) => {
          const name = nameOf(node);
          return (
            <li key={name}>
              <button type="button" class="small mono" title={name} onClick={() => onChoose(node)}>
                {name}
              </button>
              <button
                type="button"
                class="icon"
                aria-label={received.forget(name)}
                title={received.forget(name)}
                onClick={() => forget(node)}
              >
                ✕
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
