/** What a modality is told of this server, each value with a button that copies it. */
import { isLoopback } from "../../../config/loopback.ts";
import { words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { attempt, say } from "../../toasts.ts";

export function ConnectionFacts() {
  const current = status.value;
  const { common, start } = words.value;
  if (current === undefined) return null;
  return (
    <>
      <dl class="connection">
        <dt>{common.aeTitle}</dt>
        <Value label={common.aeTitle} value={current.aeTitle} />
        <dt title={start.addressHint}>{common.host}</dt>
        {current.addresses.map((address) => (
          <Value key={address} label={common.host} value={address} />
        ))}
        <dt>{common.port}</dt>
        <Value label={common.port} value={String(current.dicomPort)} />
      </dl>
      {current.addresses.every(isLoopback) && <p class="hint only-here">⚠️ {start.onlyHere}</p>}
    </>
  );
}

function Value({ label, value }: { label: string; value: string }) {
  const { copy, copied, copyShort } = words.value.start;
  const toClipboard = () =>
    attempt(async () => {
      await writeText(value);
      say(copied(value));
    });
  return (
    <dd>
      <span class="mono">{value}</span>
      <button
        type="button"
        class="icon"
        aria-label={copy(`${label} ${value}`)}
        onClick={() => void toClipboard()}
      >
        {copyShort}
      </button>
    </dd>
  );
}

/** Without HTTPS other machines' pages have no clipboard of their own: there a selection is copied. */
async function writeText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
