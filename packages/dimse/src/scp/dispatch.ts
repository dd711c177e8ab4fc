/** Carries out the requests of one association with the handlers and answers them. PS3.7 9.1, 10.1. */
import { createUid, Dataset, type DicomError, isDicomError, readDataset } from "@minipacs/dicom-core";
import type { AssociationLimits } from "../association/options.ts";
import { DimseStatusError } from "../errors.ts";
import { missingElements } from "../message/command-set.ts";
import { COMMAND_ELEMENTS, COMMAND_FIELD } from "../message/command-table.ts";
import type { ReceivedMessage } from "../message/message-assembler.ts";
import type { MessageExchange } from "../message/message-exchange.ts";
import { STATUS } from "../message/status.ts";
import type { DimseEvent } from "./events.ts";
import type {
  AssociationInfo,
  DimseHandlers,
  FindResult,
  NCreateResult,
  NSetResult,
} from "./handler-types.ts";
import { RequestScope } from "./request-scope.ts";
import { type Outcome, Responder, sopClassOf, type Work } from "./responder.ts";
import { ReceivedStore } from "./store-request.ts";

export interface RequestDispatcherOptions {
  association: AssociationInfo;
  handlers: DimseHandlers;
  limits: AssociationLimits;
  emit(event: DimseEvent): void;
}

/** What C-CANCEL is for. PS3.7 9.3.2.3, 9.3.3.3, 9.3.4.3. */
const CANCELLABLE = new Set<number>([
  COMMAND_FIELD["C-FIND-RQ"],
  COMMAND_FIELD["C-GET-RQ"],
  COMMAND_FIELD["C-MOVE-RQ"],
]);

const SUCCESS: Outcome = { status: STATUS.success };

/** Runs handlers for the requests of one association. */
export class RequestDispatcher {
  readonly #options: RequestDispatcherOptions;
  readonly #responder: Responder;
  readonly #transferSyntaxes: ReadonlyMap<number, string>;
  /** By message ID. */
  readonly #running = new Map<number, Work>();

  constructor(exchange: MessageExchange, options: RequestDispatcherOptions) {
    this.#responder = new Responder(exchange, options.association, options.emit);
    this.#options = options;
    this.#transferSyntaxes = new Map(
      options.association.contexts.map((context) => [context.id, context.transferSyntax ?? ""]),
    );
  }

  /** Carries out one request; never rejects. */
  async dispatch(message: ReceivedMessage): Promise<void> {
    const { command } = message;
    const scope = new RequestScope();
    const work: Work = {
      message,
      command,
      scope,
      transferSyntaxUid: this.#transferSyntaxes.get(message.contextId) ?? "",
      startedMs: performance.now(),
    };
    const { MessageID: messageId } = command;
    // Without an ID it is refused for the want of it, on its own.
    const isDuplicate = messageId !== undefined && this.#running.has(messageId);
    const isKnown = messageId !== undefined && !isDuplicate;
    if (isKnown) this.#running.set(messageId, work);
    try {
      // The ID of an operation in flight must not be used for another one. PS3.7 C.5.
      if (isDuplicate) await this.#responder.refuse(work, { status: STATUS.duplicateInvocation });
      else await this.#carryOut(work);
    } catch (error) {
      // The association ended under the request, or the answer could not be written: its own end tells.
      if (!scope.isOver) this.#responder.emitError(work, error);
    } finally {
      if (isKnown) this.#running.delete(messageId);
      message.stream?.discard();
    }
  }

  /** C-CANCEL-RQ; a request that has ended, or was never there, is none of its business. PS3.7 9.3.2.3. */
  cancel(messageId: number): void {
    const work = this.#running.get(messageId);
    if (!work || !CANCELLABLE.has(work.command.CommandField)) return;
    work.scope.end(new DimseStatusError(STATUS.cancel, "C-CANCEL"));
  }

  /** The association is over. */
  terminate(error: DicomError | undefined): void {
    for (const { scope } of this.#running.values()) scope.end(error);
  }

  async #carryOut(work: Work): Promise<void> {
    const { handlers } = this.#options;
    const { command } = work;
    const missing = missingElements(command);
    if (missing.length > 0) {
      await this.#responder.refuse(work, {
        status: command.CommandField < 0x0100 ? STATUS.cannotUnderstand : STATUS.missingAttribute,
        errorComment: `missing ${missing.join(", ")}`,
        offendingElements: missing.map((keyword) => COMMAND_ELEMENTS[keyword].tag),
      });
      return;
    }
    switch (command.CommandField) {
      case COMMAND_FIELD["C-ECHO-RQ"]:
        await this.#echo(work);
        break;
      case COMMAND_FIELD["C-STORE-RQ"]:
        if (handlers.store) await this.#store(work, handlers.store.bind(handlers));
        else await this.#responder.refuse(work, { status: STATUS.sopClassNotSupported });
        break;
      case COMMAND_FIELD["C-FIND-RQ"]:
        if (handlers.find) await this.#find(work, handlers.find.bind(handlers));
        else await this.#responder.refuse(work, { status: STATUS.sopClassNotSupported });
        break;
      case COMMAND_FIELD["N-CREATE-RQ"]:
        if (handlers.nCreate) await this.#nCreate(work, handlers.nCreate.bind(handlers));
        else await this.#responder.refuse(work, { status: STATUS.unrecognizedOperation });
        break;
      case COMMAND_FIELD["N-SET-RQ"]:
        if (handlers.nSet) await this.#nSet(work, handlers.nSet.bind(handlers));
        else await this.#responder.refuse(work, { status: STATUS.unrecognizedOperation });
        break;
      default:
        await this.#responder.refuse(work, {
          status: isCService(command.CommandField)
            ? STATUS.sopClassNotSupported
            : STATUS.unrecognizedOperation,
        });
    }
  }

  async #echo(work: Work): Promise<void> {
    const { handlers } = this.#options;
    const outcome = await this.#outcome(work, "C-ECHO", STATUS.processingFailure, async () => {
      await handlers.echo?.(this.#request(work, {}));
      return SUCCESS;
    });
    if (await this.#responder.answer(work, outcome))
      this.#options.emit({ type: "echo", ...this.#responder.told(work, outcome) });
  }

  async #store(work: Work, handler: NonNullable<DimseHandlers["store"]>): Promise<void> {
    const { stream } = work.message;
    if (!stream) {
      await this.#responder.refuse(work, { status: STATUS.cannotUnderstand, errorComment: "no data set" });
      return;
    }
    const request = new ReceivedStore({
      association: this.#options.association,
      command: work.command,
      transferSyntaxUid: work.transferSyntaxUid,
      stream,
      scope: work.scope,
      maxDataSetLengthBytes: this.#options.limits.maxDataSetLengthBytes,
    });
    const outcome = await this.#outcome(work, "C-STORE", STATUS.processingFailure, async () => {
      await handler(request);
      return SUCCESS;
    });
    // What the handler left unread is received all the same: the answer comes after the data set.
    stream.discard();
    await stream.whenEnded();
    if (!(await this.#responder.answer(work, outcome))) return;
    this.#options.emit({
      type: "store",
      ...this.#responder.told(work, outcome),
      sopInstanceUid: request.sopInstanceUid,
      transferSyntaxUid: work.transferSyntaxUid,
      bytes: stream.receivedBytes,
    });
  }

  async #find(work: Work, handler: NonNullable<DimseHandlers["find"]>): Promise<void> {
    const { scope } = work;
    let matches = 0;
    const outcome = await this.#outcome(work, "C-FIND", STATUS.cannotUnderstand, async () => {
      const identifier = this.#dataset(work, STATUS.cannotUnderstand);
      const iterator = iteratorOf(handler(this.#request(work, { identifier })));
      try {
        for (;;) {
          const result = await scope.orOver(Promise.resolve(iterator.next()));
          if (!result || result.done) break;
          const { dataset, status } = asMatch(result.value);
          await this.#responder.respond(work, { status, dataset });
          matches += 1;
        }
      } finally {
        // A generator that works on without looking at its signal is not waited for.
        if (scope.isOver) void Promise.resolve(iterator.return?.()).catch(() => {});
        else await iterator.return?.();
      }
      return scope.isOver ? { status: STATUS.cancel } : SUCCESS;
    });
    if (await this.#responder.answer(work, outcome)) {
      this.#options.emit({ type: "find", ...this.#responder.told(work, outcome), matches });
    }
  }

  async #nCreate(work: Work, handler: NonNullable<DimseHandlers["nCreate"]>): Promise<void> {
    const requested = work.command.AffectedSOPInstanceUID;
    const outcome = await this.#outcome(work, "N-CREATE", STATUS.processingFailure, async () => {
      const dataset = work.message.dataSet ? this.#dataset(work, STATUS.processingFailure) : new Dataset();
      const request = this.#request(work, { sopInstanceUid: requested, dataset });
      const result: NCreateResult = (await handler(request)) ?? {};
      return {
        ...result,
        status: result.status ?? STATUS.success,
        sopInstanceUid: requested ?? result.sopInstanceUid ?? createUid(),
      };
    });
    if (await this.#responder.answer(work, outcome)) {
      const sopInstanceUid = outcome.sopInstanceUid ?? requested;
      this.#options.emit({ type: "n-create", ...this.#responder.told(work, outcome), sopInstanceUid });
    }
  }

  async #nSet(work: Work, handler: NonNullable<DimseHandlers["nSet"]>): Promise<void> {
    const sopInstanceUid = work.command.RequestedSOPInstanceUID ?? "";
    const outcome = await this.#outcome(work, "N-SET", STATUS.processingFailure, async () => {
      const dataset = this.#dataset(work, STATUS.processingFailure);
      const result: NSetResult = (await handler(this.#request(work, { sopInstanceUid, dataset }))) ?? {};
      return { status: result.status ?? STATUS.success, dataset: result.dataset };
    });
    if (await this.#responder.answer(work, outcome)) {
      this.#options.emit({ type: "n-set", ...this.#responder.told(work, outcome), sopInstanceUid });
    }
  }

  /** Turns what a handler throws into an outcome. */
  async #outcome(
    work: Work,
    service: string,
    unknownStatus: number,
    run: () => Promise<Outcome>,
  ): Promise<Outcome> {
    try {
      return await run();
    } catch (error) {
      if (isDicomError(error, "DIMSE_STATUS")) {
        const { status, errorComment, offendingElements, errorId } = error as DimseStatusError;
        return { status, errorComment, offendingElements, errorId };
      }
      // A handler that stops because its signal fired says nothing new.
      if (work.scope.isOver) return { status: STATUS.cancel };
      this.#responder.emitError(work, error, service);
      if (service === "C-STORE" && isOutOfResources(error)) return { status: STATUS.outOfResources };
      return { status: unknownStatus };
    }
  }

  #dataset(work: Work, failureStatus: number): Dataset {
    const { dataSet } = work.message;
    if (!dataSet) throw new DimseStatusError(failureStatus, "no data set");
    try {
      return readDataset(dataSet, { transferSyntaxUid: work.transferSyntaxUid });
    } catch (error) {
      throw new DimseStatusError(failureStatus, "the data set cannot be read", { cause: error });
    }
  }

  /** The request as its handler gets it. The signal is a getter, so that it is made only for who asks. */
  #request<T extends object>(work: Work, own: T) {
    const { scope } = work;
    const common = {
      association: this.#options.association,
      messageId: work.command.MessageID ?? 0,
      transferSyntaxUid: work.transferSyntaxUid,
      sopClassUid: sopClassOf(work.command),
      get signal(): AbortSignal {
        return scope.signal;
      },
    };
    return Object.assign(common, own);
  }
}

function isCService(commandField: number): boolean {
  return (commandField & 0x7fff) < 0x0100;
}

/** System errors that mean: not now, for want of room. */
function isOutOfResources(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === "ENOSPC" || code === "EDQUOT" || code === "EMFILE" || code === "ENFILE";
}

function iteratorOf(
  results: AsyncIterable<FindResult> | Iterable<FindResult>,
): AsyncIterator<FindResult> | Iterator<FindResult> {
  if (Symbol.asyncIterator in results) return results[Symbol.asyncIterator]();
  return results[Symbol.iterator]();
}

function asMatch(result: FindResult): { dataset: Dataset; status: number } {
  return "dataset" in result ? result : { dataset: result, status: STATUS.pending };
}
