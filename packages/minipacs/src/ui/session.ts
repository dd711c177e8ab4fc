/** The token of a server that wants one: given once, in the address (`#token=…`) or on the page, it becomes a cookie. */
import { signal } from "@preact/signals";
import { postSession } from "./api.ts";
import { decode } from "./routes.ts";

/** Whether the server has refused the page for want of its token. */
export const needsToken = signal(false);

/** Takes the token out of the address, so that it is neither seen nor kept in a bookmark. */
export async function useTokenOfAddress(): Promise<void> {
  const text = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (text === undefined) return;
  history.replaceState(null, "", location.pathname);
  // Encoded, or typed as it is.
  const decoded = decode(text);
  if (decoded === undefined || !(await giveToken(decoded))) await giveToken(text);
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
