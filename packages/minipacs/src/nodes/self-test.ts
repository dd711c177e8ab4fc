/** Plays a modality against the server's own listener: echo, worklist, store, MPPS, each told in words. */
import { createDataset, createUid, formatDate, formatTime } from "@minipacs/dicom-core";
import { connect, echo, find, MPPS, MPPS_STATUS, store, type Target } from "@minipacs/dimse";
import { explainStatus } from "../commands/explain.ts";
import { createStep, createStepEnd } from "../commands/mpps.ts";
import { describeOutcome, isStored } from "../commands/store.ts";
import { addUsualKeys } from "../commands/usual-keys.ts";
import type { Pacs } from "../pacs.ts";
import { createPhantom } from "../phantom/create-phantom.ts";
import type { PhantomOptions } from "../phantom/options.ts";
import { stationTerms } from "../services/station-charset.ts";
import { inWords, NODE_TIMEOUTS } from "./node.ts";

export type SelfTestStepName = "echo" | "worklist" | "store" | "mppsCreate" | "mppsSet" | "cleanUp";

export interface SelfTestStep {
  name: SelfTestStepName;
  isPassed: boolean;
  durationMs: number;
  /** For people. */
  message: string;
}

export interface SelfTestOutcome {
  isPassed: boolean;
  durationMs: number;
  steps: SelfTestStep[];
  /** What the test has made. */
  made: {
    worklistEntryId: string;
    StudyInstanceUID: string;
    SOPInstanceUID: string;
    mppsSopInstanceUid: string;
  };
  /** Whether it is still there. */
  isKept: boolean;
}

const timeouts = NODE_TIMEOUTS;
const PATIENT = { patientName: "Self^Test", patientId: "SELF-TEST" };

/**
 * Runs the steps one after the other over real associations, also where one fails. It works on a worklist entry, a study
 * and a procedure step of its own, which are removed in the end unless they are to be kept.
 */
export async function runSelfTest(pacs: Pacs, { keep = false } = {}): Promise<SelfTestOutcome> {
  const startedMs = performance.now();
  const target = ownTarget(pacs);
  const AccessionNumber = `SELF-${Date.now().toString(36).toUpperCase()}`;
  const [StudyInstanceUID, mppsSopInstanceUid] = [createUid(), createUid()];
  const [entry] = pacs.worklist.add([{ dataset: createEntry(AccessionNumber, StudyInstanceUID, target) }]);
  const worklistEntryId = entry?.id ?? "";
  const steps: SelfTestStep[] = [];
  const step = async (name: SelfTestStepName, run: () => Promise<string>) => {
    const beginMs = performance.now();
    const ended = await inWords(target, async () => {
      try {
        return { message: await run(), isPassed: true };
      } catch (error) {
        if (!(error instanceof StepFailure)) throw error;
        return { message: error.message, isPassed: false };
      }
    });
    const durationMs = Math.round(performance.now() - beginMs);
    const { message, isPassed } =
      "failure" in ended ? { message: ended.failure, isPassed: false } : ended.value;
    steps.push({ name, isPassed, durationMs, message });
  };
  const charset = stationTerms(pacs.settings, target.callingAeTitle ?? "").join("\\");
  const object = await phantomOf({ accessionNumber: AccessionNumber, studyUid: StudyInstanceUID, charset });
  const SOPInstanceUID = object?.dataset.getText("SOPInstanceUID") ?? "";
  const made = { worklistEntryId, StudyInstanceUID, SOPInstanceUID, mppsSopInstanceUid };

  await step("echo", async () => {
    const { status } = await echo(target, { timeouts });
    if (status !== 0) throw new StepFailure(`C-ECHO: ${explainStatus(status, "C-ECHO")}.`);
    return "C-ECHO was answered.";
  });
  await step("worklist", async () => {
    const query = createDataset({ AccessionNumber });
    addUsualKeys(query, "worklist");
    let count = 0;
    for await (const _ of find(target, "worklist", query, { timeouts })) count += 1;
    if (count !== 1) throw new StepFailure(`The query found ${count} entries, not the one of the test.`);
    return "The worklist query found the entry of the test.";
  });
  await step("store", async () => {
    const [outcome] = await store(target, object ? [object] : [], { timeouts });
    if (!outcome || !isStored(outcome)) {
      throw new StepFailure(`The object was ${outcome ? describeOutcome(outcome) : "not made"}.`);
    }
    if (!(await pacs.index.get(SOPInstanceUID))) throw new StepFailure("The object is not in the list.");
    return "An image was stored, and is in the list.";
  });
  await step("mppsCreate", async () => {
    await onMpps(target, (association) => {
      const scheduled = { ...facts(AccessionNumber), studyUid: StudyInstanceUID };
      const dataset = createStep(scheduled, association.callingAeTitle);
      return association.nCreate({ sopClassUid: MPPS, sopInstanceUid: mppsSopInstanceUid, dataset });
    });
    const isLinked = pacs.mpps.get(mppsSopInstanceUid)?.isLinked;
    if (!isLinked) throw new StepFailure("The procedure step is not linked to the entry of the test.");
    return "A procedure step was begun, and is linked to its worklist entry.";
  });
  await step("mppsSet", async () => {
    await onMpps(target, (association) => {
      const dataset = createStepEnd(facts(AccessionNumber), MPPS_STATUS.completed);
      return association.nSet({ sopClassUid: MPPS, sopInstanceUid: mppsSopInstanceUid, dataset });
    });
    return "The procedure step was completed.";
  });
  if (!keep) {
    await step("cleanUp", async () => {
      pacs.worklist.remove([worklistEntryId]);
      pacs.mpps.remove(mppsSopInstanceUid);
      await pacs.removeObjects({ StudyInstanceUID });
      return "What the test has made was removed.";
    });
  }
  const durationMs = Math.round(performance.now() - startedMs);
  return { isPassed: steps.every(({ isPassed }) => isPassed), durationMs, steps, made, isKept: keep };
}

/** A step whose answer was not what it should be. */
class StepFailure extends Error {}

function facts(accession: string) {
  return { accession, modality: "CT", ...PATIENT };
}

/** The server's own address, called as a modality that it allows. */
function ownTarget({ settings, config, dicomPort: port }: Pacs): Target {
  const isAny = settings.host === undefined || settings.host === "0.0.0.0" || settings.host === "::";
  const { tls } = config;
  return {
    host: isAny ? "127.0.0.1" : (settings.host as string),
    port,
    calledAeTitle: settings.aeTitle,
    callingAeTitle: settings.allowedAeTitles[0] ?? "SELF-TEST",
    // Its own certificate may name another host, or be signed by nobody.
    tls: tls && { cert: tls.cert, key: tls.key, passphrase: tls.passphrase, rejectUnauthorized: false },
  };
}

function createEntry(AccessionNumber: string, StudyInstanceUID: string, { callingAeTitle }: Target) {
  const now = new Date();
  return createDataset({
    ...{ AccessionNumber, StudyInstanceUID },
    PatientName: PATIENT.patientName,
    PatientID: PATIENT.patientId,
    ScheduledProcedureStepSequence: [
      {
        Modality: "CT",
        ScheduledStationAETitle: callingAeTitle ?? "",
        ScheduledProcedureStepStartDate: formatDate(now),
        ScheduledProcedureStepStartTime: formatTime(now),
      },
    ],
  });
}

async function phantomOf(options: Pick<PhantomOptions, "accessionNumber" | "studyUid" | "charset">) {
  const slice = { kinds: ["ct"], count: 1, size: 64, ...PATIENT, ...options } as const;
  for await (const object of createPhantom(slice)) return object;
  return undefined;
}

type MppsAssociation = Awaited<ReturnType<typeof connect>>;

async function onMpps(
  target: Target,
  request: (association: MppsAssociation) => ReturnType<MppsAssociation["nSet"]>,
): Promise<void> {
  const association = await connect({ ...target, timeouts, contexts: [{ abstractSyntax: MPPS }] });
  try {
    const { status, errorComment } = await request(association);
    if (status !== 0) throw new StepFailure(`MPPS: ${explainStatus(status, "N-SET", errorComment)}.`);
    await association.release();
  } finally {
    association.abort();
  }
}
