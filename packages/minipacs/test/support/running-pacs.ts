/** A server in this process for a test: free port, no HTTP, its own folder. */
import type { PacsOptions } from "../../src/config/config.ts";
import type { PacsEvent, PacsEventType } from "../../src/events/event-types.ts";
import { createPacs, type Pacs, type PacsParts } from "../../src/pacs.ts";

/** Runs `use` with a server that is closed afterwards. */
export async function withPacs<T>(
  use: (pacs: Pacs) => Promise<T>,
  options: PacsOptions = {},
  parts: PacsParts = {},
): Promise<T> {
  const pacs = await createPacs(
    { port: 0, host: "127.0.0.1", isHeadless: true, ephemeral: true, ...options },
    parts,
  );
  try {
    return await use(pacs);
  } finally {
    await pacs.close({ drainMs: 0 });
  }
}

/** Resolves with the first event of a type, also one that was before. */
export function eventOf<T extends PacsEventType>(
  pacs: Pacs,
  type: T,
  fits: (event: Extract<PacsEvent, { type: T }>) => boolean = () => true,
): Promise<Extract<PacsEvent, { type: T }>> {
  return new Promise((resolve) => {
    const look = (event: PacsEvent) => {
      if (event.type !== type || !fits(event as Extract<PacsEvent, { type: T }>)) return;
      unsubscribe();
      resolve(event as Extract<PacsEvent, { type: T }>);
    };
    const unsubscribe = pacs.events.subscribe(look);
    for (const event of pacs.events.recent()) look(event);
  });
}

/** Returns where a server in this process is reached. */
export function targetOf(pacs: Pacs) {
  return { host: "127.0.0.1", port: pacs.dicomPort, callingAeTitle: "TEST-SCU" };
}
