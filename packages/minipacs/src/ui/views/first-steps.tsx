/** Whether the way to the first image is shown, which is loaded then. */
import { computed, signal } from "@preact/signals";
import { late } from "../components/late.tsx";
import { worklist } from "../lists.ts";
import { isLogRead, log, status } from "../live.ts";
import { isTesting, outcome } from "./first-steps/test-state.ts";
import "./first-steps.css";

export const FirstSteps = late(async () => (await import("./first-steps/first-steps.tsx")).FirstSteps);
export const ConnectDialog = late(async () => (await import("./first-steps/first-steps.tsx")).ConnectDialog);

/** Nobody has connected, besides the self test, and there is nothing yet. */
const isUntouched = computed(() => {
  const current = status.value;
  if (current === undefined || !isLogRead.value || !worklist.isLoaded.value) return false;
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
