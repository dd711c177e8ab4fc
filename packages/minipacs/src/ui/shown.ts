/** What the viewer shows, also while another view is open. */
import { effect, signal } from "@preact/signals";
import { go, route } from "./routes.ts";

export type Shown =
  | { sopInstanceUid: string }
  | { seriesInstanceUid: string; sopInstanceUids: readonly string[] }
  | { files: readonly File[] };

export const shown = signal<Shown | undefined>(undefined);

/** Follows the address: `#viewer/<SOP Instance UID>`. */
export function followShown(): void {
  effect(() => {
    const { view, item } = route.value;
    if (view === "viewer" && item !== undefined) shown.value = { sopInstanceUid: item };
  });
}

/** Opens files from disk in the viewer. */
export function openFiles(files: readonly File[]): void {
  if (files.length === 0) return;
  shown.value = { files };
  go("viewer");
}
