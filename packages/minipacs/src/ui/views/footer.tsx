/** The notice that is always in sight, and the latest event. */
import { formatClock } from "../format.ts";
import { words } from "../i18n/words.ts";
import { log } from "../live.ts";

export function Footer() {
  const last = log.value.at(-1);
  return (
    <footer>
      <p class="notice">{words.value.common.notice}</p>
      {last && (
        <a class="latest" href="#log" title={words.value.common.openLog}>
          <time dateTime={last.time}>{formatClock(last.time)}</time>
          <span class={`label ${last.line.level}`}>{last.line.label}</span>
          <span class="text" dir="auto" lang="en">
            {last.line.text}
          </span>
        </a>
      )}
    </footer>
  );
}
