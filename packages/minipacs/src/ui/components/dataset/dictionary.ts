/** What elements and UIDs are called: the dictionaries come as chunks of their own when they are first wanted. PS3.6. */

import { signal } from "@preact/signals";
import type { LookupTables } from "./lookup-tables.ts";

const loaded = signal<LookupTables | undefined>(undefined);
let isLoading = false;

/** Returns the dictionaries, `undefined` until they are there; who reads them is drawn again then. */
export function useDictionary(): LookupTables | undefined {
  if (!isLoading && loaded.peek() === undefined) {
    isLoading = true;
    // Without them there are tags and UIDs only; the next one who asks tries again.
    void load().finally(() => {
      isLoading = false;
    });
  }
  return loaded.value;
}

async function load(): Promise<void> {
  try {
    const { loadTables } = await import("./lookup-tables.ts");
    loaded.value = await loadTables();
  } catch {
    // Tags and UIDs stay without names.
  }
}
