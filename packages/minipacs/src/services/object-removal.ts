/** Removes stored objects: their files first, so that a server that dies on the way lists nothing that is gone. */
import type { EventBus } from "../events/event-bus.ts";
import type { Archive } from "../storage/archive.ts";

/** Which objects: of a study, of a series in it, or one. */
export interface RemovedObjects {
  StudyInstanceUID?: string | undefined;
  SeriesInstanceUID?: string | undefined;
  SOPInstanceUID?: string | undefined;
}

/** Resolves with how many there were; the event `storage.deleted` tells it. */
export async function removeObjects(
  archive: Archive,
  which: RemovedObjects,
  events: EventBus,
): Promise<number> {
  const where = Object.fromEntries(
    Object.entries(which).flatMap(([keyword, uid]) => (uid === undefined ? [] : [[keyword, uid as string]])),
  );
  // No condition would mean everything.
  if (Object.keys(where).length === 0) return 0;
  const removedCount = await archive.use(async ({ objects, index }) => {
    const locations = await index.locations({ where });
    for (const location of locations) await objects.remove(location, () => index.remove(location));
    return locations.length;
  });
  if (removedCount > 0) events.publish({ type: "storage.deleted", ...which, instanceCount: removedCount });
  return removedCount;
}
