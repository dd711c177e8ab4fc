/** MPPS N-CREATE, N-SET and N-GET as provider: checked, kept, linked to the worklist. PS3.4 F.7, F.8. */
import {
  createUid,
  Dataset,
  isDicomError,
  readDataset,
  type Tag,
  tagForKeyword,
  writeDataset,
} from "@minipacs/dicom-core";
import {
  type NCreateRequest,
  type NGetRequest,
  type NResult,
  type NSetRequest,
  STATUS,
} from "@minipacs/dimse";
import type { PacsSettings } from "../config/settings.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { Peer } from "../events/event-types.ts";
import { keptDataset, mergeAttributes } from "./merge-attributes.ts";
import { findMppsAttribute } from "./mpps-attributes.ts";
import {
  LINK_NAMES,
  type LinkableWorklist,
  type StepStatusChange,
  scheduledStepsOf,
  stepStatusChanges,
} from "./mpps-link.ts";
import type { MppsRefusals } from "./mpps-refusals.ts";
import { checkCreate, checkGet, checkSet, statusOf } from "./mpps-rules.ts";
import { type MppsStepState, summarizeStep } from "./mpps-step.ts";
import type { MppsStore, NewMppsMessage } from "./mpps-store.ts";
import { hasValue } from "./mpps-type-rules.ts";
import {
  limitViolations,
  type MppsViolation,
  nameAttribute,
  pathOfTags,
  refusalOf,
  violation,
} from "./mpps-violation.ts";
import { peerOf } from "./peer.ts";
import { RequestNotes } from "./request-notes.ts";

export interface MppsServiceOptions {
  mpps: MppsStore;
  refusals: MppsRefusals;
  worklist: LinkableWorklist & { setStepStatus(id: string, stepIndex: number, status: string): unknown };
  events: EventBus;
  settings: () => Pick<PacsSettings, "mppsMode" | "updatesStepStatus">;
}

/** What the event of a request tells. */
export interface MppsNote {
  /** Absent where the request was refused. */
  step: MppsStepState | undefined;
  violations: readonly MppsViolation[];
}

const SPECIFIC_CHARACTER_SET = tagForKeyword("SpecificCharacterSet");
/** Of type 2 for an SCP of N-GET, though of type 3 for N-CREATE. PS3.4 Table F.8.2-1. */
const DISCONTINUATION_REASON = tagForKeyword("PerformedProcedureStepDiscontinuationReasonCodeSequence");

/** The MPPS provider. */
export class MppsService {
  readonly #options: MppsServiceOptions;
  readonly notes = new RequestNotes<MppsNote>();

  constructor(options: MppsServiceOptions) {
    this.#options = options;
  }

  /** Adds a step. */
  create(request: NCreateRequest): { sopInstanceUid: string } {
    const { mpps } = this.#options;
    const { sopClassUid, sopInstanceUid: asked, dataset } = request;
    const isKnown = asked !== undefined && mpps.has(asked);
    const violations = limitViolations(checkCreate({ sopClassUid, sopInstanceUid: asked, isKnown, dataset }));
    const sopInstanceUid = asked || createUid();
    this.#refuse(request, "N-CREATE", sopInstanceUid, violations);
    this.#keep(request, "N-CREATE", sopInstanceUid, keptDataset(dataset), violations);
    return { sopInstanceUid };
  }

  /** Changes a step. */
  set(request: NSetRequest): void {
    const { mpps } = this.#options;
    const { sopClassUid, sopInstanceUid } = request;
    const before = mpps.dataset(sopInstanceUid);
    const changes = before ? inSetOf(before, request) : request.dataset;
    const merged = before && mergeAttributes(before, changes);
    const unreadable = merged?.unreadable.map(pathOfTags) ?? [];
    const found = checkSet({ sopClassUid, before, changes: request.dataset, merged: merged?.dataset });
    const more = unreadable.filter((path) => !isTold(found, path)).map(unmergeable);
    const violations = limitViolations([...found, ...more]);
    this.#refuse(request, "N-SET", sopInstanceUid, violations);
    if (merged) this.#keep(request, "N-SET", sopInstanceUid, merged, violations);
  }

  /**
   * Returns the attributes that are asked for, or all. What an SCP has to support is there, empty if need be; what else
   * is not there is told with 0001. The character set comes along, because the text cannot be read without it.
   */
  get(request: NGetRequest): NResult {
    const { mpps } = this.#options;
    const { sopClassUid, sopInstanceUid, attributes } = request;
    const dataset = mpps.dataset(sopInstanceUid);
    const violations = checkGet({ sopClassUid, isKnown: dataset !== undefined });
    this.#refuse(request, "N-GET", sopInstanceUid, violations);
    this.#note(request, { step: mpps.state(sopInstanceUid), violations });
    if (dataset === undefined || attributes.length === 0) return { dataset };
    const asked = new Set(attributes);
    const selected = dataset.clone();
    for (const { tag } of dataset.elements()) {
      if (!asked.has(tag) && tag !== SPECIFIC_CHARACTER_SET) selected.delete(tag);
    }
    const missing = [...asked].filter((tag) => !dataset.has(tag) && tag !== SPECIFIC_CHARACTER_SET);
    for (const tag of missing.filter(isSupported)) selected.set(tag, undefined);
    const offendingElements = missing.filter((tag) => !isSupported(tag));
    if (offendingElements.length === 0) return { dataset: selected };
    return { dataset: selected, status: STATUS.optionalAttributesNotSupported, offendingElements };
  }

  /**
   * @throws DimseStatusError where the request is not carried out; it is among the refusals, and in the history of its
   *   step, all the same
   */
  #refuse(
    request: NCreateRequest | NSetRequest | NGetRequest,
    service: "N-CREATE" | "N-SET" | "N-GET",
    sopInstanceUid: string,
    violations: readonly MppsViolation[],
  ): void {
    const { mpps, refusals, settings } = this.#options;
    this.#warn(request, service, sopInstanceUid, violations);
    const dataset = "dataset" in request ? request.dataset : new Dataset();
    const refusal = refusalOf(violations, settings().mppsMode, dataset);
    if (refusal === undefined) return;
    this.#note(request, { step: undefined, violations });
    refusals.add({
      ...{ time: new Date().toISOString(), service, violations, answer: refusal.status },
      sopInstanceUid: request.sopInstanceUid ?? "",
      peer: peerOf(request.association),
    });
    const step = mpps.state(sopInstanceUid);
    if (step && "dataset" in request && service !== "N-GET") {
      mpps.record(sopInstanceUid, messageOf(request, service, step.status, refusal.status, violations));
    }
    throw refusal;
  }

  #keep(
    request: NCreateRequest | NSetRequest,
    service: "N-CREATE" | "N-SET",
    sopInstanceUid: string,
    { dataset, bytes }: { dataset: Dataset; bytes: Uint8Array },
    violations: readonly MppsViolation[],
  ): void {
    const { mpps, worklist, settings } = this.#options;
    const message = messageOf(request, service, statusOf(dataset), STATUS.success, violations);
    const scheduled = scheduledStepsOf(dataset);
    const summary = summarizeStep(sopInstanceUid, dataset, scheduled, message, mpps.state(sopInstanceUid));
    const step = mpps.record(sopInstanceUid, message, { summary, bytes });
    this.#note(request, { step, violations });
    if (step) this.#warnOfContradictions(step, message);
    if (step === undefined || !settings().updatesStepStatus) return;
    for (const change of stepStatusChanges(step.link, scheduled, step, worklist)) {
      this.#move(change, message.peer);
    }
  }

  /** The step is linked all the same. */
  #warnOfContradictions(
    { sopInstanceUid, link, contradictions }: MppsStepState,
    { service, peer }: NewMppsMessage,
  ) {
    for (const { id, attribute, ofStep, ofEntry } of contradictions) {
      const by = link.entries.find((entry) => entry.id === id);
      const found = by ? ` with ${LINK_NAMES[by.by]} ${by.value}` : "";
      const message = `MPPS: ${nameAttribute(attribute)} is ${ofStep}, but ${ofEntry} in the worklist entry${found} (${service} ${sopInstanceUid} from ${peer.callingAeTitle})`;
      this.#options.events.publish({ type: "warning", code: "MPPS_CONTRADICTION", message, peer });
    }
  }

  /** The step is kept by now: where its worklist cannot be changed, the modality need not know. */
  #move({ id, stepIndex, status }: StepStatusChange, peer: Peer): void {
    const { worklist, events } = this.#options;
    try {
      worklist.setStepStatus(id, stepIndex, status);
    } catch (error) {
      if (!isDicomError(error)) throw error;
      events.publish({ type: "error", code: error.code, message: error.message, peer });
    }
  }

  #note(request: NCreateRequest | NSetRequest | NGetRequest, note: MppsNote): void {
    this.notes.put(request.association, request.messageId, note);
  }

  /** Every violation is told, whether the request is carried out or not. */
  #warn(
    request: NCreateRequest | NSetRequest | NGetRequest,
    service: string,
    sopInstanceUid: string,
    violations: readonly MppsViolation[],
  ): void {
    const peer = peerOf(request.association);
    for (const { rule, attribute, sentence } of violations) {
      const message = `MPPS ${rule}: ${sentence} (${service} ${sopInstanceUid} from ${peer.callingAeTitle})`;
      this.#options.events.publish({
        ...{ type: "warning", code: "MPPS_RULE", message, peer },
        ...{ rule, attribute, sopInstanceUid },
      });
    }
  }
}

/**
 * Returns a data set whose text is read in the set of another one, unless it declares its own: a modality that declares
 * its set in the N-CREATE alone means that of the N-CREATE.
 */
function inSetOf(
  { characterSetAsRead }: Dataset,
  { dataset, transferSyntaxUid }: { dataset: Dataset; transferSyntaxUid: string },
): Dataset {
  if (hasValue(dataset, "SpecificCharacterSet") || characterSetAsRead.length === 0) return dataset;
  const undeclared = dataset.clone();
  undeclared.delete("SpecificCharacterSet");
  const bytes = writeDataset(undeclared, { transferSyntaxUid });
  return readDataset(bytes, { transferSyntaxUid, specificCharacterSet: characterSetAsRead });
}

function isTold(violations: readonly MppsViolation[], path: string): boolean {
  return violations.some(({ rule, attribute }) => rule === "M14" && attribute === path);
}

function unmergeable(attribute: string): MppsViolation {
  const sentence = `${nameAttribute(attribute)} cannot be brought into one character set with the rest.`;
  return violation("M14", sentence, { attribute, status: STATUS.invalidAttributeValue });
}

/** Whether an attribute is of type 2 for an SCP of N-GET: there, and empty where it has no value. PS3.4 Table F.8.2-1. */
function isSupported(tag: Tag): boolean {
  return findMppsAttribute(tag)?.create === "2" || tag === DISCONTINUATION_REASON;
}

function messageOf(
  request: NCreateRequest | NSetRequest,
  service: "N-CREATE" | "N-SET",
  status: string,
  answer: number,
  violations: readonly MppsViolation[],
): NewMppsMessage {
  const { association, dataset, transferSyntaxUid } = request;
  return {
    time: new Date().toISOString(),
    ...{ service, status, answer, violations, transferSyntaxUid },
    callingAeTitle: association.callingAeTitle,
    peer: peerOf(association),
    // Nothing has changed it: these are the bytes that came.
    bytes: writeDataset(dataset, { transferSyntaxUid }),
  };
}
