/** `minipacs find HOST:PORT -k KEY=VALUE`: queries a node and prints the answers. PS3.4 C.4.1, K.4.1. */
import { Dataset, formatDataset, isDicomError } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import { CliError } from "./cli-error.ts";
import { explained } from "./explain.ts";
import { setQueryKey } from "./query-keys.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";

export interface FindCommandOptions extends NodeOptions, RecordOptions {
  model: string;
  key: readonly string[];
  charset: string;
}

const MODELS = ["worklist", "patient", "study"];

/** What is asked for when no key is given. */
const WORKLIST_KEYS = [
  "AccessionNumber",
  "PatientName",
  "PatientID",
  "StudyInstanceUID",
  "RequestedProcedureDescription",
  "ScheduledProcedureStepSequence[0].Modality",
  "ScheduledProcedureStepSequence[0].ScheduledStationAETitle",
  "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartDate",
  "ScheduledProcedureStepSequence[0].ScheduledProcedureStepStartTime",
];

export async function runFind(address: string, options: FindCommandOptions): Promise<void> {
  const { model } = options;
  const target = await readTarget(address, options);
  if (!MODELS.includes(model)) {
    throw new CliError(`"${model}" is no query model: ${MODELS.join(", ")} are.`);
  }
  const keys = options.key.length > 0 || model !== "worklist" ? options.key : WORKLIST_KEYS;
  if (keys.length === 0)
    throw new CliError("A query needs at least one key: -k KEYWORD or -k KEYWORD=VALUE.");
  const query = new Dataset();
  query.set("SpecificCharacterSet", options.charset);
  for (const key of keys) setKey(query, key);
  let count = 0;
  const print = async () => {
    for await (const answer of find(target, model, query)) {
      count += 1;
      process.stdout.write(`# ${count}\n${formatDataset(answer)}`);
    }
  };
  await recorded(options, () => explained(target, print));
  process.stdout.write(`${count} ${count === 1 ? "match" : "matches"}\n`);
}

function setKey(query: Dataset, key: string): void {
  try {
    setQueryKey(query, key);
  } catch (error) {
    if (!isDicomError(error)) throw error;
    throw new CliError(`The key "${key}" cannot be used: ${error.message}.`);
  }
}
