/** The short messages, in the corner; read aloud as they come. */
import { words } from "../i18n/words.ts";
import { attempt, dismiss, type Toast, toasts } from "../toasts.ts";
import { usePassing } from "./use-passing.ts";

export function Toasts() {
  const [errors, others] = [
    toasts.value.filter(({ isError }) => isError),
    toasts.value.filter(({ isError }) => !isError),
  ];
  return (
    <div class="toasts">
      <div role="alert">
        {errors.map((toast) => (
          <Message key={toast.id} toast={toast} />
        ))}
      </div>
      <div role="status">
        {others.map((toast) => (
          <Message key={toast.id} toast={toast} />
        ))}
      </div>
    </div>
  );
}

function Message({ toast: { id, text, undo, isError, shownMs } }: { toast: Toast }) {
  const element = usePassing<HTMLDivElement>(shownMs, () => dismiss(id));
  return (
    <div ref={element} class={isError ? "toast error" : "toast"}>
      <span dir="auto">{text}</span>
      {undo && (
        <button
          type="button"
          onClick={() => {
            dismiss(id);
            void attempt(undo);
          }}
        >
          {words.value.common.undo}
        </button>
      )}
      <button type="button" class="icon" aria-label={words.value.common.close} onClick={() => dismiss(id)}>
        ✕
      </button>
    </div>
  );
}
