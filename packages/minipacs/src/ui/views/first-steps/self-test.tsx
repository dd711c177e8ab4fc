/** The button that runs the self test, and the result of each of its steps. */
import { formatDuration } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { listener } from "../../live.ts";
import { isTesting, outcome, runSelfTest } from "./test-state.ts";

export function SelfTest() {
  const text = words.value.start;
  const isListening = listener.value?.isListening ?? true;
  const result = outcome.value;
  return (
    <div class="self-test">
      <button
        type="button"
        class="primary"
        disabled={isTesting.value || !isListening}
        onClick={() => void runSelfTest()}
      >
        {isTesting.value ? text.running : text.runTest}
      </button>
      {!isListening && <p class="hint">{text.stopped}</p>}
      <p role="status" class={result?.isPassed ? "passed" : "failed"}>
        {result && !isTesting.value
          ? result.isPassed
            ? text.passed(formatDuration(result.durationMs))
            : text.failed
          : ""}
      </p>
      {result && !isTesting.value && (
        <ul>
          {result.steps.map(({ name, isPassed, durationMs, message }) => (
            <li key={name} class={isPassed ? "passed" : "failed"}>
              <span role="img" aria-label={isPassed ? text.stepPassed : text.stepFailed}>
                {isPassed ? "✓" : "✗"}
              </span>
              <span title={message}>{text.steps[name] ?? name}</span>
              <span class="hint mono">{formatDuration(durationMs)}</span>
              {!isPassed && <p>{message}</p>}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
