/** Worklist queries: a folder of files that DCMTK reads for each query beside our entries, and many entries. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  createDataset,
  type DatasetInit,
  encodeFileHead,
  TRANSFER_SYNTAX,
  writeDataset,
} from "@minipacs/dicom-core";
import { connect, MODALITY_WORKLIST_FIND } from "@minipacs/dimse";
import type { BenchCase } from "../../../tools/bench/case.ts";
import { findTool } from "../../../tools/test/foreign-tools.ts";
import { runCommand, startCommand } from "../../dimse/bench/command.ts";
import { createFolder } from "../../dimse/bench/transfer-files.ts";
import { startWorker } from "../../dimse/test/support/worker.ts";
import { createWorklistEntry, DAY_COUNT, MODALITIES, RETURN_KEYS, STATION_COUNT } from "./worklist-entry.ts";

const ENTRY_COUNT = 1000;
const MATCH_COUNT = ENTRY_COUNT / MODALITIES.length;
const MANY = 100_000;
/** wlmscpfs has a folder for each called AE title. */
const AE_TITLE = "BENCH";

const hasDcmtk = findTool("wlmscpfs") !== undefined && findTool("findscu") !== undefined;
if (!hasDcmtk) process.stderr.write("skipped: DCMTK's wlmscpfs and findscu are missing\n");

const started = new Map<string, Promise<number>>();

/** Returns the port of a server that is started once and stays. */
function portOf(name: string, start: () => Promise<number>): Promise<number> {
  const port = started.get(name) ?? start();
  started.set(name, port);
  return port;
}

async function startOurs(entryCount: number): Promise<number> {
  const worker = await startWorker(new URL("worklist-ours.ts", import.meta.url), [String(entryCount)]);
  return Number(worker.ready);
}

function startWlmscpfs(): Promise<number> {
  const folder = createFolder("worklist");
  mkdirSync(join(folder, AE_TITLE));
  writeFileSync(join(folder, AE_TITLE, "lockfile"), "");
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  for (let i = 0; i < ENTRY_COUNT; i += 1) {
    const file = [
      encodeFileHead({
        sopClassUid: MODALITY_WORKLIST_FIND,
        sopInstanceUid: `1.2.3.${i + 1}`,
        transferSyntaxUid,
      }),
      writeDataset(createWorklistEntry(i), { transferSyntaxUid }),
    ];
    writeFileSync(join(folder, AE_TITLE, `${i}.wl`), Buffer.concat(file));
  }
  return startCommand("wlmscpfs", (port) => ["--quiet", "--data-files-path", folder, String(port)]);
}

const SERVERS = { ours: () => startOurs(ENTRY_COUNT), wlmscpfs: startWlmscpfs } as const;

function identifier(root: DatasetInit, step: DatasetInit): DatasetInit {
  const empty = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, undefined]));
  return {
    ...{ ...empty(RETURN_KEYS.root), ...root },
    ScheduledProcedureStepSequence: [{ ...empty(RETURN_KEYS.step), ...step }],
  };
}

/** From the start of the process to its end; no entry is of a modality that does not exist. */
async function askByFindscu(port: number, modality = "CT"): Promise<number> {
  const stepPath = "ScheduledProcedureStepSequence[0]";
  const keys = [
    ...RETURN_KEYS.root,
    ...RETURN_KEYS.step.map((key) => `${stepPath}.${key}${key === "Modality" ? `=${modality}` : ""}`),
  ].flatMap((key) => ["-k", key]);
  const startMs = performance.now();
  await runCommand("findscu", ["--quiet", "-W", "--call", AE_TITLE, ...keys, "127.0.0.1", String(port)]);
  return performance.now() - startMs;
}

/** Association included. @throws Error where not so many answers come */
async function ask(port: number, keys: DatasetInit, answerCount: number): Promise<number> {
  const startMs = performance.now();
  const association = await connect({
    ...{ host: "127.0.0.1", port, calledAeTitle: AE_TITLE, callingAeTitle: "BENCH_SCU" },
    contexts: [{ abstractSyntax: MODALITY_WORKLIST_FIND }],
  });
  let count = 0;
  for await (const _ of association.find("worklist", createDataset(keys))) count += 1;
  await association.release();
  if (count !== answerCount) throw new Error(`${count} answers instead of ${answerCount}`);
  return performance.now() - startMs;
}

type Ask = (port: number) => Promise<number>;

const SHORTFALL = {
  findscu:
    "findscu alone, which finds nothing, takes more than a third of the time of wlmscpfs: no server takes that away.",
  ours: "the first queries of a server run code that is yet to be compiled, and few rounds see no others: of 60 that our client asked, the first ten took 19 to 328 ms, the last twenty 14 to 63, half of them at most 22, while the machine did other work. Of 31 queries the median was 3.0 times as fast as with wlmscpfs (decision 17).",
} as const;

function besideWlmscpfs(
  client: keyof typeof SHORTFALL,
  compares: string,
  ask: Ask,
  others: BenchCase["peers"] = {},
): BenchCase {
  const side = (name: keyof typeof SERVERS) => async () => ask(await portOf(name, SERVERS[name]));
  return {
    name: `worklist, asked by ${client}: ${MATCH_COUNT} of ${ENTRY_COUNT.toLocaleString("en")}`,
    suite: "server",
    compares,
    unit: "ms",
    rounds: 21,
    ours: side("ours"),
    peers: { wlmscpfs: side("wlmscpfs"), ...others },
    accepts: (ms) => Number(ms) > 0,
    target: { atLeast: { wlmscpfs: 3 }, shortfall: SHORTFALL[client] },
  };
}

function selective(by: string, keys: DatasetInit, answerCount: number): BenchCase {
  return {
    name: `worklist, ${MANY.toLocaleString("en")} entries: by ${by}`,
    suite: "server",
    compares: `our client, connection and release included: ${answerCount} of ${MANY.toLocaleString("en")} entries.`,
    unit: "ms",
    rounds: 21,
    ours: async () => ask(await portOf("many", () => startOurs(MANY)), keys, answerCount),
    peers: {},
    accepts: (ms) => Number(ms) > 0,
    target: { atMost: 20 },
  };
}

const CT = identifier({}, { Modality: "CT" });

export const cases: BenchCase[] = [
  ...(hasDcmtk
    ? [
        besideWlmscpfs(
          "findscu",
          "one query, from the start of findscu to its end; wlmscpfs has the entries as files. findscu alone: one that nothing fits, asked of ours: what no server can take away.",
          (port) => askByFindscu(port),
          { "findscu alone": async () => askByFindscu(await portOf("ours", SERVERS.ours), "NONE") },
        ),
        besideWlmscpfs(
          "ours",
          "the same query from a client within the bench process, connection and release included.",
          (port) => ask(port, CT, MATCH_COUNT),
        ),
      ]
    : []),
  selective("patient ID", identifier({ PatientID: "PAT-054321" }, {}), 1),
  selective("accession number", identifier({ AccessionNumber: "ACC-098765" }, {}), 1),
  selective(
    "station and day",
    identifier({}, { ScheduledStationAETitle: "CT_STATION4", ScheduledProcedureStepStartDate: "20260105" }),
    countOf(0, 4, 4),
  ),
];

/** Modality, station and day all follow from the number of an entry. */
function countOf(modality: number, station: number, day: number): number {
  let count = 0;
  for (let i = 0; i < MANY; i += 1) {
    const isMeant =
      i % MODALITIES.length === modality && i % STATION_COUNT === station && i % DAY_COUNT === day;
    if (isMeant) count += 1;
  }
  return count;
}
