/** What goes by itself: its time stands still while the pointer or the focus is on it (WCAG 2.2, 2.2.1). */
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

const TICK_MS = 500;

/** Returns the ref of the element; without a time it stays. */
export function usePassing<E extends HTMLElement>(
  afterMs: number | undefined,
  onGone: () => void,
): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => {
    if (afterMs === undefined) return;
    let leftMs = afterMs;
    const timer = setInterval(() => {
      if (element.current?.matches(":hover, :focus-within")) return;
      leftMs -= TICK_MS;
      if (leftMs <= 0) onGone();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [afterMs]);
  return element;
}
