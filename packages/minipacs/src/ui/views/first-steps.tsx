/** The way to the first image: what to enter on the modality, a test of the server, and entries to find. */
import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { Dialog } from "../components/dialog.tsx";
import { words } from "../i18n/words.ts";
import { worklist } from "../lists.ts";
import { log, status } from "../live.ts";
import { ConnectionFacts } from "./first-steps/connection-facts.tsx";
import { SelfTest } from "./first-steps/self-test.tsx";
import { isTesting, outcome } from "./first-steps/test-state.ts";
import "./first-steps.css";

/** Nobody has connected, besides the self test, and there is nothing yet. */
const isUntouched = computed(() => {
  const current = status.value;
  if (current === undefined || !worklist.isLoaded.value) return false;
  // The list may be short by a filter, the count of the server may be late: both are to be zero.
  const isNothingHere =
    worklist.totalCount.value === 0 &&
    current.worklistCount === 0 &&
    current.instanceCount === 0 &&
    current.mppsCount === 0;
  return isNothingHere && !log.value.some(({ type }) => type === "association.opened");
});
/** Stays while the self test makes and removes what it needs. */
const isHeld = signal(false);

export function isFirstStart(): boolean {
  if (isUntouched.value) {
    if (!isHeld.peek()) isHeld.value = true;
    return true;
  }
  const made = outcome.value?.made.worklistEntryId;
  const isOnlyOfTest = isTesting.value || (outcome.value && worklist.rows.every(({ id }) => id === made));
  return isHeld.value && isOnlyOfTest === true;
}

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
