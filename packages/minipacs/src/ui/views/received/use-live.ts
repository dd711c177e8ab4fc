/** Things of the server that a view follows while it is open. */
import { useEffect, useMemo, useState } from "preact/hooks";
import { STORAGE_EVENTS } from "../../lists.ts";
import { onEvents } from "../../live.ts";
import { RemoteList, type RemoteListOptions } from "../../remote-list.ts";
import { ApiError, ask } from "../../request.ts";
import { throttled } from "../../throttled.ts";

const REFRESH_MS = 250;

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
export function useOne<T>(path: string): T | "gone" | undefined {
  const [state, setState] = useState<{ path: string; value: T | "gone" }>();
  useEffect(() => {
    let isOpen = true;
    const take = (value: T | "gone") => isOpen && setState({ path, value });
    const read = async () => {
      try {
        take(await ask<T>(path));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) take("gone");
      }
    };
    const refresh = throttled(read, REFRESH_MS);
    void read();
    const end = onEvents((events) => {
      if (events.some(({ type }) => STORAGE_EVENTS.includes(type))) refresh();
    });
    return () => {
      isOpen = false;
      end();
    };
  }, [path]);
  return state?.path === path ? state.value : undefined;
}
