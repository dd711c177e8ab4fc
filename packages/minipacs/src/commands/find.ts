/** `minipacs find HOST:PORT -k KEY=VALUE`: queries a node and prints the answers. PS3.4 C.4.1, K.4.1. */
import { formatDataset, formatDicomJson, toDicomJson } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import { parseCount } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { explained } from "./explain.ts";
import { interruptible } from "./interrupt.ts";
import { createQuery } from "./query-keys.ts";
import { setQueryLevel } from "./query-level.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface FindCommandOptions extends NodeOptions, RecordOptions {
  model: string;
  key?: readonly string[];
  charset: string;
  /** Cancel after so many matches. */
  limit?: string;
  /** Print one DICOM JSON object a match, each on a line of its own. */
  json?: boolean;
}

/** What is asked for when no key is given, by model. */
export const DEFAULT_KEYS: Readonly<Record<string, readonly string[]>> = {
  worklist: [
    "AccessionNumber",
    "PatientName",
    "PatientID",
    "StudyInstanceUID",
    "RequestedProcedureDescription",
    "ScheduledProcedureStepSequence[0].Modality",
    "ScheduledProcedureStepSequence[0].ScheduledStationAETitle",
    "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate",
    "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartTime",
  ],
  patient: ["PatientName", "PatientID", "PatientBirthDate", "PatientSex"],
  study: [
    "StudyDate",
    "StudyTime",
    "AccessionNumber",
    "PatientName",
    "PatientID",
    "StudyID",
    "StudyInstanceUID",
  ],
};

export async function runFind(address: string, options: FindCommandOptions): Promise<void> {
  const { model } = options;
  const limit = parseCount("--limit", options.limit);
  const defaultKeys = DEFAULT_KEYS[model];
  if (!defaultKeys) {
    throw new CliError(`"${model}" is no query model: ${Object.keys(DEFAULT_KEYS).join(", ")} are.`);
  }
  const target = await readTarget(address, options);
  const query = createQuery(options.key ?? defaultKeys, options.charset);
  if (model !== "worklist") setQueryLevel(query, model, "query");
  let count = 0;
  const print = async (signal: AbortSignal) => {
    for await (const answer of find(target, model, query, { limit, signal })) {
      count += 1;
      process.stdout.write(
        options.json ? `${formatDicomJson(toDicomJson(answer))}\n` : `# ${count}\n${formatDataset(answer)}`,
      );
    }
  };
  const matches = () => `${count} ${count === 1 ? "match" : "matches"}`;
  await recorded(options, () =>
    interruptible(
      (signal) => explained(target, () => print(signal), { service: "C-FIND" }),
      () => `${matches()} until then`,
    ),
  );
  if (options.json) return;
  process.stdout.write(`${matches()}${count === limit ? ", perhaps more beyond the --limit" : ""}\n`);
}
