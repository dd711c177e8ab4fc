/** The self test of the server: whether it runs, and how it ended; it outlives a look at another view. */
import { signal } from "@preact/signals";
import type { ApiSelfTest } from "../../../http/api-types.ts";
import { ask } from "../../request.ts";
import { attempt } from "../../toasts.ts";

export const isTesting = signal(false);
export const outcome = signal<ApiSelfTest | undefined>(undefined);

export async function runSelfTest(): Promise<void> {
  if (isTesting.peek()) return;
  isTesting.value = true;
  await attempt(async () => {
    outcome.value = await ask<ApiSelfTest>("/api/self-test", "POST", {});
  });
  isTesting.value = false;
}
