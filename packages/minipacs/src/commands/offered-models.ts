/** What a node answers of worklist and Query/Retrieve, asked where it refused the model of a command. PS3.4 C.6, K.6. */
import { isDicomError } from "@minipacs/dicom-core";
import {
  connect,
  describeContextResult,
  MODALITY_WORKLIST_FIND,
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  type PresentationContext,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
  type Target,
} from "@minipacs/dimse";
import { type ExplainContext, explained } from "./explain.ts";

export type QueryService = "C-FIND" | "C-GET" | "C-MOVE";

const MODELS: Readonly<Record<QueryService, readonly (readonly [model: string, uid: string])[]>> = {
  "C-FIND": [
    ["worklist", MODALITY_WORKLIST_FIND],
    ["patient", PATIENT_ROOT_FIND],
    ["study", STUDY_ROOT_FIND],
  ],
  "C-MOVE": [
    ["patient", PATIENT_ROOT_MOVE],
    ["study", STUDY_ROOT_MOVE],
  ],
  "C-GET": [
    ["patient", PATIENT_ROOT_GET],
    ["study", STUDY_ROOT_GET],
  ],
};
const SERVICES = Object.keys(MODELS) as QueryService[];
/** The command has failed already: nobody waits long for advice. */
const TIMEOUTS = { connectMs: 1500, negotiateMs: 1500, releaseMs: 500 };

/**
 * Runs what a command with `--model` does; what it says of a refused model is what the node takes instead. A recording
 * and what Ctrl+C ends are within `run`: the question is none of the command's own.
 */
export async function explainedModel<T>(
  target: Target,
  run: () => Promise<T>,
  context: ExplainContext & { service: QueryService },
): Promise<T> {
  const known = { ...context };
  const runOrAsk = async () => {
    try {
      return await run();
    } catch (error) {
      if (isDicomError(error, "ASSOC_NO_ACCEPTED_CONTEXT")) {
        known.advice = await askModels(target, context.service);
      }
      throw error;
    }
  };
  return explained(target, runOrAsk, known);
}

/** Resolves with the advice; `undefined` where the node does not answer any more. */
async function askModels(target: Target, service: QueryService): Promise<string | undefined> {
  try {
    const contexts = SERVICES.flatMap((each) =>
      MODELS[each].map(([, abstractSyntax]) => ({ abstractSyntax })),
    );
    const association = await connect({ ...target, contexts, timeouts: TIMEOUTS });
    const answered = association.contexts;
    await association.release().catch(() => association.abort());
    return adviseOnModels(answered, service);
  } catch {
    return undefined;
  }
}

function adviseOnModels(answered: readonly PresentationContext[], service: QueryService): string {
  const taken = (each: QueryService) =>
    MODELS[each].flatMap(([model, uid]) =>
      answered.some(({ abstractSyntax, result }) => abstractSyntax === uid && result === 0) ? [model] : [],
    );
  const own = taken(service);
  const others = SERVICES.filter((each) => taken(each).some((model) => model !== "worklist"));
  if (own.length > 0 && others.length > 0) return `The other side takes ${options(own)}.`;
  if (own.length > 0) return `The other side answers no Query/Retrieve, but takes ${options(own)}.`;
  if (others.length > 0) {
    const offers = others.map((each) => `${each} with ${options(taken(each))}`);
    return `The other side answers no ${service}, whatever the model, but ${offers.join(" and ")}.`;
  }
  const results = new Set(answered.filter(({ result }) => result !== 0).map(({ result }) => result));
  const why = [...results].map(describeContextResult).join(", ");
  return `The other side answers no Query/Retrieve: it refused Patient Root and Study Root for ${SERVICES.join(", ")} (${why}).`;
}

function options(models: readonly string[]): string {
  return models.map((model) => `--model ${model}`).join(" and ");
}
