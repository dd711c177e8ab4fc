/** What is open in the viewer as its sources, and the series that it belongs to. */
import { useEffect, useState } from "preact/hooks";
import { type ApiInstance, fileUrl } from "../../api.ts";
import { ask } from "../../request.ts";
import type { Shown } from "../../shown.ts";
import { attempt } from "../../toasts.ts";
import { instancesOf } from "../received/target.ts";

export interface Opened {
  /** For the viewer. */
  sources: readonly (string | File)[];
  /** All of the series, in its order; empty for files from disk. */
  instances: readonly ApiInstance[];
  shown: Shown;
}

/** Returns what is to be shown, `undefined` until it is known. */
export function useOpened(shown: Shown | undefined): Opened | undefined {
  const [opened, setOpened] = useState<Opened>();
  useEffect(() => {
    let isWanted = true;
    const take = (next: Opened) => isWanted && setOpened(next);
    if (shown === undefined) return;
    void attempt(async () => {
      if ("files" in shown) take({ sources: shown.files, instances: [], shown });
      else if ("sopInstanceUid" in shown) await openInstance(shown.sopInstanceUid, shown, take);
      else {
        const instances = await instancesOf(shown.studyInstanceUid, shown.seriesInstanceUid);
        take({ sources: instances.map(({ SOPInstanceUID }) => fileUrl(SOPInstanceUID)), instances, shown });
      }
    });
    return () => {
      isWanted = false;
    };
  }, [shown]);
  return opened;
}

/** The picture does not wait for the list of its series. */
async function openInstance(uid: string, shown: Shown, take: (opened: Opened) => void): Promise<void> {
  const sources = [fileUrl(uid)];
  take({ sources, instances: [], shown });
  const found = await ask<ApiInstance>(`/api/instances/${encodeURIComponent(uid)}`);
  take({ sources, instances: [found], shown });
  const { StudyInstanceUID, SeriesInstanceUID } = found;
  if (StudyInstanceUID === "" || SeriesInstanceUID === "") return;
  take({ sources, instances: await instancesOf(StudyInstanceUID, SeriesInstanceUID), shown });
}
