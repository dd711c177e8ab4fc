/** One thing of the server that a component follows while it is there. */
import { useEffect, useState } from "preact/hooks";
import { onEvents } from "./live.ts";
import { ApiError, ask } from "./request.ts";
import { throttled } from "./throttled.ts";

const REFRESH_MS = 250;

/**
 * Returns what is at a path of the API, read again after events of some types, and every `everyMs` where that is given;
 * `"gone"` where it is no longer there, `undefined` until it has come.
 */
export function useResource<T>(
  path: string,
  changedBy: readonly string[],
  everyMs?: (value: T) => number | undefined,
): T | "gone" | undefined {
  const [state, setState] = useState<{ path: string; value: T | "gone" }>();
  useEffect(() => {
    let isOpen = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = async () => {
      try {
        const value = await ask<T>(path);
        if (!isOpen) return;
        setState({ path, value });
        const again = everyMs?.(value);
        clearTimeout(timer);
        if (again !== undefined) timer = setTimeout(refresh, again);
      } catch (error) {
        if (isOpen && error instanceof ApiError && error.status === 404) setState({ path, value: "gone" });
      }
    };
    const refresh = throttled(read, REFRESH_MS);
    void read();
    const end = onEvents((events) => {
      if (events.some(({ type }) => changedBy.includes(type))) refresh();
    });
    return () => {
      isOpen = false;
      clearTimeout(timer);
      end();
    };
  }, [path]);
  return state?.path === path ? state.value : undefined;
}
