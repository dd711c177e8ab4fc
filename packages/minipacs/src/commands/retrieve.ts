/** What `minipacs get` and `minipacs move` have in common: identifier, progress, outcome. PS3.4 C.4.2, C.4.3. */
import { type Dataset, isDicomError } from "@minipacs/dicom-core";
import { type RetrieveProgress, STATUS, type Target } from "@minipacs/dimse";
import { escapeControls } from "../events/describe-event.ts";
import { CliError, EXIT_FAILED } from "./cli-error.ts";
import {
  adviseOnStatus,
  describeTarget,
  type ExplainContext,
  explainStatus,
  isCarriedOut,
} from "./explain.ts";
import { printJson } from "./json-line.ts";
import { explainedModel, type QueryService } from "./offered-models.ts";
import type { ProgressState } from "./progress.ts";
import { createQuery, oddValues } from "./query-keys.ts";
import { setQueryLevel } from "./query-level.ts";
import type { RecordOptions } from "./recording.ts";
import type { NodeOptions } from "./tls-files.ts";

/** As commander gives them. */
export interface RetrieveCommandOptions extends NodeOptions, RecordOptions {
  model: string;
  key?: readonly string[];
  /** Where objects that come here are written. */
  out?: string;
  /** Print one JSON object a line. */
  json?: boolean;
}

/** What is told of a success without objects. */
export const NOTHING_SENT = "0 objects: nothing there has these keys.\n";

type RetrieveContext = ExplainContext & { service: Exclude<QueryService, "C-FIND"> };

const MODELS = ["patient", "study"];
/** More UIDs than these are told by their number. */
const TOLD_UID_COUNT = 3;

const NOTHING_YET: RetrieveProgress = {
  ...{ status: STATUS.pending, remaining: undefined },
  ...{ completed: 0, failed: 0, warning: 0 },
  ...{ failedSopInstanceUids: [], errorComment: undefined },
};

/** Returns the identifier of what is wanted. */
export function createIdentifier({ model, key = [] }: RetrieveCommandOptions): Dataset {
  if (!MODELS.includes(model)) {
    throw new CliError(`"${model}" is no model to retrieve by: ${MODELS.join(", ")} are.`);
  }
  // Without a value it would be all that the node has.
  const isSaid = key.some(
    (text) => /=./.test(text) && !/^(?:QueryRetrieveLevel|SpecificCharacterSet)=/.test(text),
  );
  if (!isSaid) {
    throw new CliError("What is to be retrieved? Say it with -k, such as -k StudyInstanceUID=1.2.3.");
  }
  const identifier = createQuery(key);
  for (const sentence of oddValues(identifier)) process.stderr.write(`${escapeControls(sentence)}\n`);
  setQueryLevel(identifier, model, "retrieval");
  return identifier;
}

/** One retrieval: how far it is, and what came of it. */
export class Retrieval {
  readonly #target: Target;
  readonly #context: RetrieveContext;
  #last: RetrieveProgress = NOTHING_YET;

  constructor(target: Target, context: RetrieveContext) {
    this.#target = target;
    this.#context = context;
  }

  /** Runs the whole of it; what the network throws becomes a sentence. */
  explained(run: () => Promise<void>): Promise<void> {
    return explainedModel(this.#target, run, this.#context);
  }

  /** Reads to the end. What ends with a failure status is read too, because its counts are to be told. */
  async follow(responses: AsyncIterable<RetrieveProgress>): Promise<void> {
    try {
      for await (const progress of responses) this.#last = progress;
    } catch (error) {
      if (!isDicomError(error, "DIMSE_STATUS")) throw error;
      this.#last = { ...NOTHING_YET, ...error.details };
    }
  }

  /** For the progress bar: as the provider counts. */
  get state(): ProgressState {
    const { remaining, completed, failed, warning } = this.#last;
    const doneCount = completed + failed + warning;
    const totalCount = remaining === undefined ? undefined : doneCount + remaining;
    return { doneCount, totalCount, failedCount: failed };
  }

  /** Whether the last response has come. */
  get isOver(): boolean {
    return this.#last.status !== STATUS.pending;
  }

  /** Objects that were sent, with a warning or without. */
  get sentCount(): number {
    return this.#last.completed + this.#last.warning;
  }

  /** Prints the result as JSON. */
  printResult(more: object): void {
    const { remaining: _, ...result } = this.#last;
    printJson({ event: "result", ...result, ...more });
  }

  /** Warnings alone are a success: the objects are there. */
  get isComplete(): boolean {
    const { status, failed } = this.#last;
    return failed === 0 && isCarriedOut(status, this.#context.service);
  }

  /** Throws what was not sent: who, why, which objects, and what to try. */
  assertComplete(): void {
    if (this.isComplete) return;
    const { status, failed, errorComment, failedSopInstanceUids } = this.#last;
    const { service } = this.#context;
    const why = explainStatus(status, service, errorComment);
    const counts = this.state.doneCount > 0 ? `; ${this.sentCount} sent, ${failed} not sent` : "";
    const advice = adviseOnStatus(status, this.#context);
    const uids = describeUids(failedSopInstanceUids);
    throw new CliError(`${describeTarget(this.#target)}: ${why}${counts}${uids}. ${advice}`, EXIT_FAILED);
  }
}

function describeUids(uids: readonly string[]): string {
  if (uids.length === 0) return "";
  const moreCount = uids.length - TOLD_UID_COUNT;
  const more = moreCount > 0 ? ` and ${moreCount} more` : "";
  return `: ${uids.slice(0, TOLD_UID_COUNT).join(", ")}${more}`;
}

/** Returns `1 object`, `2 objects`. */
export function objects(count: number): string {
  return `${count} ${count === 1 ? "object" : "objects"}`;
}
