/** DCMTK servers that need a configuration file: dcmrecv and dcmqrscp. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ServerTool, startServerTool } from "./server-tool.ts";

/** DCMTK's names, in the order of preference: what is compressed first. */
const TRANSFER_SYNTAX_NAMES = [
  "JPEGBaseline",
  "JPEGLossless:Non-hierarchical-1stOrderPrediction",
  "JPEGLSLossless",
  "JPEG2000LosslessOnly",
  "RLELossless",
  "LittleEndianExplicit",
  "LittleEndianImplicit",
];

/** Starts a dcmrecv that takes these SOP classes and writes into the folder's `received`; without a profile it takes none. */
export async function startDcmrecv(
  folder: string,
  sopClassUids: Iterable<string>,
): Promise<ServerTool & { folder: string }> {
  const received = join(folder, "received");
  const profile = join(folder, "dcmrecv.cfg");
  await mkdir(received);
  await writeFile(
    profile,
    [
      "[[TransferSyntaxes]]",
      "[Any]",
      ...TRANSFER_SYNTAX_NAMES.map((name, i) => `TransferSyntax${i + 1} = ${name}`),
      "[[PresentationContexts]]",
      "[Storage]",
      ...[...sopClassUids].map((uid, i) => `PresentationContext${i + 1} = ${uid}\\Any`),
      "[[Profiles]]",
      "[Default]",
      "PresentationContexts = Storage",
      "",
    ].join("\n"),
  );
  const tool = await startServerTool("dcmrecv", (port) => [
    ...["-xf", profile, "Default", "+B", "-od", received],
    port,
  ]);
  return { ...tool, folder: received };
}

/** AE title of the archive below. */
export const ARCHIVE = "ARCHIVE";

/** Starts a dcmqrscp with an empty archive in the folder; `peers` are the AE titles and ports that it moves to. */
export async function startDcmqrscp(folder: string, peers: Record<string, number>): Promise<ServerTool> {
  const archive = join(folder, "archive");
  const config = join(folder, "dcmqrscp.cfg");
  await mkdir(archive);
  await writeFile(
    config,
    [
      "MaxPDUSize = 16384",
      "MaxAssociations = 16",
      "HostTable BEGIN",
      ...Object.entries(peers).map(([title, port]) => `${title} = (${title}, 127.0.0.1, ${port})`),
      "HostTable END",
      "VendorTable BEGIN",
      "VendorTable END",
      "AETable BEGIN",
      `${ARCHIVE} ${archive} RW (500, 1024mb) ANY`,
      "AETable END",
      "",
    ].join("\n"),
  );
  // With a process for each association, which ends with it: 3.6.7 crashes after the first one in a single process.
  return startServerTool("dcmqrscp", (port) => ["+B", "-c", config, port]);
}
