/** An association that this side requested: what a service class user works with. PS3.7 7, PS3.8 7. */
import type { Dataset, DicomError } from "@minipacs/dicom-core";
import { UpperLayerAssociation } from "../association/association.ts";
import { SYNCHRONOUS } from "../association/async-window.ts";
import type { AssociationLimits, AssociationTimeouts } from "../association/options.ts";
import type { PresentationContext } from "../association/presentation-context.ts";
import { type AgreedOptions, readAcceptorAnswer, readAgreedOptions } from "../association/read-answer.ts";
import { describeRejection } from "../association/rejection.ts";
import { AssociationAbortedError, AssociationRejectedError } from "../errors.ts";
import { MessageExchange } from "../message/message-exchange.ts";
import type { AssociateAcPdu, AssociateRjPdu, AssociateRqPdu } from "../pdu/types.ts";
import { RequestDispatcher } from "../scp/dispatch.ts";
import type { FindModel } from "../sop-class/query-retrieve.ts";
import type { TlsInfo, Transport } from "../transport/transport.ts";
import { echoOn } from "./echo.ts";
import { type FindOptions, findOn } from "./find.ts";
import { type NCreateOptions, type NResponse, type NSetOptions, nCreateOn, nSetOn } from "./n-services.ts";
import type { AbortableOptions, RequestOptions } from "./request.ts";
import { type StoreResult, storeOn } from "./store.ts";
import type { StoreObject, StoreSource } from "./store-source.ts";

interface AssociationOptions {
  proposal: AssociateRqPdu;
  timeouts: AssociationTimeouts;
  limits: AssociationLimits;
  open: () => Promise<Transport>;
}

/**
 * Made by {@link connect}. As many requests are in flight as was negotiated, without `asyncOperations` one: calls made
 * meanwhile wait for their turn.
 */
export class Association {
  readonly #options: AssociationOptions;
  readonly #upperLayer: UpperLayerAssociation;
  /** Resolves when the peer has accepted. */
  readonly opened: Promise<void>;
  /** Resolves when the connection is closed, whatever closed it. */
  readonly closed: Promise<void>;
  #resolveOpened!: () => void;
  #rejectOpened!: (error: unknown) => void;
  #resolveClosed!: () => void;
  #released: { resolve: () => void; reject: (error: unknown) => void } | undefined;
  #contexts: readonly PresentationContext[] = [];
  #answer: AssociateAcPdu | undefined;
  #agreed: AgreedOptions = { window: SYNCHRONOUS, extendedNegotiations: [] };
  #exchange: MessageExchange | undefined;
  #dispatcher: RequestDispatcher | undefined;
  /** The queries in flight. */
  readonly #finds = new Set<AsyncGenerator<Dataset, void, undefined>>();
  #isReleasing = false;

  constructor(options: AssociationOptions) {
    this.#options = options;
    this.opened = new Promise((resolve, reject) => {
      this.#resolveOpened = resolve;
      this.#rejectOpened = reject;
    });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#upperLayer = UpperLayerAssociation.request(options.open, options.proposal, {
      timeouts: options.timeouts,
      limits: options.limits,
      user: {
        onAssociateConfirmation: (pdu) => this.#onConfirmation(pdu),
        onData: (pdvs) => this.#exchange?.onData(pdvs),
        onReleaseIndication: () => this.#onReleaseIndication(),
        onReleaseConfirmation: () => this.#released?.resolve(),
        onAborted: (error) => this.#onOver(error),
        onClosed: (error) => {
          this.#onOver(
            error ??
              new AssociationAbortedError({ source: -1, reason: 0, text: "the connection was closed" }),
          );
          this.#resolveClosed();
        },
        waitingFor: () => this.#exchange?.waitingFor(),
      },
    });
  }

  /** What was offered, and what came of it. */
  get contexts(): readonly PresentationContext[] {
    return this.#contexts;
  }

  get calledAeTitle(): string {
    return this.#options.proposal.calledAeTitle;
  }

  get callingAeTitle(): string {
    return this.#options.proposal.callingAeTitle;
  }

  /** 51H of the peer, bytes; 0 = no limit. */
  get peerMaxPduLengthBytes(): number {
    return this.#answer?.userInformation.maximumLength ?? 0;
  }

  /** 52H of the peer. */
  get peerImplementationClassUid(): string | undefined {
    return this.#answer?.userInformation.implementationClassUid;
  }

  /** 55H of the peer. */
  get peerImplementationVersionName(): string | undefined {
    return this.#answer?.userInformation.implementationVersionName;
  }

  /** How many operations each side may have in flight. PS3.7 D.3.3.3. */
  get window(): AgreedOptions["window"] {
    return this.#agreed.window;
  }

  /** What was asked and answered about SOP classes. PS3.7 D.3.3.5. */
  get extendedNegotiations(): AgreedOptions["extendedNegotiations"] {
    return this.#agreed.extendedNegotiations;
  }

  /** The answer to `userIdentity`, 59H, empty for user names; `undefined` where the peer gave none. PS3.7 D.3.3.7. */
  get userIdentityResponse(): Uint8Array | undefined {
    const response = this.#answer?.userInformation.userIdentityResponse;
    return response && new Uint8Array(response);
  }

  /** What the TLS handshake came to; `undefined` without TLS. */
  get tls(): TlsInfo | undefined {
    return this.#upperLayer.tls;
  }

  /** Whether requests can be sent. */
  get isOpen(): boolean {
    return this.#upperLayer.state === "Sta6";
  }

  /**
   * C-ECHO.
   *
   * @throws NoAcceptedContextError, AssociationAbortedError, TimeoutError (`response`), the signal's reason; so do the
   *   other services
   */
  echo(options: RequestOptions = {}): Promise<{ status: number }> {
    return this.#inTurn(options, (exchange) => echoOn(exchange, this.#contexts, this.#withAbort(options)));
  }

  /**
   * C-STORE of a file, of a Part 10 file in memory, or of a data set with what identifies it. Data sets go out as they
   * are, from a path piece by piece; the context is the one that was accepted with the object's transfer syntax.
   * Every status is returned, failures too.
   */
  store(
    source: StoreSource | StoreObject,
    options: RequestOptions & { priority?: number } = {},
  ): Promise<StoreResult> {
    return this.#inTurn(options, (exchange) =>
      storeOn(exchange, this.#contexts, source, this.#withAbort(options)),
    );
  }

  /**
   * C-FIND; yields the matches as they come. Leaving the loop early, the `limit` and the signal send C-CANCEL and wait
   * for the last response.
   *
   * @throws DimseStatusError where the query ends with a failure
   */
  find(
    model: FindModel,
    identifier: Dataset,
    options: FindOptions = {},
  ): AsyncGenerator<Dataset, void, undefined> {
    const matches: AsyncGenerator<Dataset, void, undefined> = this.#findInTurn(
      model,
      identifier,
      options,
      () => matches,
    );
    return matches;
  }

  /** N-CREATE. Every status is returned. */
  nCreate(request: NCreateOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.#inTurn(options, (exchange) =>
      nCreateOn(exchange, this.#contexts, request, this.#withAbort(options)),
    );
  }

  /** N-SET. Every status is returned. */
  nSet(request: NSetOptions, options: RequestOptions = {}): Promise<NResponse> {
    return this.#inTurn(options, (exchange) =>
      nSetOn(exchange, this.#contexts, request, this.#withAbort(options)),
    );
  }

  /**
   * Releases the association once the requests made so far are answered, and closes the connection. A query that nobody
   * reads is cancelled. Does nothing where the association is over. The signal aborts the association instead.
   */
  async release(options: { signal?: AbortSignal | undefined } = {}): Promise<void> {
    const { signal } = options;
    if (!signal) return this.#release();
    const onAbort = () => this.abort();
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await this.#release();
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
    signal.throwIfAborted();
  }

  async #release(): Promise<void> {
    await Promise.all([...this.#finds].map((matches) => matches.return()));
    await this.#exchange?.slots.whenIdle();
    if (!this.isOpen || this.#isReleasing) {
      await this.closed;
      return;
    }
    this.#isReleasing = true;
    await new Promise<void>((resolve, reject) => {
      this.#released = { resolve, reject };
      this.#upperLayer.requestRelease();
    });
    await this.closed;
  }

  /** Ends the association at once with an A-ABORT; what runs rejects with AssociationAbortedError. */
  abort(): void {
    this.#upperLayer.abort(new AssociationAbortedError({ source: 0, reason: 0, text: "by this side" }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.isOpen) await this.release().catch(() => {});
    else this.abort();
    await this.closed;
  }

  async *#findInTurn(
    model: FindModel,
    identifier: Dataset,
    options: FindOptions,
    self: () => AsyncGenerator<Dataset, void, undefined>,
  ): AsyncGenerator<Dataset, void, undefined> {
    const { slots } = this.#openExchange();
    await slots.take(options.signal);
    this.#finds.add(self());
    try {
      const exchange = this.#openExchange();
      yield* findOn(exchange, this.#contexts, model, identifier, this.#withAbort(options));
    } finally {
      this.#finds.delete(self());
      slots.give();
    }
  }

  async #inTurn<T>({ signal }: RequestOptions, run: (exchange: MessageExchange) => Promise<T>): Promise<T> {
    const { slots } = this.#openExchange();
    await slots.take(signal);
    try {
      return await run(this.#openExchange());
    } finally {
      slots.give();
    }
  }

  #openExchange(): MessageExchange {
    if (this.#upperLayer.error) throw this.#upperLayer.error;
    if (!this.#exchange || !this.isOpen) {
      throw new AssociationAbortedError({ source: -1, reason: 0, text: "the association is over" });
    }
    return this.#exchange;
  }

  /** A request that waits for its response cannot be taken back: its signal aborts the association. */
  #withAbort<T extends RequestOptions>(options: T): T & AbortableOptions {
    const abort = (error?: DicomError) => (error ? this.#upperLayer.abort(error) : this.abort());
    return { ...options, abort };
  }

  #onConfirmation(pdu: AssociateAcPdu | AssociateRjPdu): void {
    if (pdu.type === "A-ASSOCIATE-RJ") {
      const { result, source, reason } = pdu;
      const text = describeRejection(pdu);
      this.#onOver(new AssociationRejectedError({ result, source, reason, text }));
      return;
    }
    this.#answer = pdu;
    this.#contexts = readAcceptorAnswer(this.#options.proposal, pdu);
    this.#agreed = readAgreedOptions(this.#options.proposal, pdu);
    const exchange = new MessageExchange({
      upperLayer: this.#upperLayer,
      contexts: this.#contexts,
      peerMaxPduLengthBytes: this.peerMaxPduLengthBytes,
      limits: this.#options.limits,
      window: this.window,
      onRequest: async (message) => this.#dispatcher?.dispatch(message),
      onCancel: (messageId) => this.#dispatcher?.cancel(messageId),
    });
    this.#exchange = exchange;
    // What a peer asks of a requestor is answered too, with "not supported".
    this.#dispatcher = new RequestDispatcher(exchange, {
      association: {
        id: 0,
        callingAeTitle: this.callingAeTitle,
        calledAeTitle: this.calledAeTitle,
        remoteAddress: "",
        remotePort: 0,
        contexts: this.#contexts,
        implementationClassUid: this.peerImplementationClassUid,
        implementationVersionName: this.peerImplementationVersionName,
        ...this.#agreed,
        userIdentity: undefined,
        tls: this.tls,
      },
      handlers: {},
      limits: this.#options.limits,
      emit: () => {},
    });
    this.#resolveOpened();
  }

  #onReleaseIndication(): void {
    this.#exchange?.respondRelease(() => {
      this.#stop(new AssociationAbortedError({ source: 0, reason: 0, text: "released by the peer" }));
    });
  }

  /** Settles everything that waits, with what came first. */
  #onOver(error: DicomError): void {
    this.#rejectOpened(error);
    this.#released?.reject(error);
    this.#stop(error);
  }

  #stop(error: DicomError): void {
    this.#exchange?.terminate(error);
    this.#dispatcher?.terminate(error);
  }
}
