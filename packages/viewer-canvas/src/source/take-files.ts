/** Files that a user chose or dropped, on their way into the viewer; what it takes comes in chunks. */

/** The viewer, as it is given files. */
export interface FilesHost {
  /** None leave what is shown. */
  showFiles(files: readonly File[] | Promise<readonly File[]>): Promise<boolean>;
  /** Tells of what failed besides the image. */
  warn(error: unknown): void;
}

/** Opens the browser's dialog; resolves with the files, none when it was closed without choosing. */
export function chooseFiles(document: Document): Promise<File[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Returns files in the order of their series, or as they come where what orders them cannot be fetched. */
export async function inOrder(files: readonly File[], host: FilesHost): Promise<readonly File[]> {
  try {
    const { orderFiles } = await import("./order-files.ts");
    return await orderFiles(files);
  } catch (error) {
    host.warn(error);
    return files;
  }
}

/**
 * Shows what is dropped onto an element, which has the attribute `data-drop` while files are over it; `onLimit` is told how
 * many files of folders are taken, where there are more.
 */
export function takeDrops(
  element: HTMLElement,
  host: FilesHost,
  onLimit: (fileCount: number) => void,
  signal: AbortSignal,
): void {
  const listen = (type: "dragover" | "dragleave" | "drop", take?: (transfer: DataTransfer) => void) =>
    element.addEventListener(
      type,
      (event) => {
        const { dataTransfer } = event;
        // Text and pictures of a page can be dragged too.
        const hasFiles = dataTransfer?.types.includes("Files") ?? false;
        element.toggleAttribute("data-drop", hasFiles && type === "dragover");
        if (!hasFiles || dataTransfer === null) return;
        // Without it the browser would open the file in place of the page.
        event.preventDefault();
        take?.(dataTransfer);
      },
      { signal },
    );
  listen("dragover", (transfer) => {
    transfer.dropEffect = "copy";
  });
  listen("dragleave");
  listen("drop", ({ files, items }) => {
    // They are there during the event only.
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => !!entry);
    const dropped = { files: [...files], entries };
    const reading = import("./drop-files.ts").then(({ filesOf }) => filesOf(dropped, onLimit));
    host.showFiles(reading).catch((error) => host.warn(error));
  });
}
