/** The objects that every side sends: Part 10 files in memory, written once and removed at the end. */
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isPrivateTag, TRANSFER_SYNTAX, writeDataset, writeDicomFile } from "@minipacs/dicom-core";
import { createCtHeader } from "../../dicom-core/bench/ct-header.ts";

/** So many objects whose data sets have so many bytes each. */
export interface Load {
  label: string;
  count: number;
  dataSetBytes: number;
}

export const LARGE: Load = { label: "400 × 512 KiB", count: 400, dataSetBytes: 512 * 1024 };
export const SMALL: Load = { label: "2,000 × 16 KiB", count: 2000, dataSetBytes: 16 * 1024 };

/** For peers that would take minutes. */
export const FEW_SMALL: Load = { label: "200 × 16 KiB", count: 200, dataSetBytes: 16 * 1024 };

/** What the objects are. */
export const SOP_CLASS_UID = "1.2.840.10008.5.1.4.1.1.2";
export const TRANSFER_SYNTAX_UID = TRANSFER_SYNTAX.explicitVrLittleEndian;

/** A file system in memory where there is one: disks are not compared. */
const PARENT = statSync("/dev/shm", { throwIfNoEntry: false })?.isDirectory() ? "/dev/shm" : tmpdir();

// So that the folders and the receivers go with this process when somebody interrupts it.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

let root: string | undefined;

/** Returns a new folder that goes when the process does. */
export function createFolder(name: string): string {
  if (root === undefined) {
    const folder = mkdtempSync(join(PARENT, "minipacs-bench-"));
    process.on("exit", () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
    root = folder;
  }
  return mkdtempSync(join(root, `${name}-`));
}

/** Six digits at its end tell one transfer from another. */
const UID_ROOT = "1.2.826.0.1.3680043.8.498.100000";
let transferCount = 100_000;

/** Gives the objects in folders new study, series and instance UIDs, so that no receiver has seen them. */
export function renewUids(folders: readonly string[]): void {
  transferCount += 1;
  const prefix = UID_ROOT.slice(0, -6);
  const digits = Buffer.from(String(transferCount));
  for (const path of folders.flatMap(filesIn)) {
    const file = openSync(path, "r+");
    const head = Buffer.alloc(HEAD_BYTES);
    readSync(file, head, 0, HEAD_BYTES, 0);
    for (let at = head.indexOf(prefix); at >= 0; at = head.indexOf(prefix, at + 1)) {
      writeSync(file, digits, 0, digits.length, at + prefix.length);
    }
    closeSync(file);
  }
}

/** All UIDs are in the first bytes of a file. */
const HEAD_BYTES = 16_384;

const folders = new Map<string, string[]>();

/** Returns the folders, as many as are asked for, that hold a load in equal shares. */
export function foldersOf(load: Load, shareCount: number): string[] {
  const key = `${load.label} ${shareCount}`;
  const known = folders.get(key);
  if (known) return known;
  const made = Array.from({ length: shareCount }, () => createFolder("objects"));
  const dataset = createCtHeader();
  // dcmjs-dimse leaves private elements out when it writes.
  for (const { tag } of [...dataset.elements()]) if (isPrivateTag(tag)) dataset.delete(tag);
  const encode = () => writeDataset(dataset, { transferSyntaxUid: TRANSFER_SYNTAX_UID });
  dataset.set("PixelData", new Uint8Array(0));
  dataset.set("PixelData", new Uint8Array(load.dataSetBytes - encode().length));
  dataset.set("StudyInstanceUID", `${UID_ROOT}.${load.count}`);
  dataset.set("SeriesInstanceUID", `${UID_ROOT}.${load.count}.1`);
  for (let index = 0; index < load.count; index += 1) {
    // UIDs of one length, so that all objects are of one size.
    dataset.set("SOPInstanceUID", `${UID_ROOT}.${load.count}.1.${100_000 + index}`);
    const path = join(made[index % shareCount]!, `${index}.dcm`);
    writeFileSync(path, writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX_UID }));
  }
  folders.set(key, made);
  return made;
}

/** Returns the paths of the files in a folder. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder).map((name) => join(folder, name));
}

/**
 * Empties the folder of a receiver, and the folders in it.
 *
 * @throws Error where not all of the load is there
 */
export function takeReceived(folder: string, load: Load): void {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const files = entries.map((name) => statSync(join(folder, name))).filter((entry) => entry.isFile());
  // dcmjs-dimse and DCMTK write lengths and padding in their own way.
  const whole = files.filter(({ size }) => size > 0.99 * load.dataSetBytes);
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  if (whole.length < load.count) {
    throw new Error(`${whole.length} of ${files.length} files are whole, of ${load.count} that were sent`);
  }
}
