/** The N-services as service user, and N-EVENT-REPORT as provider. PS3.7 10.1. */
import { type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD, type CommandSet } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { type AbortableOptions, contextFor, type RequiredRole, requestOne } from "./request.ts";

interface OfSopClass {
  sopClassUid: string;
  /** Of the context, where it is not the SOP class: a Meta SOP class, PS3.4 H.3.2; Unified Procedure Step, PS3.4 CC. */
  abstractSyntax?: string | undefined;
}

interface OfSopInstance extends OfSopClass {
  sopInstanceUid: string;
}

/** PS3.7 10.1.5. */
export interface NCreateOptions extends OfSopClass {
  /** Absent: the peer assigns one and tells it in the response. */
  sopInstanceUid?: string | undefined;
  dataset?: Dataset | undefined;
}

/** PS3.7 10.1.3. */
export interface NSetOptions extends OfSopInstance {
  dataset: Dataset;
}

/** PS3.7 10.1.2. */
export interface NGetOptions extends OfSopInstance {
  /** Tags of what is wanted. Default: everything. */
  attributes?: readonly number[] | undefined;
}

/** PS3.7 10.1.6. */
export interface NDeleteOptions extends OfSopInstance {}

/** PS3.7 10.1.4. */
export interface NActionOptions extends OfSopInstance {
  actionTypeId: number;
  /** Action Information. */
  dataset?: Dataset | undefined;
}

/** PS3.7 10.1.1. */
export interface NEventReportOptions extends OfSopInstance {
  eventTypeId: number;
  /** Event Information. */
  dataset?: Dataset | undefined;
}

/** The response to an N-service. */
export interface NResponse {
  status: number;
  sopInstanceUid: string | undefined;
  /** Attribute list, Action Reply or Event Reply. */
  dataset: Dataset | undefined;
  errorComment: string | undefined;
  errorId: number | undefined;
  /** Tags of what an error or a warning is about: (0000,0901) Offending Element, or (0000,1005) Attribute Identifier List. */
  offendingElements: readonly number[];
}

/** One N-service request: what goes over the wire. */
export interface NRequest {
  contextAbstractSyntax: string;
  role: RequiredRole;
  command: CommandSet;
  dataset?: Dataset | undefined;
}

export function nCreateRequest(options: NCreateOptions): NRequest {
  return affected("N-CREATE-RQ", options, "requestorIsScu", {});
}

export function nSetRequest(options: NSetOptions): NRequest {
  return { ...requested("N-SET-RQ", options, {}), dataset: options.dataset };
}

export function nGetRequest(options: NGetOptions): NRequest {
  const { attributes } = options;
  return requested("N-GET-RQ", options, {
    AttributeIdentifierList: attributes?.length ? attributes : undefined,
  });
}

export function nDeleteRequest(options: NDeleteOptions): NRequest {
  return requested("N-DELETE-RQ", options, {});
}

export function nActionRequest(options: NActionOptions): NRequest {
  const { actionTypeId: ActionTypeID, dataset } = options;
  return { ...requested("N-ACTION-RQ", options, { ActionTypeID }), dataset };
}

/** The SCP reports: an acceptor by the default roles, a requestor that was given the SCP role. */
export function nEventReportRequest(options: NEventReportOptions, role: RequiredRole): NRequest {
  return affected("N-EVENT-REPORT-RQ", options, role, { EventTypeID: options.eventTypeId });
}

function affected(
  name: "N-CREATE-RQ" | "N-EVENT-REPORT-RQ",
  options: NCreateOptions | NEventReportOptions,
  role: RequiredRole,
  own: Partial<CommandSet>,
): NRequest {
  const { sopClassUid, sopInstanceUid, abstractSyntax = sopClassUid, dataset } = options;
  const command = {
    CommandField: COMMAND_FIELD[name],
    AffectedSOPClassUID: sopClassUid,
    AffectedSOPInstanceUID: sopInstanceUid,
    ...own,
  };
  return { contextAbstractSyntax: abstractSyntax, role, command, dataset };
}

function requested(
  name: "N-SET-RQ" | "N-GET-RQ" | "N-DELETE-RQ" | "N-ACTION-RQ",
  options: OfSopInstance,
  own: Partial<CommandSet>,
): NRequest {
  const { sopClassUid, sopInstanceUid, abstractSyntax = sopClassUid } = options;
  const command = {
    CommandField: COMMAND_FIELD[name],
    RequestedSOPClassUID: sopClassUid,
    RequestedSOPInstanceUID: sopInstanceUid,
    ...own,
  };
  return { contextAbstractSyntax: abstractSyntax, role: "requestorIsScu", command };
}

/** Sends an N-service request over an open association. */
export async function requestN(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  request: NRequest,
  options: AbortableOptions,
): Promise<NResponse> {
  const { contextAbstractSyntax, role, command, dataset } = request;
  const context = contextFor(contexts, contextAbstractSyntax, role);
  const transferSyntaxUid = context.transferSyntax;
  const data = dataset && writeDataset(dataset, { transferSyntaxUid });
  const { command: response, dataSet } = await requestOne(exchange, context.id, command, data, options);
  return {
    status: response.Status,
    sopInstanceUid: response.AffectedSOPInstanceUID ?? command.AffectedSOPInstanceUID,
    dataset: dataSet && readDataset(dataSet, { transferSyntaxUid }),
    errorComment: response.ErrorComment,
    errorId: response.ErrorID,
    offendingElements: response.OffendingElement ?? response.AttributeIdentifierList ?? [],
  };
}
