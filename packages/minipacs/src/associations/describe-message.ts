/** Puts associations and messages into words for those who ask. PS3.7 9.3, 10.3, Annex C. */
import { lookupUid, readDataset } from "@minipacs/dicom-core";
import {
  describeStatus,
  isStorageSopClass,
  MPPS,
  messageName,
  type StatusService,
  type StatusServiceClass,
  statusClass,
} from "@minipacs/dimse";
import type {
  AssociationRecord,
  ContextRecord,
  MessageDetails,
  MessageRecord,
} from "./association-record.ts";
import type { KeptAssociation, KeptMessage } from "./kept-association.ts";

export function describeAssociation(association: KeptAssociation, nowMs: number): AssociationRecord {
  const { facts, messageCount, droppedMessageCount } = association;
  return { ...facts, ...association.trafficAt(nowMs), messageCount, droppedMessageCount };
}

export function describeMessage(message: KeptMessage, contexts: readonly ContextRecord[]): MessageRecord {
  const { number, direction, requestNumber, contextId, command, durationMs, byteCount, object } = message;
  const name = messageName(command.CommandField);
  const service = name.replace(/-R(?:Q|SP)$/, "");
  const sopClassUid = command.AffectedSOPClassUID ?? command.RequestedSOPClassUID;
  const { Status: status, ErrorComment: errorComment, OffendingElement: offending } = command;
  return {
    ...{ number, direction, name, service, requestNumber, contextId },
    messageId: command.MessageID ?? command.MessageIDBeingRespondedTo,
    transferSyntaxUid: transferSyntaxOf(message, contexts),
    sopClassUid,
    sopClassName: sopClassUid === undefined ? undefined : (lookupUid(sopClassUid)?.name ?? sopClassUid),
    sopInstanceUid: command.AffectedSOPInstanceUID ?? command.RequestedSOPInstanceUID,
    time: new Date(message.timeMs).toISOString(),
    ...{ durationMs, byteCount, dataSet: message.dataSetState },
    ...describeOutcome(status, service as StatusService, sopClassUid),
    errorComment,
    offendingElements: offending && [...offending],
    object,
  };
}

/** @throws what readDataset throws */
export function describeMessageDetails(
  message: KeptMessage,
  contexts: readonly ContextRecord[],
): MessageDetails {
  const transferSyntaxUid = transferSyntaxOf(message, contexts);
  const { dataSet } = message;
  const isReadable = dataSet && transferSyntaxUid !== undefined;
  const dataset = isReadable ? readDataset(dataSet, { transferSyntaxUid }) : undefined;
  return { ...describeMessage(message, contexts), dataset };
}

function describeOutcome(
  status: number | undefined,
  service: StatusService,
  sopClassUid: string | undefined,
) {
  if (status === undefined) return { status, statusClass: undefined, statusText: undefined };
  return {
    status,
    statusClass: statusClass(status, service),
    statusText: describeStatus(status, service, serviceClassOf(sopClassUid)),
  };
}

/** Some codes say something else in another service class. */
function serviceClassOf(sopClassUid: string | undefined): StatusServiceClass | undefined {
  if (sopClassUid === MPPS) return "Modality Performed Procedure Step";
  return sopClassUid !== undefined && isStorageSopClass(sopClassUid) ? "Storage" : undefined;
}

function transferSyntaxOf(
  { contextId }: KeptMessage,
  contexts: readonly ContextRecord[],
): string | undefined {
  return contexts.find(({ id }) => id === contextId)?.transferSyntax;
}
