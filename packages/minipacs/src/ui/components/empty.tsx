/** What stands in the place of an empty list: what it will hold, and what to do next. */
import type { ComponentChildren } from "preact";
import { words } from "../i18n/words.ts";
import { status } from "../live.ts";

export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <div class="empty-words">
        <h3>{title}</h3>
        {children}
      </div>
      <ConnectCard />
    </div>
  );
}

/** What to enter on the modality. */
function ConnectCard() {
  const current = status.value;
  const { connectModality, enterOnModality, aeTitle, host, port } = words.value.common;
  if (current === undefined) return null;
  return (
    <aside class="card" aria-label={connectModality}>
      <h4>{enterOnModality}</h4>
      <dl>
        <dt>{aeTitle}</dt>
        <dd>{current.aeTitle}</dd>
        <dt>{host}</dt>
        {current.addresses.map((address) => (
          <dd key={address}>{address}</dd>
        ))}
        <dt>{port}</dt>
        <dd>{current.dicomPort}</dd>
      </dl>
    </aside>
  );
}
