/** The N-services as provider, and N-EVENT-REPORT as user. PS3.7 10.1. */
import { createUid, Dataset } from "@minipacs/dicom-core";
import { STATUS } from "../message/status.ts";
import type { NResult } from "./handler-types.ts";
import { optionalDataset, outcomeOf, type Provider, requestFor, requiredDataset } from "./provider.ts";
import type { Outcome, Work } from "./responder.ts";

export async function serveNCreate(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  // One of zero length is none.
  const requested = work.command.AffectedSOPInstanceUID || undefined;
  const outcome = await outcomeOf(provider, work, "N-CREATE", STATUS.processingFailure, async () => {
    const dataset = optionalDataset(work, STATUS.processingFailure) ?? new Dataset();
    const result =
      (await handlers.nCreate?.(requestFor(provider, work, { sopInstanceUid: requested, dataset }))) ?? {};
    return { ...asOutcome(result), sopInstanceUid: requested ?? result.sopInstanceUid ?? createUid() };
  });
  if (await responder.answer(work, outcome)) {
    const sopInstanceUid = outcome.sopInstanceUid ?? requested;
    emit({ type: "n-create", ...responder.told(work, outcome), sopInstanceUid });
  }
}

export async function serveNSet(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const sopInstanceUid = work.command.RequestedSOPInstanceUID ?? "";
  const outcome = await outcomeOf(provider, work, "N-SET", STATUS.processingFailure, async () => {
    const dataset = requiredDataset(work, STATUS.processingFailure);
    return asOutcome((await handlers.nSet?.(requestFor(provider, work, { sopInstanceUid, dataset }))) ?? {});
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "n-set", ...responder.told(work, outcome), sopInstanceUid });
  }
}

export async function serveNGet(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const { RequestedSOPInstanceUID: sopInstanceUid = "", AttributeIdentifierList: attributes = [] } =
    work.command;
  const outcome = await outcomeOf(provider, work, "N-GET", STATUS.processingFailure, async () => {
    const result = await handlers.nGet?.(requestFor(provider, work, { sopInstanceUid, attributes }));
    return asOutcome(result instanceof Dataset ? { dataset: result } : (result ?? {}));
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "n-get", ...responder.told(work, outcome), sopInstanceUid });
  }
}

export async function serveNDelete(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const sopInstanceUid = work.command.RequestedSOPInstanceUID ?? "";
  const outcome = await outcomeOf(provider, work, "N-DELETE", STATUS.processingFailure, async () => {
    // Its response has no data set. PS3.7 10.3.6.2.
    const { status } = (await handlers.nDelete?.(requestFor(provider, work, { sopInstanceUid }))) ?? {};
    return { status: status ?? STATUS.success };
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "n-delete", ...responder.told(work, outcome), sopInstanceUid });
  }
}

export async function serveNAction(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const { RequestedSOPInstanceUID: sopInstanceUid = "", ActionTypeID: actionTypeId = 0 } = work.command;
  const outcome = await outcomeOf(provider, work, "N-ACTION", STATUS.processingFailure, async () => {
    const dataset = optionalDataset(work, STATUS.processingFailure);
    const request = requestFor(provider, work, { sopInstanceUid, actionTypeId, dataset });
    return { ...asOutcome((await handlers.nAction?.(request)) ?? {}), actionTypeId };
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "n-action", ...responder.told(work, outcome), sopInstanceUid, actionTypeId });
  }
}

export async function serveNEventReport(provider: Provider, work: Work): Promise<void> {
  const { handlers, responder, emit } = provider;
  const { AffectedSOPInstanceUID: sopInstanceUid = "", EventTypeID: eventTypeId = 0 } = work.command;
  const outcome = await outcomeOf(provider, work, "N-EVENT-REPORT", STATUS.processingFailure, async () => {
    const dataset = optionalDataset(work, STATUS.processingFailure);
    const request = requestFor(provider, work, { sopInstanceUid, eventTypeId, dataset });
    return { ...asOutcome((await handlers.nEventReport?.(request)) ?? {}), eventTypeId };
  });
  if (await responder.answer(work, outcome)) {
    emit({ type: "n-event-report", ...responder.told(work, outcome), sopInstanceUid, eventTypeId });
  }
}

function asOutcome({ status, dataset, attributes, offendingElements, errorComment }: NResult): Outcome {
  return { status: status ?? STATUS.success, dataset, attributes, offendingElements, errorComment };
}
