/** The life of an association that this side requested: opening, turns, release, end. PS3.8 7. */
import type { DicomError } from "@minipacs/dicom-core";
import { UpperLayerAssociation } from "../association/association.ts";
import type { AsyncWindow } from "../association/async-window.ts";
import { SYNCHRONOUS } from "../association/async-window.ts";
import type { ExtendedNegotiationResult } from "../association/extended-negotiation.ts";
import type { AssociationLimits, AssociationTimeouts } from "../association/options.ts";
import type { PresentationContext } from "../association/presentation-context.ts";
import { type AgreedOptions, readAcceptorAnswer, readAgreedOptions } from "../association/read-answer.ts";
import { describeRejection } from "../association/rejection.ts";
import { AssociationAbortedError, AssociationRejectedError } from "../errors.ts";
import { MessageExchange } from "../message/message-exchange.ts";
import type { AssociateAcPdu, AssociateRjPdu, AssociateRqPdu } from "../pdu/types.ts";
import { RequestDispatcher } from "../scp/dispatch.ts";
import { type DimseEventListener, tellListener } from "../scp/events.ts";
import type { AssociationInfo, DimseHandlers } from "../scp/handler-types.ts";
import type { TlsInfo, Transport } from "../transport/transport.ts";
import { type NRequest, type NResponse, nEventReportRequest, requestN } from "./n-services.ts";
import { type AbortableOptions, inTurn, type RequestOptions } from "./request.ts";

/** What a requestor may be asked for: objects of a C-GET, and reports of what it has asked for. */
export type RequestorHandlers = Pick<DimseHandlers, "store" | "nEventReport">;

export interface RequestedAssociationOptions {
  proposal: AssociateRqPdu;
  timeouts: AssociationTimeouts;
  limits: AssociationLimits;
  open: () => Promise<Transport>;
  handlers: RequestorHandlers;
  onEvent: DimseEventListener | undefined;
}

/** What {@link Association} is built on: everything but the services. */
export class RequestedAssociation {
  readonly #options: RequestedAssociationOptions;
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
  /** Set once the peer has accepted. */
  protected dispatcher: RequestDispatcher | undefined;
  protected readonly handlers: RequestorHandlers;
  /** The queries and retrievals in flight. */
  readonly #loops = new Set<AsyncGenerator<unknown, void, undefined>>();
  #isReleasing = false;

  /** @internal */
  constructor(options: RequestedAssociationOptions) {
    this.#options = options;
    this.handlers = options.handlers;
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
  get window(): AsyncWindow {
    return this.#agreed.window;
  }

  /** What was asked and answered about SOP classes. PS3.7 D.3.3.5. */
  get extendedNegotiations(): ExtendedNegotiationResult[] {
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
    await Promise.all([...this.#loops].map((loop) => loop.return()));
    await this.#exchange?.whenIdle();
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

  /** Runs a request with several responses in its turn. */
  protected loop<T>(
    options: RequestOptions,
    run: (exchange: MessageExchange) => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const loop: AsyncGenerator<T, void, undefined> = this.#runLoop(options, run, () => loop);
    return loop;
  }

  async *#runLoop<T>(
    options: RequestOptions,
    run: (exchange: MessageExchange) => AsyncGenerator<T, void, undefined>,
    self: () => AsyncGenerator<T, void, undefined>,
  ): AsyncGenerator<T, void, undefined> {
    const { slots } = this.openExchange();
    await slots.take(options.signal);
    this.#loops.add(self());
    try {
      yield* run(this.openExchange());
    } finally {
      this.#loops.delete(self());
      slots.give();
    }
  }

  protected requestN(request: NRequest, options: RequestOptions = {}): Promise<NResponse> {
    return this.inTurn(options, (exchange) =>
      requestN(exchange, this.#contexts, request, this.withAbort(options)),
    );
  }

  protected async inTurn<T>(
    options: RequestOptions,
    run: (exchange: MessageExchange) => Promise<T>,
  ): Promise<T> {
    return inTurn(this.openExchange(), options, () => run(this.openExchange()));
  }

  protected openExchange(): MessageExchange {
    if (this.#upperLayer.error) throw this.#upperLayer.error;
    if (!this.#exchange || !this.isOpen) {
      throw new AssociationAbortedError({ source: -1, reason: 0, text: "the association is over" });
    }
    return this.#exchange;
  }

  /** A request that waits for its response cannot be taken back: its signal aborts the association. */
  protected withAbort<T extends RequestOptions>(options: T): T & AbortableOptions {
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
      side: "requestor",
      onRequest: async (message) => this.dispatcher?.dispatch(message),
      onCancel: (messageId) => this.dispatcher?.cancel(messageId),
    });
    this.#exchange = exchange;
    const { handlers, limits, onEvent } = this.#options;
    this.dispatcher = new RequestDispatcher(exchange, {
      association: this.#info(),
      // What has no handler is answered too, with "not supported".
      handlers,
      limits,
      emit: (event) => tellListener(onEvent, event),
    });
    this.#resolveOpened();
  }

  /** The association as handlers see it. */
  #info(): AssociationInfo {
    const upperLayer = this.#upperLayer;
    return {
      id: 0,
      callingAeTitle: this.callingAeTitle,
      calledAeTitle: this.calledAeTitle,
      remoteAddress: "",
      remotePort: 0,
      contexts: this.#contexts,
      implementationClassUid: this.peerImplementationClassUid,
      implementationVersionName: this.peerImplementationVersionName,
      maxPduLengthBytes: this.#options.proposal.userInformation.maximumLength ?? 0,
      peerMaxPduLengthBytes: this.peerMaxPduLengthBytes,
      ...this.#agreed,
      userIdentity: undefined,
      tls: this.tls,
      get receivedBytes() {
        return upperLayer.receivedBytes;
      },
      get sentBytes() {
        return upperLayer.sentBytes;
      },
      nEventReport: (request, options) =>
        this.requestN(nEventReportRequest(request, "requestorIsScp"), options),
    };
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
    this.dispatcher?.terminate(error);
  }
}
