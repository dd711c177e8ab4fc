/** What a worklist query does that makes answers worse than they could be. PS3.4 K.4.1, Table K.6-1. */
import {
  type Dataset,
  declaredCharacterSet,
  describeTag,
  diagnoseText,
  keywordForTag,
  parseDateRange,
  parseDateTimeRange,
  parseTimeRange,
  VR_TABLE,
  type Vr,
} from "@minipacs/dicom-core";
import { ROOT_KEYWORDS, STEP_KEYWORDS } from "../worklist/step-keywords.ts";

/** Something to tell the people who built the modality; holds no values. */
export interface QueryWarning {
  /** Stable. */
  code:
    | "WORKLIST_QUERY_LEVEL"
    | "WORKLIST_WRONG_LEVEL"
    | "WORKLIST_MISSING_KEYS"
    | "WORKLIST_QUERY_TEXT"
    | "WORKLIST_QUERY_VALUE";
  message: string;
  /** Keywords, within steps with their path. */
  attributes: string[];
}

const STEPS = "ScheduledProcedureStepSequence";

/** Return keys of type 1 in Table K.6-1; of alternatives, which are 1C, one is enough. */
const TYPE_1_ROOT = [
  ["PatientName"],
  ["PatientID"],
  ["StudyInstanceUID"],
  ["RequestedProcedureID"],
  ["RequestedProcedureDescription", "RequestedProcedureCodeSequence"],
];
const TYPE_1_STEP = [
  ["Modality"],
  ["ScheduledStationAETitle"],
  ["ScheduledProcedureStepStartDate"],
  ["ScheduledProcedureStepStartTime"],
  ["ScheduledProcedureStepID"],
  ["ScheduledProcedureStepDescription", "ScheduledProtocolCodeSequence"],
];

/** Returns what is to be said of a query as it was received. */
export function warningsOfQuery(identifier: Dataset): QueryWarning[] {
  return [queryLevel, wrongLevel, missingKeys, queryText, queryValues].flatMap(
    (check) => check(identifier) ?? [],
  );
}

function queryLevel(identifier: Dataset): QueryWarning | undefined {
  if (!identifier.has("QueryRetrieveLevel")) return undefined;
  return {
    code: "WORKLIST_QUERY_LEVEL",
    message: "QueryRetrieveLevel in a worklist query: the worklist has no levels, it is ignored",
    attributes: ["QueryRetrieveLevel"],
  };
}

function wrongLevel(identifier: Dataset): QueryWarning | undefined {
  const atRoot = keywordsOf(identifier).filter((keyword) => STEP_KEYWORDS.has(keyword));
  const [step] = identifier.get(STEPS) ?? [];
  const inStep = step ? keywordsOf(step).filter((keyword) => ROOT_KEYWORDS.has(keyword)) : [];
  if (atRoot.length === 0 && inStep.length === 0) return undefined;
  const parts = [
    atRoot.length > 0 ? `${atRoot.join(", ")} at the root belongs into ${STEPS}` : "",
    inStep.length > 0 ? `${inStep.join(", ")} within ${STEPS} belongs to the root` : "",
  ];
  return {
    code: "WORKLIST_WRONG_LEVEL",
    message: parts.filter((part) => part !== "").join("; "),
    attributes: [...atRoot, ...inStep.map((keyword) => `${STEPS}.${keyword}`)],
  };
}

/** An empty sequence, or one with an empty item, asks for all that a step has. */
function missingKeys(identifier: Dataset): QueryWarning | undefined {
  const missing = missingOf(identifier, TYPE_1_ROOT);
  const steps = identifier.get(STEPS);
  const [step] = steps ?? [];
  if (steps === undefined) missing.push(STEPS);
  else if (step !== undefined && step.size > 0) {
    missing.push(...missingOf(step, TYPE_1_STEP).map((keyword) => `${STEPS}.${keyword}`));
  }
  if (missing.length === 0) return undefined;
  return {
    code: "WORKLIST_MISSING_KEYS",
    message: `not asked for, though every worklist has it: ${missing.join(", ")}`,
    attributes: missing,
  };
}

function missingOf(dataset: Dataset, groups: readonly (readonly string[])[]): string[] {
  return groups.flatMap((keywords) =>
    keywords.some((keyword) => dataset.has(keyword)) ? [] : [keywords.join(" or ")],
  );
}

function queryText(identifier: Dataset): QueryWarning | undefined {
  const attributes = notAscii(identifier, "");
  if (attributes.length === 0) return undefined;
  const isDeclared = declaredCharacterSet(identifier).length > 0;
  if (isDeclared && diagnoseText(identifier).length === 0) return undefined;
  const message = isDeclared
    ? "text that the Specific Character Set of the query does not hold"
    : "text outside ASCII without Specific Character Set, read in the character set of the answers";
  return { code: "WORKLIST_QUERY_TEXT", message: `${message}: ${attributes.join(", ")}`, attributes };
}

const RANGES: { readonly [vr in Vr]?: readonly [parse: (text: string) => unknown, form: string] } = {
  DA: [parseDateRange, "YYYYMMDD"],
  TM: [parseTimeRange, "HHMMSS"],
  DT: [parseDateTimeRange, "YYYYMMDDHHMMSS"],
};

/** What is no date fits no entry, and looks like an empty worklist. */
function queryValues(identifier: Dataset): QueryWarning | undefined {
  const odd = oddMoments(identifier, "");
  if (odd.length === 0) return undefined;
  const forms = odd.map(({ name, form }) => `${name} (${form} is expected)`);
  const message = `no date or time, nor a range of them, which fits nothing: ${forms.join(", ")}`;
  return { code: "WORKLIST_QUERY_VALUE", message, attributes: odd.map(({ name }) => name) };
}

function oddMoments(dataset: Dataset, path: string): { name: string; form: string }[] {
  return [...dataset.elements()].flatMap(({ tag, vr, items }) => {
    const name = `${path}${describeTag(tag)}`;
    if (items) return items.flatMap((item) => oddMoments(item, `${name}.`));
    const [parse, form] = RANGES[vr] ?? [];
    const text = parse && dataset.getText(tag)?.trim();
    // A lone asterisk is the universal match of some.
    if (!parse || !form || !text || text === "*") return [];
    return text.split("\\").every((value) => parse(value.trim()) !== undefined) ? [] : [{ name, form }];
  });
}

/** Returns the paths of texts with bytes beyond ASCII, or with escape sequences. */
function notAscii(dataset: Dataset, path: string): string[] {
  const found: string[] = [];
  for (const { tag, vr, items, bytes } of dataset.elements()) {
    const name = `${path}${describeTag(tag)}`;
    if (items) found.push(...items.flatMap((item) => notAscii(item, `${name}.`)));
    else if (VR_TABLE[vr].usesCharacterSet && bytes.some((byte) => byte > 0x7e || byte === 0x1b)) {
      found.push(name);
    }
  }
  return found;
}

function keywordsOf(dataset: Dataset): string[] {
  return [...dataset.elements()].flatMap(({ tag }) => keywordForTag(tag) ?? []);
}
