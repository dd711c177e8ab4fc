/** N-CREATE and N-SET as SCU. PS3.7 10.1.5, 10.1.3. */
import { type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import type { PresentationContext } from "../association/presentation-context.ts";
import { COMMAND_FIELD, type CommandSet } from "../message/command-table.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { type AbortableOptions, contextFor, requestOne } from "./request.ts";

export interface NCreateOptions {
  sopClassUid: string;
  /** Absent: the peer assigns one and tells it in the response. */
  sopInstanceUid?: string | undefined;
  dataset?: Dataset | undefined;
}

export interface NSetOptions {
  sopClassUid: string;
  sopInstanceUid: string;
  dataset: Dataset;
}

/** The response to an N-service. */
export interface NResponse {
  status: number;
  sopInstanceUid: string | undefined;
  dataset: Dataset | undefined;
  errorComment: string | undefined;
  errorId: number | undefined;
}

export function nCreateOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  request: NCreateOptions,
  options: AbortableOptions,
): Promise<NResponse> {
  const { sopClassUid, sopInstanceUid, dataset } = request;
  const command = {
    CommandField: COMMAND_FIELD["N-CREATE-RQ"],
    AffectedSOPClassUID: sopClassUid,
    AffectedSOPInstanceUID: sopInstanceUid,
  };
  return requestN(exchange, contexts, sopClassUid, command, dataset, options);
}

export function nSetOn(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  request: NSetOptions,
  options: AbortableOptions,
): Promise<NResponse> {
  const { sopClassUid, sopInstanceUid, dataset } = request;
  const command = {
    CommandField: COMMAND_FIELD["N-SET-RQ"],
    RequestedSOPClassUID: sopClassUid,
    RequestedSOPInstanceUID: sopInstanceUid,
  };
  return requestN(exchange, contexts, sopClassUid, command, dataset, options);
}

async function requestN(
  exchange: MessageExchange,
  contexts: readonly PresentationContext[],
  sopClassUid: string,
  command: CommandSet,
  dataset: Dataset | undefined,
  options: AbortableOptions,
): Promise<NResponse> {
  const context = contextFor(contexts, sopClassUid);
  const transferSyntaxUid = context.transferSyntax;
  const data = dataset && writeDataset(dataset, { transferSyntaxUid });
  const response = await requestOne(exchange, context.id, command, data, options);
  return {
    status: response.command.Status,
    sopInstanceUid: response.command.AffectedSOPInstanceUID ?? command.AffectedSOPInstanceUID,
    dataset: response.dataSet && readDataset(response.dataSet, { transferSyntaxUid }),
    errorComment: response.command.ErrorComment,
    errorId: response.command.ErrorID,
  };
}
