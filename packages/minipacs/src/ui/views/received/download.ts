/** Hands stored files to the browser, to be saved: one by one, each under its SOP Instance UID. */
import { fileUrl } from "../../api.ts";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { attempt, say } from "../../toasts.ts";
import { type Target, uidsOf } from "./target.ts";

/** Browsers drop downloads that come faster. */
const PAUSE_MS = 150;

export function download(target: Target): Promise<boolean> {
  return attempt(async () => {
    const uids = await uidsOf(target);
    if (uids.length > 1) say(words.peek().received.downloading(formatNumber(uids.length)));
    for (const uid of uids) {
      save(uid);
      if (uids.length > 1) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
}

function save(uid: string): void {
  const link = document.createElement("a");
  link.href = fileUrl(uid);
  link.download = `${uid}.dcm`;
  link.click();
}
