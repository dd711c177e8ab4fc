/** Files that are dragged onto the viewer. */

/** Hands over files that are dropped onto an element; while they are over it, it has the attribute `data-drop`. */
export function attachDrop(
  element: HTMLElement,
  onFiles: (files: readonly File[]) => void,
  signal: AbortSignal,
): void {
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
      const files = [...event.dataTransfer!.files];
      if (files.length > 0) onFiles(files);
    },
    options,
  );
}

/** Text and pictures of a page can be dragged too. */
function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}
