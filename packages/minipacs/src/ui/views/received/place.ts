/**
 * Where in the storage one is: `#received/<study>`, `…/<series>`, `…/<instance>`; `#received/-`, `#received/-/-/<instance>`:
 * among all files.
 */
import { computed } from "@preact/signals";
import { decode, go, route } from "../../routes.ts";

export interface Place {
  study?: string | undefined;
  series?: string | undefined;
  instance?: string | undefined;
}

/** In the place of a study: files of all studies, and those of none. */
export const ALL = "-";

export const place = computed<Place>(() => {
  const { view, item } = route.value;
  if (view !== "received" || item === undefined) return {};
  const [study, series, instance] = item.split("/").map(decode);
  return { study, series, instance };
});

/** Goes to a study, a series or an instance, or with nothing back to the list. */
export function goTo({ study, series, instance }: Place): void {
  const parts = [study, series, instance].filter((uid) => uid !== undefined);
  go("received", parts.map(encodeURIComponent).join("/") || undefined);
}
