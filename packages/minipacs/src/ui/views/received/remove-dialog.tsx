/** Asks before files are deleted: they do not come back. */
import { useSignal } from "@preact/signals";
import { Dialog } from "../../components/dialog.tsx";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { ask } from "../../request.ts";
import { attempt, say } from "../../toasts.ts";
import { ALL, goTo, place } from "./place.ts";
import { pathOf, removing, type Target } from "./target.ts";

export function RemoveDialog({ target }: { target: Target }) {
  const isBusy = useSignal(false);
  const { received, common } = words.value;
  const { level, name, instanceCount } = target;
  const files = received.fileCount(formatNumber(instanceCount));
  const close = () => {
    removing.value = undefined;
  };
  const remove = async () => {
    isBusy.value = true;
    const isDone = await attempt(() => ask(pathOf(target), "DELETE"));
    isBusy.value = false;
    if (!isDone) return;
    say(received.removed(files));
    close();
    leave(target);
  };
  return (
    <Dialog
      title={received.removeOf[level]}
      onClose={close}
      actions={
        <>
          <button type="button" onClick={close}>
            {common.cancel}
          </button>
          <button type="button" class="danger" disabled={isBusy.value} onClick={() => void remove()}>
            {common.remove}
          </button>
        </>
      }
    >
      <p dir="auto">{received.removeAsk[level](name, files)}</p>
      <p class="hint">{received.noUndo}</p>
    </Dialog>
  );
}

/** What is open of what was deleted is closed. */
function leave({ level, uids }: Target): void {
  const { study, series, instance } = place.peek();
  if (level === "instance" && instance === uids.SOPInstanceUID) {
    goTo(study === ALL ? { study } : { study, series });
  } else if (level === "series" && series === uids.SeriesInstanceUID) goTo({ study });
  else if (level === "study" && study === uids.StudyInstanceUID) goTo({});
}
