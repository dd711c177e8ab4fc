/** `minipacs find HOST:PORT -k KEY=VALUE`: queries a node and prints the answers. PS3.4 C.4.1, K.4.1. */
import { type Dataset, formatDataset, formatDicomJson, toDicomJson } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import { blame } from "../config/blame.ts";
import { checkCharset } from "../config/checks.ts";
import { escapeControls } from "../events/describe-event.ts";
import { parseCount } from "./arguments.ts";
import { CliError } from "./cli-error.ts";
import { interruptible } from "./interrupt.ts";
import { explainedModel } from "./offered-models.ts";
import { createQuery, oddValues } from "./query-keys.ts";
import { setQueryLevel } from "./query-level.ts";
import { type RecordOptions, recorded } from "./recording.ts";
import { type NodeOptions, readTarget } from "./tls-files.ts";
import { addUsualKeys, USUAL_KEYS } from "./usual-keys.ts";

export interface FindCommandOptions extends NodeOptions, RecordOptions {
  model: string;
  key?: readonly string[];
  /** Ask for the keys alone, where they stand. */
  exactKeys?: boolean;
  charset: string;
  /** Cancel after so many matches. */
  limit?: string;
  /** Print one DICOM JSON object a match, each on a line of its own. */
  json?: boolean;
}

export async function runFind(address: string, options: FindCommandOptions): Promise<void> {
  const { model } = options;
  const limit = parseCount("--limit", options.limit);
  if (!Object.hasOwn(USUAL_KEYS, model)) {
    throw new CliError(`"${model}" is no query model: ${Object.keys(USUAL_KEYS).join(", ")} are.`);
  }
  blame("--charset", () => checkCharset(options.charset));
  const target = await readTarget(address, options);
  const query = queryOf(options);
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
  const run = () => recorded(options, () => interruptible(print, () => `${matches()} until then`));
  await explainedModel(target, run, { service: "C-FIND" });
  if (options.json) return;
  process.stdout.write(`${matches()}${count === limit ? ", perhaps more beyond the --limit" : ""}\n`);
}

function queryOf({ model, key = [], exactKeys = false, charset }: FindCommandOptions): Dataset {
  const isWorklist = model === "worklist";
  const query = createQuery(key, { charset, movesStepKeys: isWorklist && !exactKeys });
  if (!isWorklist) setQueryLevel(query, model, "query");
  for (const sentence of oddValues(query)) process.stderr.write(`${escapeControls(sentence)}\n`);
  if (!exactKeys) addUsualKeys(query, model);
  return query;
}
