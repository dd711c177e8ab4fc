/** Files from the user's disk: chosen in a dialog, or dropped. */

/** Opens the browser's dialog; resolves with the files, none when it was closed without choosing. */
export function chooseFiles(document: Document): Promise<File[]> {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve(inOrder([...(input.files ?? [])])));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Returns files by name, numbers by their value: `IM2` before `IM10`. */
export function inOrder(files: readonly File[]): File[] {
  const { compare } = new Intl.Collator(undefined, { numeric: true });
  return [...files].sort((a, b) => compare(a.webkitRelativePath || a.name, b.webkitRelativePath || b.name));
}

/** Hands a file to the user, to be saved. */
export function saveFile(document: Document, blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the blob by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
