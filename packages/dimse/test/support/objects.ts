/** Part 10 files by SOP instance UID: what was sent and what arrived, data set bytes apart from the meta information. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { readPart10Head } from "../../src/scu/part10-head.ts";

export interface FiledObject {
  path: string;
  sopClassUid: string;
  sopInstanceUid: string;
  transferSyntaxUid: string;
  dataSet: Uint8Array;
}

export async function objectAt(path: string): Promise<FiledObject> {
  return objectOf(new Uint8Array(await readFile(path)), path);
}

/** Returns the object of a Part 10 file in memory. */
export function objectOf(bytes: Uint8Array, path: string): FiledObject {
  const head = readPart10Head(bytes);
  assert.ok(head?.sopClassUid && head.sopInstanceUid, `${path} is no Part 10 file`);
  const { sopClassUid, sopInstanceUid, transferSyntaxUid, dataSetOffset } = head;
  return { path, sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet: bytes.subarray(dataSetOffset) };
}

/** Returns what tells an object as sent from others. */
export function typeOf({ sopInstanceUid, transferSyntaxUid }: FiledObject): string {
  return `${sopInstanceUid} ${transferSyntaxUid}`;
}

/** Returns the objects of a folder in the order of their file names. */
export async function objectsIn(folder: string): Promise<FiledObject[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => objectAt(join(folder, name))));
}

/** Returns objects of the shared data's series. */
export function seriesObjects(name: "ct-chest" | "mr-brain" | "pet-wholebody"): Promise<FiledObject[]> {
  return objectsIn(requireData("dicom", "series", name));
}

/** Returns objects of the shared data's folder `pydicom`. */
export function pydicomObjects(...names: string[]): Promise<FiledObject[]> {
  return Promise.all(names.map((name) => objectAt(requireData("dicom", "pydicom", name))));
}

/** Asserts that a folder holds just these objects, byte by byte and in the same transfer syntax. */
export async function assertArrived(folder: string, sent: readonly FiledObject[]): Promise<void> {
  const arrived = new Map((await objectsIn(folder)).map((object) => [object.sopInstanceUid, object]));
  assert.equal([...arrived.keys()].sort(), sent.map(({ sopInstanceUid }) => sopInstanceUid).sort());
  for (const { sopInstanceUid, sopClassUid, transferSyntaxUid, dataSet, path } of sent) {
    const object = arrived.get(sopInstanceUid) as FiledObject;
    assert.equal([object.sopClassUid, object.transferSyntaxUid], [sopClassUid, transferSyntaxUid], path);
    assertBytes(object.dataSet, dataSet, path);
  }
}
