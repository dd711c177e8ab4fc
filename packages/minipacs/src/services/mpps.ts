/** MPPS N-CREATE and N-SET as provider, linked to the worklist by accession number. PS3.4 F.7. */
import { createUid, type Dataset } from "@minipacs/dicom-core";
import { DimseStatusError, type NCreateRequest, type NSetRequest, STATUS } from "@minipacs/dimse";
import type { PacsSettings } from "../config/settings.ts";
import { mergeAttributes } from "./merge-attributes.ts";
import type { MppsChange, MppsStep, MppsStore } from "./mpps-store.ts";
import { RequestNotes } from "./request-notes.ts";
import type { WorklistStore } from "./worklist-store.ts";

export interface MppsServiceOptions {
  mpps: MppsStore;
  worklist: WorklistStore;
  settings(): PacsSettings;
}

/** The MPPS provider. */
export class MppsService {
  readonly #options: MppsServiceOptions;
  readonly notes = new RequestNotes<MppsStep>();

  constructor(options: MppsServiceOptions) {
    this.#options = options;
  }

  /** Adds a step. Status 0111 for one that is there already. */
  create(request: NCreateRequest): { sopInstanceUid: string } {
    const { mpps } = this.#options;
    const sopInstanceUid = request.sopInstanceUid || createUid();
    if (mpps.has(sopInstanceUid)) {
      throw new DimseStatusError(STATUS.duplicateSopInstance, "this procedure step exists already");
    }
    this.#put(request, sopInstanceUid, request.dataset, "N-CREATE", undefined);
    return { sopInstanceUid };
  }

  /** Changes a step. Status 0112 for one that is not there. */
  set(request: NSetRequest): void {
    const { mpps } = this.#options;
    const { sopInstanceUid } = request;
    const before = mpps.get(sopInstanceUid);
    const dataset = mpps.dataset(sopInstanceUid);
    if (!before || !dataset) {
      throw new DimseStatusError(STATUS.noSuchSopInstance, "no such procedure step");
    }
    this.#put(request, sopInstanceUid, mergeAttributes(dataset, request.dataset), "N-SET", before);
  }

  #put(
    request: NCreateRequest | NSetRequest,
    sopInstanceUid: string,
    dataset: Dataset,
    service: MppsChange["service"],
    before: MppsStep | undefined,
  ): void {
    const { mpps, worklist } = this.#options;
    const { callingAeTitle } = request.association;
    const time = new Date().toISOString();
    const text = (key: string) => dataset.getText(key)?.trim() ?? "";
    const status = text("PerformedProcedureStepStatus");
    const accessionNumbers = accessionNumbersOf(dataset);
    const entries = accessionNumbers.flatMap((number) => worklist.withAccessionNumber(number));
    const step: MppsStep = {
      sopInstanceUid,
      status,
      accessionNumbers,
      isLinked: entries.length > 0,
      worklistEntryIds: entries.map(({ id }) => id),
      performedStationAeTitle: text("PerformedStationAETitle"),
      modality: text("Modality"),
      patientName: text("PatientName"),
      patientId: text("PatientID"),
      description: text("PerformedProcedureStepDescription"),
      startDate: text("PerformedProcedureStepStartDate"),
      startTime: text("PerformedProcedureStepStartTime"),
      endDate: text("PerformedProcedureStepEndDate"),
      endTime: text("PerformedProcedureStepEndTime"),
      callingAeTitle: before?.callingAeTitle ?? callingAeTitle,
      createdAt: before?.createdAt ?? time,
      updatedAt: time,
      history: [...(before?.history ?? []), { time, service, status, callingAeTitle }],
    };
    mpps.put(step, dataset);
    this.notes.put(request.association, request.messageId, step);
  }
}

/** Of the items of Scheduled Step Attributes Sequence (0040,0270); where they name none, of the root. */
function accessionNumbersOf(dataset: Dataset): string[] {
  const read = (from: Dataset) => from.getText("AccessionNumber")?.trim() ?? "";
  const items = dataset.get("ScheduledStepAttributesSequence") ?? [];
  const numbers = new Set(items.map(read).filter((number) => number !== ""));
  if (numbers.size === 0 && read(dataset) !== "") numbers.add(read(dataset));
  return [...numbers];
}
