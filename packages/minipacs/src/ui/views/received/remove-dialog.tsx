/** Asks before files are deleted. */
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { formatNumber, isolated } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { ask } from "../../request.ts";
import { say } from "../../toasts.ts";
import { ALL, goTo, place } from "./place.ts";
import { pathOf, removing, type Target } from "./target.ts";

export function RemoveDialog({ target }: { target: Target }) {
  const { received } = words.value;
  const { level, name, instanceCount } = target;
  const files = received.fileCount(formatNumber(instanceCount));
  return (
    <ConfirmDialog
      title={received.removeOf[level]}
      question={received.removeAsk[level](isolated(name), files)}
      note={received.noUndo}
      remove={() => ask(pathOf(target), "DELETE")}
      onDone={() => {
        say(received.removed(files));
        leave(target);
      }}
      onClose={() => {
        removing.value = undefined;
      }}
    />
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
