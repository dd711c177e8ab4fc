/** A DIMSE service class provider: listens, accepts associations, hands requests to handlers. PS3.7, PS3.8. */
import {
  IMPLEMENTATION_CLASS_UID,
  IMPLEMENTATION_VERSION_NAME,
  InvalidArgumentError,
} from "@minipacs/dicom-core";
import type {
  AcceptedContext,
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
import { listenTcp } from "../transport/tcp.ts";
import { listenTls, type TlsTransportServer } from "../transport/tls.ts";
import type { TlsIdentity, TlsServerOptions } from "../transport/tls-options.ts";
import type { Transport, TransportServer } from "../transport/transport.ts";
import { acceptedContexts, acceptedServiceClasses, contextsOf } from "./accepted-contexts.ts";
import type { AssociationHooks } from "./association-hooks.ts";
import {
  type DimseEvent,
  type DimseEventListener,
  type DimseMessageListener,
  tellListener,
} from "./events.ts";
import type { AssociationInfo, DimseHandlers, ResolveDestination } from "./handler-types.ts";
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

export const DEFAULT_SERVER_LIMITS: Readonly<ServerLimits> = {
  ...DEFAULT_LIMITS,
  maxAssociations: 200,
  maxAssociationsPerAddress: Number.POSITIVE_INFINITY,
  maxConnections: 400,
};

export interface ServeOptions extends AssociationHooks {
  aeTitle: string;
  /** 0 takes a free port. */
  port: number;
  /** Default: IPv4 and IPv6. An address, e.g. `127.0.0.1` or `0.0.0.0`, listens on that alone. */
  host?: string | undefined;
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

/** How long an aborted peer has to close before its connection is cut. */
const ABORT_GRACE_MS = 1000;

/**
 * Starts a server; resolves when it listens.
 *
 * @throws InvalidArgumentError ARG_AE_TITLE, ARG_PORT, ARG_LIMIT, ARG_TIMEOUT, ARG_ASYNC_OPERATIONS, ARG_TLS; UnsupportedError UNSUPPORTED_TLS_PROFILE; TransportError
 *   TRANSPORT_LISTEN with `details.errno`
 */
export async function serve(options: ServeOptions): Promise<DimseServer> {
  assertAeTitle(options.aeTitle, "aeTitle");
  if (!Number.isInteger(options.port) || options.port < 0 || options.port > 65_535) {
    throw new InvalidArgumentError("ARG_PORT", "port: a number from 0 to 65535 is expected");
  }
  const { signal } = options;
  signal?.throwIfAborted();
  const server = new DimseServer(options);
  await server.listen();
  server.closeOn(signal);
  return server;
}

/** A running server. */
export class DimseServer {
  readonly #options: ServeOptions;
  readonly #limits: ServerLimits;
  readonly #timeouts: AssociationTimeouts;
  readonly #policy: AcceptorPolicy;
  readonly #open = new Set<ServedAssociation>();
  #transportServer: TransportServer | TlsTransportServer | undefined;
  #closing: Promise<void> | undefined;
  #lastId = 0;
  #forgetSignal = () => {};

  /** Use {@link serve}. */
  constructor(options: ServeOptions) {
    this.#options = options;
    this.#limits = resolveLimits(DEFAULT_SERVER_LIMITS, options.limits);
    this.#timeouts = resolveTimeouts(options.timeouts);
    const contexts = acceptedContexts(options.contexts ?? contextsOf(options.handlers));
    this.#policy = {
      contexts,
      serviceClasses: options.acceptRelatedGeneral ? acceptedServiceClasses(contexts) : undefined,
      aeTitle: options.aeTitle,
      requireCalledAeTitle: options.requireCalledAeTitle,
      callingAeTitles: options.callingAeTitles,
      refuseContext: options.refuseContext,
      answerExtendedNegotiation: options.answerExtendedNegotiation,
      window: toWindow(options.asyncOperations ?? {}),
      maxPduLengthBytes: this.#limits.maxPduLengthBytes,
      maxPresentationContexts: this.#limits.maxPresentationContexts,
      implementationClassUid: IMPLEMENTATION_CLASS_UID,
      implementationVersionName: IMPLEMENTATION_VERSION_NAME,
    };
  }

  get aeTitle(): string {
    return this.#options.aeTitle;
  }

  /** The port that is listened on. */
  get port(): number {
    return this.#transportServer?.port ?? 0;
  }

  /** The address that is listened on; `::` takes IPv4 too. */
  get host(): string {
    return this.#transportServer?.host ?? "";
  }

  /** The associations that are open now. */
  get associations(): AssociationInfo[] {
    return [...this.#open].flatMap(({ info }) => (info ? [info] : []));
  }

  /** Called by {@link serve}. */
  async listen(): Promise<void> {
    const { port, host, tls } = this.#options;
    const onConnection = (transport: Transport) => this.take(transport);
    this.#transportServer = tls
      ? await listenTls({ port, host, tls, onConnection })
      : await listenTcp({ port, host, onConnection });
  }

  /**
   * Takes another certificate for the handshakes to come; associations that are open keep theirs.
   *
   * @throws InvalidArgumentError ARG_TLS
   */
  setSecureContext(identity: TlsIdentity): void {
    const server = this.#transportServer;
    if (!server || !("setSecureContext" in server)) {
      throw new InvalidArgumentError("ARG_TLS", "tls: this server listens without TLS");
    }
    server.setSecureContext(identity);
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
    if (this.#closing || this.#open.size >= this.#limits.maxConnections) {
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
      timeouts: this.#timeouts,
      limits: this.#limits,
      hooks: this.#options,
      resolveDestination: (aeTitle, asking) => this.#resolveDestination(aeTitle, asking),
      policy: (asking) => ({ ...this.#policy, isFull: this.#isFull(asking) }),
      nextId: () => {
        this.#lastId += 1;
        return this.#lastId;
      },
      emit: (event) => this.#emit(event),
      onMessage: this.#options.onMessage,
      onClosed: (closed) => this.#open.delete(closed),
    });
    this.#open.add(association);
  }

  /** Whether there is no place for one more association. */
  #isFull(asking: ServedAssociation): boolean {
    const { maxAssociations, maxAssociationsPerAddress } = this.#limits;
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

  async #close(drainMs: number, signal: AbortSignal | undefined): Promise<void> {
    this.#forgetSignal();
    await this.#transportServer?.close();
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
