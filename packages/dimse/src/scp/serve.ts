/** A DIMSE service class provider: listens, accepts associations, hands requests to handlers. PS3.7, PS3.8. */
import {
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  InvalidStateError,
} from "@minipacs/dicom-core";
import type {
  AcceptedContext,
  AcceptOtherSopClass,
  AcceptorPolicy,
  AnswerExtendedNegotiation,
  RefuseContext,
} from "../association/acceptor-policy.ts";
import { assertAeTitle } from "../association/ae-title.ts";
import { type AsyncWindow, toWindow } from "../association/async-window.ts";
import {
  type AssociationLimits,
  type AssociationTimeouts,
  DEFAULT_LIMITS,
  resolveLimits,
  resolveTimeouts,
} from "../association/options.ts";
import { LONGEST_TIMER_MS } from "../longest-timer.ts";
import type { Target } from "../scu/connect.ts";
import type { TlsIdentity, TlsServerOptions } from "../transport/tls-options.ts";
import type { Transport } from "../transport/transport.ts";
import { acceptedContexts, acceptedServiceClasses, contextsOf } from "./accepted-contexts.ts";
import type { AssociationHooks } from "./association-hooks.ts";
import {
  type DimseEvent,
  type DimseEventListener,
  type DimseMessageListener,
  tellListener,
} from "./events.ts";
import type { AssociationInfo, DimseHandlers, ResolveDestination } from "./handler-types.ts";
import { assertPort, type ListenAddress, ListeningPort } from "./listening-port.ts";
import { ServedAssociation } from "./served-association.ts";

/** Limits of a server beside those of each association. */
export interface ServerLimits extends AssociationLimits {
  /** Open associations and proposals that hooks decide on; one more is rejected, transient, "local limit exceeded". Default 200. */
  maxAssociations: number;
  /** The same for each remote address. Default no limit beside `maxAssociations`. */
  maxAssociationsPerAddress: number;
  /** Connections, with or without an association; one more is closed at once. Default 400. */
  maxConnections: number;
}

/** What holds where a limit of a server is not given. */
export const DEFAULT_SERVER_LIMITS: Readonly<ServerLimits> = {
  ...DEFAULT_LIMITS,
  maxAssociations: 200,
  maxAssociationsPerAddress: Number.POSITIVE_INFINITY,
  maxConnections: 400,
};

/** What a server does, and where. */
export interface ServeOptions extends AssociationHooks, ListenAddress {
  aeTitle: string;
  /** Associations over TLS only. The handshake counts under `timeouts.artimMs`. Default: none, plain TCP. */
  tls?: TlsServerOptions | undefined;
  handlers: DimseHandlers;
  /** Where a C-MOVE is to go. Default: every destination is answered A801. PS3.4 C.4.2.1.4. */
  resolveDestination?: ResolveDestination | undefined;
  /**
   * What is accepted: SOP class UIDs with their usual transfer syntaxes, or contexts in full. Default: what the handlers
   * serve (store: all storage SOP classes; find: worklist, Patient and Study Root; get, move: Patient and Study Root, get
   * also all storage SOP classes with the requestor as SCP; nCreate, nSet: MPPS; nAction, nEventReport: Storage
   * Commitment). SOP classes of nGet and nDelete alone have to be given.
   */
  contexts?: readonly (string | AcceptedContext)[] | undefined;
  /** Decides on SOP classes that nothing else here accepts, private ones for example. Default: none is accepted. */
  acceptOtherSopClass?: AcceptOtherSopClass | undefined;
  /** Refuses single contexts that would be accepted, with a result of PS3.8 Table 9-18. */
  refuseContext?: RefuseContext | undefined;
  /**
   * Accept SOP classes that are not in `contexts` where the requestor says what they are (57H): like a related general
   * SOP class that is accepted, or as storage where storage is accepted. Default false, because handlers then get
   * objects of classes that they have never heard of. PS3.7 D.3.3.6.
   */
  acceptRelatedGeneral?: boolean | undefined;
  /** Answers SOP class extended negotiation. Default: no answer. PS3.7 D.3.3.5. */
  answerExtendedNegotiation?: AnswerExtendedNegotiation | undefined;
  /**
   * How many operations may be in flight where the requestor proposes it; what is not given is 1. Handlers then run for
   * several requests of one association at a time. Default: one operation at a time. PS3.7 D.3.3.3.
   */
  asyncOperations?: Partial<AsyncWindow> | undefined;
  /** Reject who calls another AE title. Default false. */
  requireCalledAeTitle?: boolean | undefined;
  /** Reject callers that are not listed. Default: everyone is welcome. */
  callingAeTitles?: readonly string[] | undefined;
  /** Gives each association its ID. Default: from 1 upwards, rejected ones included. */
  nextAssociationId?: (() => number) | undefined;
  limits?: Partial<ServerLimits> | undefined;
  timeouts?: Partial<AssociationTimeouts> | undefined;
  onEvent?: DimseEventListener | undefined;
  /**
   * Told each message of this server's associations: a request before its handler is called (a C-STORE-RQ when its
   * command has arrived), a response once it was handed to the network. Runs within the association's work.
   */
  onMessage?: DimseMessageListener | undefined;
  /** Closes the server at once when it fires. */
  signal?: AbortSignal | undefined;
}

/** What can be changed while a server runs; it holds for connections that come from then on. */
export type ServeChange = Partial<
  Pick<
    ServeOptions,
    | "aeTitle"
    | "contexts"
    | "acceptOtherSopClass"
    | "refuseContext"
    | "acceptRelatedGeneral"
    | "answerExtendedNegotiation"
    | "requireCalledAeTitle"
    | "callingAeTitles"
    | "limits"
    | "timeouts"
  >
>;

/** How long an aborted peer has to close before its connection is cut. */
const ABORT_GRACE_MS = 1000;

/**
 * Starts a server; resolves when it listens.
 *
 * @throws InvalidArgumentError ARG_AE_TITLE, ARG_PORT, ARG_LIMIT, ARG_TIMEOUT, ARG_ASYNC_OPERATIONS, ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE; TransportError
 *   TRANSPORT_LISTEN with `details.errno`
 */
export async function serve(options: ServeOptions): Promise<DimseServer> {
  const { port, host, signal } = options;
  assertPort(port);
  signal?.throwIfAborted();
  const server = new DimseServer(options);
  await server.listen({ port, host });
  server.closeOn(signal);
  return server;
}

/** What a connection gets: the same until its end, whatever changes. */
interface AssociationTerms {
  limits: ServerLimits;
  timeouts: AssociationTimeouts;
  policy: AcceptorPolicy;
}

function termsOf(options: ServeOptions): AssociationTerms {
  assertAeTitle(options.aeTitle, "aeTitle");
  const limits = resolveLimits(DEFAULT_SERVER_LIMITS, options.limits);
  const contexts = acceptedContexts(options.contexts ?? contextsOf(options.handlers));
  return {
    limits,
    timeouts: resolveTimeouts(options.timeouts),
    policy: {
      contexts,
      serviceClasses: options.acceptRelatedGeneral ? acceptedServiceClasses(contexts) : undefined,
      acceptOtherSopClass: options.acceptOtherSopClass,
      aeTitle: options.aeTitle,
      requireCalledAeTitle: options.requireCalledAeTitle,
      callingAeTitles: options.callingAeTitles,
      refuseContext: options.refuseContext,
      answerExtendedNegotiation: options.answerExtendedNegotiation,
      window: toWindow(options.asyncOperations ?? {}),
      maxPduLengthBytes: limits.maxPduLengthBytes,
      maxPresentationContexts: limits.maxPresentationContexts,
      implementationClassUid: IMPLEMENTATION_CLASS_UID,
      implementationVersionName: IMPLEMENTATION_VERSION_NAME,
    },
  };
}

/** A running server. */
export class DimseServer {
  readonly #port: ListeningPort;
  readonly #open = new Set<ServedAssociation>();
  #options: ServeOptions;
  #terms: AssociationTerms;
  #closing: Promise<void> | undefined;
  #lastId = 0;
  #forgetSignal = () => {};

  /** Use {@link serve}. */
  constructor(options: ServeOptions) {
    this.#options = options;
    this.#terms = termsOf(options);
    this.#port = new ListeningPort(options.tls, (transport) => this.take(transport));
  }

  get aeTitle(): string {
    return this.#options.aeTitle;
  }

  /** The port that is listened on; the last one where none is. */
  get port(): number {
    return this.#port.port;
  }

  /** The address that is listened on; `::` takes IPv4 too. */
  get host(): string {
    return this.#port.host;
  }

  get isListening(): boolean {
    return this.#port.isOpen;
  }

  /** The associations that are open now. */
  get associations(): AssociationInfo[] {
    return [...this.#open].flatMap(({ info }) => (info ? [info] : []));
  }

  /**
   * Listens at an address from now on, instead of the one before; open associations go on. Where it fails, the one
   * before is still listened at.
   *
   * @throws InvalidArgumentError ARG_PORT, ARG_TLS; TransportError TRANSPORT_LISTEN; InvalidStateError STATE_CLOSED
   */
  async listen(address: ListenAddress): Promise<void> {
    assertPort(address.port);
    if (!this.#closing) await this.#port.open(address);
    if (!this.#closing) return;
    await this.#port.close();
    throw new InvalidStateError("STATE_CLOSED", "the server is closing");
  }

  /**
   * Changes what is accepted, for connections that come from now on; all of it or, where something cannot be, nothing.
   *
   * @throws InvalidArgumentError ARG_AE_TITLE, ARG_LIMIT, ARG_TIMEOUT
   */
  change(change: ServeChange): void {
    const options = { ...this.#options, ...change };
    this.#terms = termsOf(options);
    this.#options = options;
  }

  /**
   * Takes another certificate for the handshakes to come; associations that are open keep theirs.
   *
   * @throws InvalidArgumentError ARG_TLS
   */
  setSecureContext(identity: TlsIdentity): void {
    this.#port.setSecureContext(identity);
  }

  /** Called by {@link serve}: closes the server at once when the signal fires, which forgets a closed server. */
  closeOn(signal: AbortSignal | undefined): void {
    if (!signal) return;
    const onAbort = () => void this.close({ drainMs: 0 });
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort);
    this.#forgetSignal = () => signal.removeEventListener("abort", onAbort);
  }

  /** Takes a connection that came another way than through the port. */
  take(transport: Transport): void {
    const { limits, timeouts, policy } = this.#terms;
    if (this.#closing || this.#open.size >= limits.maxConnections) {
      const { remoteAddress, remotePort } = transport;
      transport.destroy();
      this.#emit({
        type: "connection-refused",
        ...{ remoteAddress, remotePort, receivedBytes: 0, error: undefined },
        text: this.#closing ? "the server is closing" : "too many connections",
      });
      return;
    }
    const association: ServedAssociation = new ServedAssociation(transport, {
      handlers: this.#options.handlers,
      ...{ timeouts, limits },
      hooks: this.#options,
      resolveDestination: (aeTitle, asking) => this.#resolveDestination(aeTitle, asking),
      policy: (asking) => ({ ...policy, isFull: this.#isFull(asking) }),
      nextId: () => this.#nextId(),
      emit: (event) => this.#emit(event),
      onMessage: this.#options.onMessage,
      onClosed: (closed) => this.#open.delete(closed),
    });
    this.#open.add(association);
  }

  #nextId(): number {
    const { nextAssociationId } = this.#options;
    if (nextAssociationId) return nextAssociationId();
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Whether there is no place for one more association. */
  #isFull(asking: ServedAssociation): boolean {
    const { maxAssociations, maxAssociationsPerAddress } = this.#terms.limits;
    const others = [...this.#open].filter((other) => other !== asking && other.hasPlace);
    const neighbours = others.filter(({ remoteAddress }) => remoteAddress === asking.remoteAddress);
    return others.length >= maxAssociations || neighbours.length >= maxAssociationsPerAddress;
  }

  /**
   * Stops listening, gives open associations up to `drainMs` (default 5,000, Infinity without limit) to end by themselves, aborts the rest and
   * resolves when every connection is closed. The signal ends the waiting.
   */
  close(options: { drainMs?: number; signal?: AbortSignal | undefined } = {}): Promise<void> {
    this.#closing ??= this.#close(options.drainMs ?? 5000, options.signal);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Does what `close` does, but the server can be made to `listen` again. */
  async stopListening(options: { drainMs?: number; signal?: AbortSignal | undefined } = {}): Promise<void> {
    await this.#port.close();
    await this.#endAll(options.drainMs ?? 5000, options.signal);
  }

  async #close(drainMs: number, signal: AbortSignal | undefined): Promise<void> {
    this.#forgetSignal();
    await this.#port.close();
    await this.#endAll(drainMs, signal);
  }

  async #endAll(drainMs: number, signal: AbortSignal | undefined): Promise<void> {
    for (const association of this.#open) {
      if (!association.info) association.destroy();
    }
    await this.#allClosed(drainMs, signal);
    for (const association of this.#open) association.abort("the server is closing");
    await this.#allClosed(ABORT_GRACE_MS);
    for (const association of this.#open) association.destroy();
    await Promise.all([...this.#open].map(({ closed }) => closed));
  }

  async #allClosed(limitMs: number, signal?: AbortSignal): Promise<void> {
    if (this.#open.size === 0 || limitMs <= 0 || signal?.aborted) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => {
      if (limitMs <= LONGEST_TIMER_MS) timer = setTimeout(resolve, limitMs);
      signal?.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([Promise.all([...this.#open].map(({ closed }) => closed)), late]);
    clearTimeout(timer);
  }

  #emit(event: DimseEvent): void {
    tellListener(this.#options.onEvent, event);
  }

  /** What is not told about a destination is as usual: it is called by its AE title, and we by ours. */
  async #resolveDestination(aeTitle: string, association: AssociationInfo): Promise<Target | undefined> {
    const target = await this.#options.resolveDestination?.(aeTitle, association);
    if (!target) return undefined;
    const { calledAeTitle = aeTitle, callingAeTitle = this.aeTitle } = target;
    return { ...target, calledAeTitle, callingAeTitle };
  }
}
