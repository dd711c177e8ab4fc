/** What the services of one association work with, and what their handlers have in common. PS3.7 9.1, 10.1. */
import { type Dataset, isDicomError, readDataset } from "@minipacs/dicom-core";
import type { AssociationLimits, AssociationTimeouts } from "../association/options.ts";
import { DimseStatusError, isStatus } from "../errors.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { STATUS, statusClass } from "../message/status.ts";
import type { DimseEvent } from "./events.ts";
import type { AssociationInfo, DimseHandlers, ResolveDestination } from "./handler-types.ts";
import { type Outcome, type Responder, sopClassOf, type Work } from "./responder.ts";

/** What a service has at hand. */
export interface Provider {
  association: AssociationInfo;
  handlers: DimseHandlers;
  limits: AssociationLimits;
  /** Of associations with the destinations of C-MOVE. */
  timeouts?: AssociationTimeouts | undefined;
  exchange: MessageExchange;
  responder: Responder;
  /** Of the server; absent where nothing can be retrieved to another. */
  resolveDestination?: ResolveDestination | undefined;
  emit(event: DimseEvent): void;
}

/** Carries out one request for which there is a handler, and answers it. */
export type Service = (provider: Provider, work: Work) => Promise<void>;

export const SUCCESS: Outcome = { status: STATUS.success };

/** Runs a handler and turns what it throws into an outcome. */
export async function outcomeOf(
  { responder }: Provider,
  work: Work,
  service: string,
  unknownStatus: number,
  run: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return assertFinal(await run());
  } catch (error) {
    if (isFinalStatus(error)) {
      const { status, errorComment, offendingElements, errorId, attributes, dataset } = error;
      return { status, errorComment, offendingElements, errorId, attributes, dataset };
    }
    // A handler that stops because its signal fired says nothing new.
    if (work.scope.isOver) return { status: STATUS.cancel };
    responder.emitError(work, error, service);
    if (service === "C-STORE" && isOutOfResources(error)) return { status: STATUS.outOfResources };
    return { status: unknownStatus };
  }
}

/** A pending status ends nothing: the peer would wait on. */
function isFinalStatus(error: unknown): error is DimseStatusError {
  return isDicomError(error, "DIMSE_STATUS") && statusClass((error as DimseStatusError).status) !== "pending";
}

/** Handlers are not always written in TypeScript. */
function assertFinal(outcome: Outcome): Outcome {
  const { status } = outcome;
  if (!isStatus(status) || statusClass(status) === "pending") {
    throw new TypeError(`a handler returned what is no final status: ${String(status)}`);
  }
  return outcome;
}

/**
 * Returns the data set of a request that must have one.
 *
 * @throws DimseStatusError with the given status
 */
export function requiredDataset(work: Work, failureStatus: number): Dataset {
  const dataset = optionalDataset(work, failureStatus);
  if (!dataset) throw new DimseStatusError(failureStatus, "no data set");
  return dataset;
}

/**
 * Returns the data set of a request, if there is one.
 *
 * @throws DimseStatusError with the given status where it cannot be read
 */
export function optionalDataset(
  { message, transferSyntaxUid }: Work,
  failureStatus: number,
): Dataset | undefined {
  try {
    return message.dataSet && readDataset(message.dataSet, { transferSyntaxUid });
  } catch (error) {
    throw new DimseStatusError(failureStatus, "the data set cannot be read", { cause: error });
  }
}

/** The request as its handler gets it. The signal is a getter, so that it is made only for who asks. */
export function requestFor<T extends object>({ association }: Provider, work: Work, own: T) {
  const { scope } = work;
  const common = {
    association,
    messageId: work.command.MessageID ?? 0,
    transferSyntaxUid: work.transferSyntaxUid,
    sopClassUid: sopClassOf(work.command),
    get signal(): AbortSignal {
      return scope.signal;
    },
  };
  return Object.assign(common, own);
}

/** System errors that mean: not now, for want of room. */
function isOutOfResources(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EMFILE" || code === "ENFILE";
}
