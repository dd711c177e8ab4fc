/** The token of a server that wants one: given once, in the address (`#token=…`) or on the page, it becomes a cookie. */
import { signal } from "@preact/signals";
import { postSession } from "./api.ts";

/** Whether the server has refused the page for want of its token. */
export const needsToken = signal(false);

/** Takes the token out of the address, so that it is neither seen nor kept in a bookmark. */
export async function useTokenOfAddress(): Promise<void> {
  const token = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, "", location.pathname);
  await postSession(decodeURIComponent(token)).catch(() => {});
}

/** Resolves with whether it is the token. */
export async function giveToken(token: string): Promise<boolean> {
  try {
    await postSession(token);
  } catch {
    return false;
  }
  needsToken.value = false;
  return true;
}
