/** The bytes that all sides read, and the peers. */
import { readFileSync } from "node:fs";
import { loadPeer } from "../../../tools/bench/peers.ts";
import { dataPath } from "../../../tools/test/data.ts";

export const dicomParser = loadPeer("dicom-parser");
export const dcmjs = loadPeer("dcmjs");
export const daikon = loadPeer("daikon");
// Its remarks about VRs that it decides itself are not work that anybody asked for.
dcmjs.log.getLogger("validation.dcmjs").setLevel("silent");

/** dcmjs at its fastest: binary values are views, as they are for us. */
export const DCMJS_READ = { noCopy: true };

const skipped = new Set<string>();

export interface Input {
  label: string;
  /** They begin and end where their ArrayBuffer does, which dcmjs and daikon want. */
  bytes: Uint8Array<ArrayBuffer>;
}

/** Returns a file of the shared data; where the data is absent nothing, with a line that says so. */
export function corpusInput(label: string, path: string): Input[] {
  const full = dataPath("dicom", path);
  if (full !== undefined) return [{ label, bytes: Uint8Array.from(readFileSync(full)) }];
  if (!skipped.has(path)) process.stderr.write(`skipped: ${label}: no shared data (MINIPACS_DATA)\n`);
  skipped.add(path);
  return [];
}
