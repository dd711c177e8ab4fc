/** The way to the first image: what to enter on the modality, a test of the server, and entries to find. */
import type { ComponentChildren } from "preact";
import { Dialog } from "../../components/dialog.tsx";
import { words } from "../../i18n/words.ts";
import { ConnectionFacts } from "./connection-facts.tsx";
import { SelfTest } from "./self-test.tsx";

export function FirstSteps({ children }: { children: ComponentChildren }) {
  const { title, hint, enter, enterHint, test, testHint, fill } = words.value.start;
  return (
    <section class="first-steps" aria-labelledby="first-steps-title">
      <h3 id="first-steps-title">{title}</h3>
      <p class="hint">{hint}</p>
      <ol>
        <li class="card">
          <h4>{enter}</h4>
          <p class="hint">{enterHint}</p>
          <ConnectionFacts />
        </li>
        <li class="card">
          <h4>{fill}</h4>
          <p class="hint">{words.value.worklist.emptyHint}</p>
          {children}
        </li>
        <li class="card">
          <h4>{test}</h4>
          <p class="hint">{testHint}</p>
          <SelfTest />
        </li>
      </ol>
    </section>
  );
}

/** The same without the worklist, at any time. */
export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const { enter, enterHint, test, testHint } = words.value.start;
  return (
    <Dialog title={enter} onClose={onClose}>
      <p class="hint">{enterHint}</p>
      <ConnectionFacts />
      <h4>{test}</h4>
      <p class="hint">{testHint}</p>
      <SelfTest />
    </Dialog>
  );
}
