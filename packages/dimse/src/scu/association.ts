/** An association that this side requested: what a service class user works with. PS3.7 7. */
import { type Dataset, InvalidArgumentError } from "@minipacs/dicom-core";
import type { MessageExchange } from "../message/message-exchange.ts";
import type { RequestDispatcher } from "../scp/dispatch.ts";
import type { FindModel, RetrieveModel } from "../sop-class/query-retrieve.ts";
import { type EchoResult, echoOn } from "./echo.ts";
import { type FindOptions, findOn } from "./find.ts";
import {
  type NActionOptions,
  type NCreateOptions,
  type NDeleteOptions,
  type NEventReportOptions,
  type NGetOptions,
  type NResponse,
  type NSetOptions,
  nActionRequest,
  nCreateRequest,
  nDeleteRequest,
  nEventReportRequest,
  nGetRequest,
  nSetRequest,
} from "./n-services.ts";
import type { RequestOptions } from "./request.ts";
import { RequestedAssociation } from "./requested-association.ts";
import { type GetOptions, getOn, type MoveOptions, moveOn, type RetrieveProgress } from "./retrieve.ts";
import { type StoreCommandOptions, type StoreResult, storeOn } from "./store.ts";
import type { StoreObject } from "./store-object.ts";
import { type StoreOutcome, storeEach, usableWindow } from "./store-pipeline.ts";
import type { StoreSource } from "./store-source.ts";

/**
 * Made by {@link connect}. As many requests are in flight as was negotiated, without `asyncOperations` one: calls made
 * meanwhile wait for their turn.
 */
export class Association extends RequestedAssociation {
  /**
   * C-ECHO.
   *
   * @throws NoAcceptedContextError, AssociationAbortedError, TimeoutError (`response`), the signal's reason; so do the
   *   other services
   */
  echo(options: RequestOptions = {}): Promise<EchoResult> {
    return this.inTurn(options, (exchange) => echoOn(exchange, this.contexts, this.withAbort(options)));
  }

  /**
   * C-STORE of a file, of a Part 10 file in memory or as a stream, or of a data set with what identifies it. Data sets go
   * out as they are, from a path or a stream piece by piece, over the context that was accepted with the object's transfer syntax; without one,
   * what has no compressed pixel data is re-encoded for another. Every status is returned, failures too.
   */
  store(
    source: StoreSource | StoreObject,
    options: RequestOptions & StoreCommandOptions = {},
  ): Promise<StoreResult> {
    return this.inTurn(options, (exchange) =>
      storeOn(exchange, this.contexts, source, this.withAbort(options)),
    );
  }

  /**
   * C-STORE of many objects, in order; yields what came of each as soon as it is known. `window` are in flight at a time,
   * by default as many as was negotiated, up to 16. An object that cannot be read or sent does not keep the others from
   * being sent. Leaving the loop early waits for what is in flight.
   *
   * @throws what ends the association
   */
  storeAll(
    sources: Iterable<StoreSource> | AsyncIterable<StoreSource>,
    options: RequestOptions & StoreCommandOptions & { window?: number | undefined } = {},
  ): AsyncGenerator<StoreOutcome, void, undefined> {
    return storeEach({
      sources,
      window: usableWindow(this.window, options.window),
      send: (object) => this.store(object, options),
      isOver: () => !this.isOpen,
    });
  }

  /**
   * C-FIND; yields the matches as they come. Leaving the loop early, the `limit` and the signal send C-CANCEL and wait
   * for the last response.
   *
   * @throws DimseStatusError where the query ends with a failure, or is cancelled by the other side
   */
  find(
    model: FindModel,
    identifier: Dataset,
    options: FindOptions = {},
  ): AsyncGenerator<Dataset, void, undefined> {
    return this.loop(options, (exchange) =>
      findOn(exchange, this.contexts, model, identifier, this.withAbort(options)),
    );
  }

  /**
   * C-GET; yields how far it is. The objects come to `options.store`, or else to `handlers.store` of `connect`, over
   * contexts that were accepted with `scpRole`. Leaving the loop early and the signal send C-CANCEL and wait for the last
   * response. One C-GET at a time.
   *
   * @throws InvalidArgumentError ARG_STORE_HANDLER where nothing takes the objects, InvalidStateError STATE_OVERRIDDEN
   *   where another C-GET is running, DimseStatusError where the retrieval ends with a failure; its `details` hold the
   *   counts
   */
  get(
    model: RetrieveModel,
    identifier: Dataset,
    options: GetOptions = {},
  ): AsyncGenerator<RetrieveProgress, void, undefined> {
    return this.loop(options, (exchange) => this.#get(exchange, model, identifier, options));
  }

  /**
   * C-MOVE to another AE title; yields how far it is. Leaving the loop early and the signal send C-CANCEL and wait for the
   * last response.
   *
   * @throws DimseStatusError where the retrieval ends with a failure; its `details` hold the counts
   */
  move(
    model: RetrieveModel,
    identifier: Dataset,
    options: MoveOptions,
  ): AsyncGenerator<RetrieveProgress, void, undefined> {
    return this.loop(options, (exchange) =>
      moveOn(exchange, this.contexts, model, identifier, this.withAbort(options)),
    );
  }

  /** N-CREATE. Every status is returned, here and by the other N-services. */
  nCreate(request: NCreateOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nCreateRequest(request), options);
  }

  /** N-SET. */
  nSet(request: NSetOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nSetRequest(request), options);
  }

  /** N-GET. */
  nGet(request: NGetOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nGetRequest(request), options);
  }

  /** N-DELETE. */
  nDelete(request: NDeleteOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nDeleteRequest(request), options);
  }

  /** N-ACTION. */
  nAction(request: NActionOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nActionRequest(request), options);
  }

  /** N-EVENT-REPORT, which is for the SCP: over a context that was accepted with `scpRole`. */
  nEventReport(request: NEventReportOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.requestN(nEventReportRequest(request, "requestorIsScp"), options);
  }

  async *#get(
    exchange: MessageExchange,
    model: RetrieveModel,
    identifier: Dataset,
    options: GetOptions,
  ): AsyncGenerator<RetrieveProgress, void, undefined> {
    const { store = this.handlers.store } = options;
    if (!store) {
      throw new InvalidArgumentError("ARG_STORE_HANDLER", "get: no store handler takes the objects");
    }
    const dispatcher = this.dispatcher as RequestDispatcher;
    let onProgress = () => {};
    const restore = dispatcher.override({
      store: (request) => {
        onProgress();
        return store(request);
      },
    });
    try {
      const onStart = (moved: () => void) => {
        onProgress = moved;
      };
      yield* getOn(exchange, this.contexts, model, identifier, { ...this.withAbort(options), onStart });
    } finally {
      restore();
    }
  }
}
