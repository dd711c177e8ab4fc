/** Objects, servers and store handlers for tests of C-GET and C-MOVE. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, encodeFileHead, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { type Loopback, startLoopback } from "./loopback.ts";

export const CT = "1.2.840.10008.5.1.4.1.1.2";
export const MR = "1.2.840.10008.5.1.4.1.1.4";
const { explicitVrLittleEndian } = TRANSFER_SYNTAX;
export const STUDY = createDataset({ QueryRetrieveLevel: "STUDY", StudyInstanceUID: "1.2.3" });
export const MOVE_CONTEXTS = [{ abstractSyntax: STUDY_ROOT_MOVE }];
export const GET_CONTEXTS = [
  { abstractSyntax: STUDY_ROOT_GET },
  { abstractSyntax: CT, transferSyntaxes: [explicitVrLittleEndian], scpRole: true },
];

export function instance(
  sopInstanceUid: string,
  sopClassUid = CT,
  transferSyntaxUid: string = explicitVrLittleEndian,
) {
  const dataset = createDataset({
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid,
    PatientID: "P1",
  });
  const data = writeDataset(dataset, { transferSyntaxUid: explicitVrLittleEndian });
  return { sopClassUid, sopInstanceUid, transferSyntaxUid, data };
}

export async function fileIn(folder: string, sopInstanceUid: string): Promise<string> {
  const { sopClassUid, transferSyntaxUid, data } = instance(sopInstanceUid);
  const path = join(folder, `${sopInstanceUid}.dcm`);
  await writeFile(path, [encodeFileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid }), data]);
  return path;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

export function counts({ status, remaining, completed, failed, warning }: RetrieveProgress) {
  return [status, remaining, completed, failed, warning];
}

/** Two servers: one that is asked, one that objects are moved to. */
export async function withDestination(
  source: DimseHandlers,
  destination: DimseHandlers,
  run: (source: Loopback, destination: Loopback) => Promise<void>,
): Promise<void> {
  const to = await startLoopback({ handlers: destination });
  const from = await startLoopback({
    handlers: source,
    resolveDestination: (aeTitle) => (aeTitle === "DEST" ? { host: "127.0.0.1", port: to.port } : undefined),
  });
  try {
    await run(from, to);
  } finally {
    await from.close();
    await to.close();
  }
}

export async function parts(sopInstanceUid: string): Promise<Uint8Array[]> {
  const { sopClassUid, transferSyntaxUid, data } = instance(sopInstanceUid);
  return [encodeFileHead({ sopClassUid, sopInstanceUid, transferSyntaxUid }), data];
}

export const FIVE = ["1.1", "1.2", "1.3", "1.4", "1.5"];

/** A store handler that lets one object in after the other. */
export function gate() {
  const arrived: string[] = [];
  let open = () => {};
  let wanted = 1;
  let onArrived = () => {};
  return {
    arrived,
    store: async ({ sopInstanceUid }: { sopInstanceUid: string }) => {
      arrived.push(sopInstanceUid);
      if (arrived.length === wanted) onArrived();
      await new Promise<void>((resolve) => {
        open = resolve;
      });
    },
    whenArrived: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count;
        onArrived = resolve;
        if (arrived.length >= count) resolve();
      }),
    open: () => open(),
  };
}
