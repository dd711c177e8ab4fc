/** The address of a view: `#received`, or `#viewer/<SOP Instance UID>`, so that reload and back button work. */
import { computed, signal } from "@preact/signals";

export const VIEWS = ["worklist", "mpps", "received", "viewer", "associations", "log"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  /** What is open within the view: an id or UID. */
  item: string | undefined;
}

export const route = signal<Route>(parseRoute(globalThis.location?.hash ?? ""));
export const view = computed(() => route.value.view);

/** Follows the address from now on. */
export function followAddress(): void {
  addEventListener("hashchange", () => {
    route.value = parseRoute(location.hash);
  });
}

/** Goes to a view, or to an item within it. */
export function go(view: View, item?: string): void {
  location.hash = formatRoute({ view, item });
}

/** Reads `location.hash`; anything unknown is the first view. */
export function parseRoute(hash: string): Route {
  const [name = "", ...rest] = hash.replace(/^#/, "").split("/");
  const view = VIEWS.find((known) => known === name);
  if (view === undefined) return { view: VIEWS[0], item: undefined };
  return { view, item: rest.length > 0 ? decode(rest.join("/")) || undefined : undefined };
}

/** Returns the text of a part of an address, `undefined` where it is none. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function formatRoute({ view, item }: Route): string {
  return item === undefined ? `#${view}` : `#${view}/${encodeURIComponent(item)}`;
}
