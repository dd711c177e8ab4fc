/** Things of the server that a view follows while it is open. */
import { useEffect, useMemo } from "preact/hooks";
import { STORAGE_EVENTS } from "../../lists.ts";
import { onEvents } from "../../live.ts";
import { RemoteList, type RemoteListOptions } from "../../remote-list.ts";
import { useResource } from "../../use-resource.ts";

/** Returns a list of stored things that is followed while the component is there. */
export function useStored<T>(
  path: string,
  options: Pick<RemoteListOptions<T>, "key" | "query">,
): RemoteList<T> {
  const list = useMemo(() => new RemoteList<T>({ ...options, path, changedBy: STORAGE_EVENTS }), [path]);
  useEffect(() => onEvents((events) => list.follow(events)), [list]);
  return list;
}

/** Returns one stored thing; `"gone"` where it is no longer there, `undefined` until it has come. */
export const useOne = <T>(path: string): T | "gone" | undefined => useResource<T>(path, STORAGE_EVENTS);
