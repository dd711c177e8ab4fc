/** Files can be dropped anywhere on the page: they are imported, in the viewer shown; and how far an import is. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { usePassing } from "../../components/use-passing.ts";
import { formatNumber } from "../../format.ts";
import { words } from "../../i18n/words.ts";
import { isReady } from "../../live.ts";
import { view } from "../../routes.ts";
import { openFiles } from "../../shown.ts";
import { attempt, SHOWN_MS } from "../../toasts.ts";
import { droppedFiles } from "./dropped-files.ts";
import { cancelImport, importFiles, importing, putAwayImport } from "./imports.ts";
import "./import.css";

export function ImportLayer() {
  const isOver = useSignal(false);
  useEffect(() => {
    const abort = new AbortController();
    const on = (type: "dragover" | "dragleave" | "drop", take: (event: DragEvent) => void) =>
      document.addEventListener(type, take, { signal: abort.signal });
    const isWanted = ({ dataTransfer, defaultPrevented }: DragEvent) =>
      (dataTransfer?.types.includes("Files") ?? false) && !defaultPrevented && isReady.peek();
    on("dragover", (event) => {
      if (!isWanted(event)) return;
      // Without it the browser would open the file in place of the page.
      event.preventDefault();
      isOver.value = true;
    });
    on("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) isOver.value = false;
    });
    on("drop", (event) => {
      isOver.value = false;
      if (!isWanted(event) || !event.dataTransfer) return;
      event.preventDefault();
      const files = droppedFiles(event.dataTransfer);
      // In the viewer files are looked at, and are not brought to the server.
      const take = view.peek() === "viewer" ? openFiles : importFiles;
      void attempt(async () => take(await files));
    });
    return () => abort.abort();
  }, [isOver]);
  const { received, viewer } = words.value;
  const isViewer = view.value === "viewer";
  return (
    <>
      {isOver.value && (
        <div class="drop-layer">
          <strong>{isViewer ? viewer.dropHere : received.dropHere}</strong>
          <span>{isViewer ? viewer.fromDisk : received.dropHint}</span>
        </div>
      )}
      <Progress />
    </>
  );
}

function Progress() {
  const state = importing.value;
  const current = view.value;
  // What was refused in one view is not to cover another one.
  useEffect(() => {
    if (importing.peek()?.isDone) putAwayImport();
  }, [current]);
  const isRead = state?.isDone && state.refused.length === 0;
  const element = usePassing<HTMLElement>(isRead ? SHOWN_MS : undefined, putAwayImport);
  if (state === undefined) return null;
  const { received, common } = words.value;
  const { doneCount, totalCount, storedCount, sameCount, refused, isDone, isCancelled } = state;
  const files = (count: number) => received.fileCount(formatNumber(count));
  const figures = [
    isCancelled && received.importCancelled,
    (storedCount > 0 || refused.length + sameCount === 0) && received.imported(files(storedCount)),
    sameCount > 0 && received.unchanged(files(sameCount)),
    refused.length > 0 && received.refusedCount(files(refused.length)),
  ].filter((text) => text !== false);
  const text = isDone
    ? figures.join(" · ")
    : received.importing(formatNumber(doneCount), formatNumber(totalCount));
  return (
    <section
      ref={element}
      class={refused.length > 0 ? "import refused" : "import"}
      aria-label={received.importFiles}
    >
      <div class="import-head">
        <p role="status">{text}</p>
        {isDone ? (
          <button type="button" class="icon" aria-label={common.close} onClick={putAwayImport}>
            ✕
          </button>
        ) : (
          <button type="button" class="small" onClick={cancelImport}>
            {common.cancel}
          </button>
        )}
      </div>
      {!isDone && <progress max={totalCount} value={doneCount} aria-label={text} />}
      {refused.length > 0 && (
        <ul>
          {refused.map(({ name, reason }, index) => (
            <li key={index}>
              <bdi class="name">{name}</bdi>
              <span class="sub">{reason}</span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
