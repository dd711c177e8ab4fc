/** Everything that happens, line by line, live. */
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ApiEvent } from "../api.ts";
import { formatClock } from "../format.ts";
import { words } from "../i18n/words.ts";
import { log } from "../live.ts";
import "./log.css";

/** So near to the end is at the end. */
const END_MARGIN_PX = 24;

export function LogView() {
  const events = log.value;
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    const element = list.current;
    if (element && isAtEnd.current) element.scrollTop = element.scrollHeight;
  }, [events]);
  const onScroll = () => {
    const element = list.current;
    if (!element) return;
    isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < END_MARGIN_PX;
  };
  return (
    <section class="view" aria-labelledby="log-title">
      <div class="bar">
        <h2 id="log-title">{words.value.log.title}</h2>
        <p class="hint">{words.value.log.hint}</p>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls needs the keyboard's focus */}
      <div class="log" role="log" aria-labelledby="log-title" tabIndex={0} ref={list} onScroll={onScroll}>
        {events.map((event) => (
          <Line key={event.id} event={event} />
        ))}
      </div>
    </section>
  );
}

function Line({ event }: { event: ApiEvent }) {
  const { level, label, text } = event.line;
  return (
    <p class={level}>
      <time dateTime={event.time}>{formatClock(event.time)}</time>
      <span class={`label ${level}`}>{label}</span>
      <span class="text" dir="auto">
        {text}
      </span>
    </p>
  );
}
