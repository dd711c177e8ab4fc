/** The notice that is always in sight, and the latest event. */
import { formatClock } from "../format.ts";
import { log } from "../state.ts";

export function Footer() {
  const last = log.value.at(-1);
  return (
    <footer>
      <p class="notice">For development and test only. Not a medical device. No patient data.</p>
      {last && (
        <a class="latest" href="#log" title="Open the log">
          <time dateTime={last.time}>{formatClock(last.time)}</time>
          <span class={`label ${last.line.level}`}>{last.line.label}</span>
          <span class="text" dir="auto">
            {last.line.text}
          </span>
        </a>
      )}
    </footer>
  );
}
