/** What the viewer shows, also while another view is open: `#viewer/<SOP Instance UID>`, `#viewer/<study>/<series>`. */
import { effect, signal } from "@preact/signals";
import { decode, go, route } from "./routes.ts";

export type Shown =
  | { sopInstanceUid: string }
  | { studyInstanceUid: string; seriesInstanceUid: string }
  | { files: readonly File[] };

export const shown = signal<Shown | undefined>(undefined);

/** Follows the address. */
export function followShown(): void {
  effect(() => {
    const { view, item } = route.value;
    if (view !== "viewer" || item === undefined || item === itemOf(shown.peek())) return;
    const [first = "", series] = item.split("/").map(decode);
    shown.value =
      series === undefined
        ? { sopInstanceUid: first }
        : { studyInstanceUid: first, seriesInstanceUid: series };
  });
}

/** Returns what stands in the address for it; files from disk have no address. */
export function itemOf(open: Shown | undefined): string | undefined {
  if (open === undefined || "files" in open) return undefined;
  if ("sopInstanceUid" in open) return open.sopInstanceUid;
  return [open.studyInstanceUid, open.seriesInstanceUid].map(encodeURIComponent).join("/");
}

/** Opens a series in the viewer, as a stack. */
export function openSeries(studyInstanceUid: string, seriesInstanceUid: string): void {
  go("viewer", itemOf({ studyInstanceUid, seriesInstanceUid }));
}

/** Opens files from disk in the viewer. */
export function openFiles(files: readonly File[]): void {
  if (files.length === 0) return;
  shown.value = { files };
  go("viewer");
}
