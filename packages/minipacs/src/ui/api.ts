/** The server's API as the page uses it. */
import type { ApiStatus } from "../http/api-types.ts";
import { ask, checked } from "./request.ts";

export type * from "../http/api-types.ts";

export interface ApiListener {
  isListening: boolean;
  dicomPort: number;
  associationCount: number;
}

export const getStatus = () => ask<ApiStatus>("/api/status");
export const getListener = () => ask<ApiListener>("/api/listener");
export const startListener = () => ask<ApiListener>("/api/listener/start", "POST");
export const stopListener = () => ask<ApiListener>("/api/listener/stop", "POST");
/** Changes settings, named as the options of `createPacs`: all of them, or none. */
export const patchSettings = (changes: Record<string, unknown>) => ask("/api/settings", "PATCH", changes);

/** Returns where the file of an instance is. */
export function fileUrl(sopInstanceUid: string): string {
  return `/api/instances/${encodeURIComponent(sopInstanceUid)}/file`;
}

/** Changes the token into a cookie. */
export async function postSession(token: string): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ token });
  await checked(await fetch("/api/session", { method: "POST", headers, body }));
}
