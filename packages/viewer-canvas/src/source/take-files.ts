/** Files that a user chose or dropped, on their way into the viewer; what it takes comes in chunks. */

/** The viewer, as it is given files. */
export interface FilesHost {
  showFiles(files: readonly File[]): Promise<boolean>;
  /** Tells of what failed besides the image. */
  warn(error: unknown): void;
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

/** Shows what is dropped onto an element; `onLimit` is told how many files of folders are taken, where there are more. */
export function takeDrops(
  element: HTMLElement,
  host: FilesHost,
  onLimit: (fileCount: number) => void,
  signal: AbortSignal,
): void {
  const onFiles = (files: readonly File[]) => void host.showFiles(files);
  import("./drop-files.ts").then(
    ({ attachDrop }) => attachDrop(element, { onFiles, onLimit }, signal),
    (error) => host.warn(error),
  );
}
