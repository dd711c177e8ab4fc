/** Names of the files that frames are written to: after their DICOM file, no two alike. */
import { basename, extname, join } from "node:path";

const DICOM_EXTENSION = /^\.(?:dcm|dicom|dic)$/i;

/**
 * Returns where the frames of each file go, without `-frame-0001.png`. Files of the same name in different folders, also
 * on disks that take upper and lower case for the same, get a number: `image`, `image-2`.
 */
export function frameNames(paths: readonly string[], folder: string): string[] {
  const taken = new Set<string>();
  return paths.map((path) => {
    const extension = extname(path);
    const name = DICOM_EXTENSION.test(extension) ? basename(path, extension) : basename(path);
    let unique = name;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) unique = `${name}-${number}`;
    taken.add(unique.toLowerCase());
    return join(folder, unique);
  });
}

/** Returns `image-frame-0001.png`; frames are counted from 1, as DICOM does. */
export function frameFileName(name: string, frameNumber: number, extension: string): string {
  return `${name}-frame-${String(frameNumber).padStart(4, "0")}.${extension}`;
}
