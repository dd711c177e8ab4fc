/** What stands in the place of an empty list: what it will hold, and what to do next. */
import type { ComponentChildren } from "preact";
import { status } from "../state.ts";

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
  if (current === undefined) return null;
  return (
    <aside class="card" aria-label="Connect a modality">
      <h4>Enter on the modality</h4>
      <dl>
        <dt>AE title</dt>
        <dd>{current.aeTitle}</dd>
        <dt>Host</dt>
        {current.addresses.map((address) => (
          <dd key={address}>{address}</dd>
        ))}
        <dt>Port</dt>
        <dd>{current.dicomPort}</dd>
      </dl>
    </aside>
  );
}
