/**
 * The lines of the log, of which only those in sight are drawn. It follows its end until one scrolls up; then what one
 * reads stays in its place, whatever comes or is dropped.
 */
import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ApiEvent } from "../../api.ts";
import { formatClock } from "../../format.ts";
import { words } from "../../i18n/words.ts";

/** As the style sheet has it. */
const LINE_PX = 26;
const OVERSCAN = 15;
/** So near to the end is at the end. */
const END_MARGIN_PX = 24;

export interface LinesProps {
  events: readonly ApiEvent[];
  openId: number | undefined;
  onOpen: (event: ApiEvent) => void;
}

export function Lines({ events, openId, onOpen }: LinesProps) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useSignal(true);
  const top = useSignal(0);
  const height = useSignal(800);
  const active = useSignal<number | undefined>(undefined);
  /** The line at the top, and how far it is scrolled out. */
  const anchor = useRef<{ id: number; offset: number } | undefined>(undefined);

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (isAtEnd.peek()) element.scrollTop = element.scrollHeight;
    else if (anchor.current) {
      element.scrollTop = indexOf(events, anchor.current.id) * LINE_PX + anchor.current.offset;
    }
    top.value = element.scrollTop;
  }, [events, isAtEnd, top]);
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() => {
      height.value = element.clientHeight;
      if (isAtEnd.peek()) element.scrollTop = element.scrollHeight;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [height, isAtEnd]);

  const onScroll = ({ currentTarget: element }: { currentTarget: HTMLDivElement }) => {
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < END_MARGIN_PX;
    // Only who scrolls up leaves the end: a list that has become lower, or longer, has not been scrolled.
    isAtEnd.value = isNear || (isAtEnd.peek() && element.scrollTop >= top.peek());
    top.value = element.scrollTop;
    const index = Math.floor(element.scrollTop / LINE_PX);
    const event = events[index];
    anchor.current = event && { id: event.id, offset: element.scrollTop - index * LINE_PX };
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(height.peek() / LINE_PX) - 1);
    const current = active.peek() === undefined ? events.length : indexOf(events, active.peek() ?? 0);
    const steps: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: events.length - 1,
    };
    const next = steps[event.key];
    const element = list.current;
    if (next === undefined || !element || events.length === 0) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(events.length - 1, next));
    const place = index * LINE_PX;
    if (place < element.scrollTop) element.scrollTop = place;
    else if (place + LINE_PX > element.scrollTop + element.clientHeight) {
      element.scrollTop = place + LINE_PX - element.clientHeight;
    }
    top.value = element.scrollTop;
    active.value = events[index]?.id;
    // The line is there after the next drawing.
    requestAnimationFrame(() => element.querySelector<HTMLElement>('[tabindex="0"].line')?.focus());
  };

  const first = Math.max(0, Math.floor(top.value / LINE_PX) - OVERSCAN);
  const shown = events.slice(first, Math.ceil((top.value + height.value) / LINE_PX) + OVERSCAN);
  const { title, toEnd } = words.value.log;
  return (
    <div class="log-frame">
      <div
        class="log"
        role="log"
        aria-label={title}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls needs the keyboard's focus
        tabIndex={0}
        ref={list}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <div class="log-lines" style={{ height: `${events.length * LINE_PX}px` }}>
          <div style={{ transform: `translateY(${first * LINE_PX}px)` }}>
            {shown.map((event) => (
              <Line
                key={event.id}
                event={event}
                isOpen={event.id === openId}
                isActive={event.id === active.value}
                onOpen={() => {
                  active.value = event.id;
                  onOpen(event);
                }}
              />
            ))}
          </div>
        </div>
      </div>
      {!isAtEnd.value && (
        <button
          type="button"
          class="to-end small"
          onClick={() => {
            const element = list.current;
            if (element) element.scrollTop = element.scrollHeight;
          }}
        >
          ↓ {toEnd}
        </button>
      )}
    </div>
  );
}

interface LineProps {
  event: ApiEvent;
  isOpen: boolean;
  isActive: boolean;
  onOpen: () => void;
}

function Line({ event, isOpen, isActive, onOpen }: LineProps) {
  const { level, label, text } = event.line;
  return (
    <button
      type="button"
      class={`line ${level}${isOpen ? " open" : ""}`}
      tabIndex={isActive ? 0 : -1}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <time dateTime={event.time}>{formatClock(event.time)}</time>
      <span class={`label ${level}`}>{label}</span>
      <span class="text" dir="auto" lang="en">
        {text}
      </span>
    </button>
  );
}

/** Returns the place of an event, or where it would be: ids only go up. */
function indexOf(events: readonly ApiEvent[], id: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}
