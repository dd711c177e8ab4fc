/**
 * The upper layer of one association: feeds events to the state machine and carries out its effects, the only place
 * that does. PS3.8 9.2, 9.3.
 */
import { type DicomError, InvalidStateError, isDicomError } from "@minipacs/dicom-core";
import { PduError, TimeoutError, type TimeoutPhase, type TransportError } from "../errors.ts";
import { type Effect, type EventName, type StateName, step } from "../fsm/machine.ts";
import { decodePData, decodePdu } from "../pdu/decode-pdu.ts";
import { encodePdu } from "../pdu/encode-pdu.ts";
import { type FramedPdu, PduFramer } from "../pdu/framer.ts";
import type { AssociateAcPdu, AssociateRjPdu, AssociateRqPdu, Pdu } from "../pdu/types.ts";
import { AssociationTracer } from "../trace/association-tracer.ts";
import type { TlsInfo, Transport } from "../transport/transport.ts";
import { ArtimTimer } from "./artim-timer.ts";
import { DrainGate } from "./drain-gate.ts";
import {
  abortError,
  type EventData,
  lostError,
  PDU_EVENTS,
  pduToSend,
  STATE_PHASES,
  stepContext,
} from "./event-data.ts";
import type { AssociationTimeouts } from "./options.ts";
import { ProgressTimer } from "./progress-timer.ts";
import type { UpperLayerOptions, UpperLayerUser } from "./upper-layer-user.ts";

const SERVICE_PROVIDER = 2;
const P_DATA_TF = 4;
const UNEXPECTED_PDU = { source: SERVICE_PROVIDER, reason: 2 };

/** One association, seen from below its messages. */
export class UpperLayerAssociation {
  readonly #user: UpperLayerUser;
  readonly #timeouts: AssociationTimeouts;
  readonly #framer: PduFramer;
  readonly #maxItems: number;
  readonly #artim: ArtimTimer;
  readonly #progress: ProgressTimer;
  readonly #isRequestor: boolean;
  readonly #trace: AssociationTracer;
  readonly #open: (() => Promise<Transport>) | undefined;
  readonly #events: [EventName, EventData][] = [];
  readonly #gate = new DrainGate();
  #transport: Transport | undefined;
  #state: StateName = "Sta1";
  #isRunning = false;
  #isPaused = false;
  #isDeaf = false;
  #isClosed = false;
  #error: DicomError | undefined;
  #receivedBytes = 0;
  #sentBytes = 0;

  private constructor(options: UpperLayerOptions, open: (() => Promise<Transport>) | undefined) {
    this.#user = options.user;
    this.#timeouts = options.timeouts;
    this.#open = open;
    this.#isRequestor = open !== undefined;
    this.#trace = new AssociationTracer(open ? "requestor" : "acceptor");
    this.#framer = new PduFramer({ limits: options.limits });
    this.#maxItems = options.limits.maxAssociateItems;
    this.#artim = new ArtimTimer(options.timeouts.artimMs, () => {
      this.#dispatch("Evt18", { error: new TimeoutError("artim", options.timeouts.artimMs) });
    });
    this.#progress = new ProgressTimer((phase, timeoutMs) => {
      this.abort(new TimeoutError(phase, timeoutMs));
      // A peer that does not move is not waited for.
      this.#transport?.end();
    });
  }

  /** Takes an incoming connection (Evt5). */
  static accept(transport: Transport, options: UpperLayerOptions): UpperLayerAssociation {
    const association = new UpperLayerAssociation(options, undefined);
    association.#trace.connected(transport);
    association.#dispatch("Evt5", {});
    association.#attach(transport);
    return association;
  }

  /** Opens a connection and proposes an association (Evt1). */
  static request(
    open: () => Promise<Transport>,
    proposal: AssociateRqPdu,
    options: UpperLayerOptions,
  ): UpperLayerAssociation {
    const association = new UpperLayerAssociation(options, open);
    association.#dispatch("Evt1", { pdu: proposal });
    return association;
  }

  get state(): StateName {
    return this.#state;
  }

  /** What the TLS handshake came to. */
  get tls(): TlsInfo | undefined {
    return this.#transport?.tls;
  }

  /** Bytes of the connection, PDU headers included. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Of how many bytes given to `sendData` the memory is still in use. */
  get unsentBytes(): number {
    return this.#transport?.unsentBytes ?? 0;
  }

  /** Whether data can be sent: the association is open, or the peer asked to release it and we have not answered. */
  get canSend(): boolean {
    return this.#state === "Sta6" || this.#state === "Sta8";
  }

  /** What ended the association, if not a release. */
  get error(): DicomError | undefined {
    return this.#error;
  }

  /** A-ASSOCIATE response, accepted (Evt7). */
  accept(pdu: AssociateAcPdu): void {
    this.#dispatch("Evt7", { pdu });
  }

  /** A-ASSOCIATE response, rejected (Evt8). */
  reject(pdu: AssociateRjPdu): void {
    this.#dispatch("Evt8", { pdu });
  }

  /** P-DATA request (Evt9) with encoded PDUs; false asks to wait for `drained`. */
  sendData(chunks: readonly Uint8Array[]): boolean {
    if (!this.canSend) throw this.#overError();
    this.#dispatch("Evt9", { chunks });
    return this.#gate.isOpen;
  }

  /** Resolves when more can be sent; rejects when the association is over. */
  drained(): Promise<void> {
    return this.canSend ? this.#gate.whenOpen() : Promise.reject(this.#overError());
  }

  /** A-RELEASE request (Evt11). */
  requestRelease(): void {
    if (this.#state !== "Sta6") throw this.#overError();
    this.#dispatch("Evt11", {});
  }

  /** A-RELEASE response (Evt14); tells whether there was a release to respond to. */
  respondRelease(): boolean {
    const isAsked = this.#state === "Sta8" || this.#state === "Sta9" || this.#state === "Sta12";
    if (isAsked) this.#dispatch("Evt14", {});
    return isAsked;
  }

  /**
   * A-ABORT request (Evt15): tells the peer, settles everything with `error`, and closes when the peer has. Does
   * nothing where the association is over.
   */
  abort(error: DicomError): void {
    if (this.#state === "Sta1" || this.#state === "Sta2" || this.#state === "Sta13") return;
    this.#dispatch("Evt15", { error });
    this.#terminate(error);
  }

  /** Closes the connection at once. */
  destroy(): void {
    this.#transport?.destroy();
  }

  /** Makes the peer wait, or not any more. */
  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.#transport?.pause();
    else this.#transport?.resume();
  }

  /** To be called when what `waitingFor` returns may have changed. */
  updateWatch(): void {
    const phase = this.#phase();
    this.#progress.watch(phase, phase && this.#timeouts[`${phase}Ms`]);
  }

  #phase(): Exclude<TimeoutPhase, "connect" | "artim"> | undefined {
    if (!this.canSend) return STATE_PHASES[this.#state];
    if (!this.#gate.isOpen || (this.#framer.isMidPdu && !this.#isPaused)) return "progress";
    return this.#user.waitingFor();
  }

  #attach(transport: Transport): void {
    this.#transport = transport;
    transport.listen({
      onData: (chunk) => this.#onData(chunk),
      onDrain: () => this.#onDrain(),
      onClose: (error) => this.#onTransportClose(error),
    });
  }

  #onData(chunk: Uint8Array): void {
    this.#receivedBytes += chunk.length;
    if (this.#isDeaf || this.#state === "Sta1") return;
    this.#progress.touch();
    try {
      for (const framed of this.#framer.push(chunk)) {
        this.#trace.received(framed);
        this.#onPdu(framed);
        if (this.#isDeaf || this.#isClosed) return;
      }
    } catch (error) {
      // Where one PDU ends and the next begins is not known any more.
      this.#isDeaf = true;
      this.#onProtocolError(error);
    }
    this.updateWatch();
  }

  #onPdu(framed: FramedPdu): void {
    let pdu: Pdu;
    try {
      // Data stays where it arrived: joining what came in several chunks would cost more than all else.
      pdu =
        framed.pduTypeByte === P_DATA_TF ? decodePData(framed.parts) : decodePdu(framed.body, this.#maxItems);
    } catch (error) {
      this.#onProtocolError(error);
      return;
    }
    this.#dispatch(PDU_EVENTS[pdu.type], { pdu, abort: UNEXPECTED_PDU });
  }

  /** Evt19, unrecognized or invalid PDU; also for content that breaks the rules of messages. */
  #onProtocolError(cause: unknown): void {
    // A fault of our own ends this association, never the process.
    const error = isDicomError(cause) ? cause : new PduError("PDU_INTERNAL", "internal error", { cause });
    const data: EventData = {
      abort: { source: SERVICE_PROVIDER, reason: error instanceof PduError ? error.abortReason : 0 },
      error,
    };
    const hadAssociation = this.#state !== "Sta2";
    this.#dispatch("Evt19", data);
    // Without an association Table 9-10 has nobody to indicate it to.
    if (!hadAssociation) this.#terminate(abortError(data));
  }

  #onDrain(): void {
    this.#progress.touch();
    this.#gate.open();
    this.updateWatch();
  }

  #onTransportClose(error: TransportError | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.#state !== "Sta1") {
      const lost = lostError(error, this.#state === "Sta5" && this.#receivedBytes === 0);
      // A peer may refuse our certificate when the handshake is done for us.
      const isOpening = this.#state === "Sta4" || (this.#state === "Sta5" && error?.code === "TRANSPORT_TLS");
      this.#dispatch("Evt17", { error: isOpening && error ? error : lost });
    }
    this.#artim.stop();
    this.#progress.stop();
    this.#terminateSilently();
    this.#trace.ended(this.#error ?? error, this.#receivedBytes, this.#sentBytes);
    this.#user.onClosed(this.#error ?? error);
  }

  /** Events that effects cause wait until the effects of the present one are done. */
  #dispatch(event: EventName, data: EventData): void {
    if (this.#isRunning) {
      this.#events.push([event, data]);
      return;
    }
    this.#isRunning = true;
    try {
      for (let next: [EventName, EventData] | undefined = [event, data]; next; next = this.#events.shift()) {
        this.#run(...next);
      }
    } finally {
      this.#isRunning = false;
    }
    this.updateWatch();
  }

  #run(event: EventName, data: EventData): void {
    // Was allowed when it was asked for; what came before it in the queue has ended the association.
    if (event === "Evt9" && !this.canSend) return;
    // A PDU that was received before the connection was closed, and is looked at after.
    if (this.#state === "Sta1" && event !== "Evt1" && event !== "Evt5") return;
    const { pdu } = data;
    const { action, effects, next } = step(this.#state, event, stepContext(this.#isRequestor, pdu));
    this.#trace.stepped(this.#state, event, action, next, pdu);
    this.#state = next;
    for (const effect of effects) this.#execute(effect, event, data);
  }

  #execute(effect: Effect, event: EventName, data: EventData): void {
    switch (effect.kind) {
      case "send":
        this.#send(effect.pdu, effect.source, data);
        break;
      case "startArtim":
        this.#artim.start();
        break;
      case "stopArtim":
        this.#artim.stop();
        break;
      case "openTransport":
        this.#openTransport(data.pdu);
        break;
      case "closeTransport":
        // When ARTIM runs out the peer had its chance to read what we wrote.
        if (event === "Evt18") this.#error ??= data.error;
        if (!this.#transport) queueMicrotask(() => this.#onTransportClose(undefined));
        else if (event === "Evt18") this.#transport.destroy();
        else this.#transport.end();
        break;
      default:
        try {
          this.#tell(effect, data);
        } catch (error) {
          this.#onProtocolError(error);
        }
    }
  }

  #tell(effect: { kind: "indicate" | "confirm"; primitive: string }, data: EventData): void {
    const { pdu } = data;
    switch (effect.primitive) {
      case "A-ASSOCIATE":
        if (pdu?.type === "A-ASSOCIATE-RQ") this.#user.onAssociateIndication?.(pdu);
        else if (pdu?.type === "A-ASSOCIATE-AC" || pdu?.type === "A-ASSOCIATE-RJ") {
          this.#user.onAssociateConfirmation?.(pdu);
        }
        break;
      case "P-DATA":
        if (pdu?.type === "P-DATA-TF") this.#user.onData(pdu.pdvs);
        break;
      case "A-RELEASE":
        if (effect.kind === "indicate") this.#user.onReleaseIndication();
        else this.#user.onReleaseConfirmation?.();
        break;
      default:
        this.#terminate(abortError(data));
    }
  }

  #send(type: Pdu["type"], abortSource: 0 | 2 | undefined, data: EventData): void {
    if (type === "P-DATA-TF") {
      this.#write(data.chunks ?? []);
      return;
    }
    const pdu = pduToSend(type, abortSource, data);
    if (pdu) this.#write([encodePdu(pdu)]);
    if (pdu?.type === "A-ASSOCIATE-RJ" && data.pdu?.type === "A-ASSOCIATE-RQ") {
      this.#user.onProviderRejection?.(data.pdu, pdu);
    }
  }

  #write(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.#sentBytes += chunk.length;
    this.#progress.touch();
    this.#trace.sent(chunks);
    if (this.#transport?.write(chunks) === false) this.#gate.shut();
  }

  #openTransport(proposal: Pdu | undefined): void {
    this.#open?.().then(
      (transport) => {
        if (this.#state !== "Sta4") return transport.destroy();
        this.#trace.connected(transport);
        this.#attach(transport);
        this.#dispatch("Evt2", proposal ? { pdu: proposal } : {});
      },
      (error: TransportError) => this.#onTransportClose(error),
    );
  }

  #terminate(error: DicomError): void {
    if (this.#error) return;
    this.#error = error;
    this.#terminateSilently();
    this.#user.onAborted(error);
  }

  /** Whoever waits to write is told that nothing will be written. */
  #terminateSilently(): void {
    this.#gate.fail(this.#overError());
    this.setPaused(false);
  }

  #overError(): DicomError {
    return this.#error ?? new InvalidStateError("STATE_ASSOCIATION_OVER", "the association is over");
  }
}
