/** Files and folders that are dragged onto the viewer; a chunk of its own. */
import { readEntries } from "./read-entries.ts";

/** What becomes of a drop. */
export interface DropHost {
  onFiles(files: readonly File[]): void;
  /** Of folders only the first of their files are given. */
  onLimit(fileCount: number): void;
}

/** Hands over files that are dropped onto an element; while they are over it, it has the attribute `data-drop`. */
export function attachDrop(element: HTMLElement, host: DropHost, signal: AbortSignal): void {
  const options = { signal };
  const mark = (isOver: boolean) => element.toggleAttribute("data-drop", isOver);
  element.addEventListener(
    "dragover",
    (event) => {
      if (!holdsFiles(event)) return;
      // Without it the browser would open the file in place of the page.
      event.preventDefault();
      event.dataTransfer!.dropEffect = "copy";
      mark(true);
    },
    options,
  );
  element.addEventListener("dragleave", () => mark(false), options);
  element.addEventListener(
    "drop",
    (event) => {
      mark(false);
      if (!holdsFiles(event)) return;
      event.preventDefault();
      void drop(event.dataTransfer!, host);
    },
    options,
  );
}

/** Entries are there during the event only: they are taken before anything is waited for. */
async function drop({ files, items }: DataTransfer, host: DropHost): Promise<void> {
  const given = [...files];
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => !!entry);
  if (!entries.some(({ isDirectory }) => isDirectory)) {
    if (given.length > 0) host.onFiles(given);
    return;
  }
  const found = await readEntries(entries);
  if (found.files.length > 0) host.onFiles(found.files);
  if (!found.isWhole) host.onLimit(found.files.length);
}

/** Text and pictures of a page can be dragged too. */
function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
