/** Asks before something is deleted that does not come back. */
import { useSignal } from "@preact/signals";
import { words } from "../i18n/words.ts";
import { attempt } from "../toasts.ts";
import { Dialog } from "./dialog.tsx";

export interface ConfirmDialogProps {
  title: string;
  question: string;
  /** What there is to know before. */
  note: string;
  remove: () => Promise<unknown>;
  /** It was deleted. */
  onDone: () => void;
  onClose: () => void;
}

export function ConfirmDialog({ title, question, note, remove, onDone, onClose }: ConfirmDialogProps) {
  const isBusy = useSignal(false);
  const { common } = words.value;
  const run = async () => {
    isBusy.value = true;
    const isDone = await attempt(remove);
    isBusy.value = false;
    if (!isDone) return;
    onClose();
    onDone();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <button type="button" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="button" class="danger" disabled={isBusy.value} onClick={() => void run()}>
            {common.remove}
          </button>
        </>
      }
    >
      <p dir="auto">{question}</p>
      <p class="hint">{note}</p>
    </Dialog>
  );
}
