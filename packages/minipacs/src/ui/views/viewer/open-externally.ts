/** Films and documents in the player of the server's machine, where that is allowed; else they are saved. */
import type { ExternalVideo } from "@minipacs/viewer-canvas";
import { words } from "../../i18n/words.ts";
import { status } from "../../live.ts";
import { ApiError, ask, sentenceOf } from "../../request.ts";
import { saveLink } from "../../save-link.ts";
import { say } from "../../toasts.ts";

/** Opens a received file there. @throws ApiError */
export async function openOnServer(sopInstanceUid: string): Promise<void> {
  const path = `/api/instances/${encodeURIComponent(sopInstanceUid)}/open-externally`;
  const { fileName } = await ask<{ fileName: string }>(path, "POST");
  say(words.peek().viewer.openedExternally(fileName));
}

/** `sopInstanceUid`: of a received file. */
export async function openExternally(film: ExternalVideo, sopInstanceUid: string | undefined): Promise<void> {
  const { viewer } = words.peek();
  const save = (why: string) => {
    say(viewer.savedInstead(why));
    saveFilm(film);
  };
  if (sopInstanceUid === undefined) return save(viewer.notFromDisk);
  if (!status.peek()?.usesToken) return save(viewer.refusals.HTTP_OPEN_TOKEN ?? "");
  try {
    await openOnServer(sopInstanceUid);
  } catch (error) {
    save((error instanceof ApiError && viewer.refusals[error.code]) || sentenceOf(error));
  }
}

function saveFilm({ stream, name }: ExternalVideo): void {
  const url = URL.createObjectURL(stream);
  saveLink(url, name);
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
