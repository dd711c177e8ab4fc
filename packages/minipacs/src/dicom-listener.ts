/** The DICOM port of a server: started and stopped, moved to another port, and what is accepted there. */
import { lookupUid, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import {
  type AcceptedContext,
  type AssociationInfo,
  type DimseEvent,
  type DimseServer,
  defaultAcceptedContext,
  MODALITY_WORKLIST_FIND,
  MPPS,
  MPPS_RETRIEVE,
  type ServeChange,
  type ServeOptions,
  STORAGE_SOP_CLASSES,
  serve,
  type TlsServerOptions,
  VERIFICATION,
} from "@minipacs/dimse";
import type { PacsSettings } from "./config/settings.ts";
import { listenError } from "./listen-error.ts";

export interface DicomListenerOptions
  extends Pick<ServeOptions, "handlers" | "onMessage" | "nextAssociationId" | "limits" | "timeouts"> {
  settings(): PacsSettings;
  /** Of the same server, once it has one. */
  httpPort(): number | undefined;
  tls: TlsServerOptions | undefined;
  onEvent(event: DimseEvent): void;
}

/** Connections beside the associations: handshakes, those that are ending. */
const SPARE_CONNECTION_COUNT = 200;

export class DicomListener {
  readonly #options: DicomListenerOptions;
  #server: DimseServer | undefined;

  constructor(options: DicomListenerOptions) {
    this.#options = options;
  }

  get isListening(): boolean {
    return this.#server?.isListening ?? false;
  }

  /** The last one where none is listened on, 0 before the first. */
  get port(): number {
    return this.#server?.port ?? 0;
  }

  /** Those that are open now, whatever port they came by. */
  get associations(): readonly AssociationInfo[] {
    return this.#server?.associations ?? [];
  }

  /**
   * Listens where the settings say.
   *
   * @throws TransportError TRANSPORT_LISTEN, InvalidArgumentError ARG_TLS, UnsupportedError UNSUPPORTED_TLS_PROFILE,
   *   InvalidStateError STATE_CLOSED
   */
  start(): Promise<void> {
    return this.#listen(this.#options.settings());
  }

  /** Stops listening; resolves when the associations have ended, which are aborted after `drainMs`. */
  async stop(options: { drainMs: number }): Promise<void> {
    await this.#server?.stopListening(options);
  }

  /**
   * Makes other settings hold for the associations to come. Where another port or address cannot be listened on, it
   * rejects and everything stays.
   *
   * @throws TransportError TRANSPORT_LISTEN
   */
  async apply(next: PacsSettings): Promise<void> {
    const before = this.#options.settings();
    const isSamePort = next.port === before.port || next.port === this.port;
    const isMoved = !isSamePort || next.host !== before.host;
    if (isMoved && this.isListening) await this.#listen(next);
    this.#server?.change(this.#acceptance(next));
  }

  async close(options: { drainMs: number }): Promise<void> {
    await this.#server?.close(options);
  }

  async #listen(settings: PacsSettings): Promise<void> {
    const { port, host } = settings;
    try {
      if (this.#server) await this.#server.listen({ port, host });
      else this.#server = await this.#serve(settings);
    } catch (error) {
      const isRunning = this.#server !== undefined;
      const otherPort = this.#options.httpPort();
      throw listenError({ service: "DICOM", host, port, otherPort, isRunning }, error);
    }
  }

  #serve(settings: PacsSettings): Promise<DimseServer> {
    const { handlers, onMessage, nextAssociationId, tls, onEvent } = this.#options;
    const { port, host, aeTitle } = settings;
    return serve({
      ...{ port, host, tls, handlers, onMessage, nextAssociationId, aeTitle },
      ...this.#acceptance(settings),
      onEvent: (event) => onEvent(this.#explained(event)),
    });
  }

  #acceptance(settings: PacsSettings): ServeChange & Pick<ServeOptions, "aeTitle"> {
    const { maxAssociations, idleTimeoutSeconds, allowedAeTitles } = settings;
    const { limits, timeouts } = this.#options;
    return {
      aeTitle: settings.aeTitle,
      requireCalledAeTitle: settings.requiresCalledAe,
      callingAeTitles: allowedAeTitles.length > 0 ? allowedAeTitles : undefined,
      contexts: acceptedContexts(settings.acceptedTransferSyntaxes),
      acceptOtherSopClass: settings.acceptsAnySopClass
        ? (uid) => (looksLikeStorage(uid) ? storageTerms(settings.acceptedTransferSyntaxes) : undefined)
        : undefined,
      limits: {
        maxPduLengthBytes: settings.maxPduLength,
        maxAssociations,
        maxConnections: maxAssociations + SPARE_CONNECTION_COUNT,
        ...limits,
      },
      timeouts: { idleMs: idleTimeoutSeconds * 1000, ...timeouts },
    };
  }

  /** Says which of our rules a rejection comes from. PS3.8 Table 9-21. */
  #explained(event: DimseEvent): DimseEvent {
    if (event.type !== "association-rejected") return event;
    const rule = ruleOf(event, this.#options.settings());
    return rule === undefined ? event : { ...event, text: `${event.text}: ${rule}` };
  }
}

function ruleOf(
  { source, reason, result }: { source: number; reason: number; result: number },
  { aeTitle, allowedAeTitles, maxAssociations }: PacsSettings,
): string | undefined {
  if (source === 1 && reason === 7) return `only ${aeTitle} is answered here (--require-called-ae)`;
  if (source === 1 && reason === 3) return `allowed are ${allowedAeTitles.join(", ")} (--allow-ae)`;
  if (source === 3 && reason === 2 && result === 2) {
    return `${maxAssociations} associations are open (--max-associations)`;
  }
  return undefined;
}

/** Messages that are read and answered here, not kept. */
const READABLE: readonly string[] = [
  TRANSFER_SYNTAX.explicitVrLittleEndian,
  TRANSFER_SYNTAX.implicitVrLittleEndian,
];

/**
 * Returns what is accepted: of the transfer syntaxes asked for, where there are any, all for objects, and the readable
 * ones for worklist and MPPS; C-ECHO has no data set, and goes by any.
 */
function acceptedContexts(transferSyntaxes: readonly string[]): (string | AcceptedContext)[] {
  if (transferSyntaxes.length === 0) {
    return [VERIFICATION, MODALITY_WORKLIST_FIND, MPPS, MPPS_RETRIEVE, ...STORAGE_SOP_CLASSES];
  }
  const readable = transferSyntaxes.filter((uid) => READABLE.includes(uid));
  const terms = {
    transferSyntaxes: readable.length > 0 ? readable : READABLE,
    preference: "acceptor" as const,
  };
  return [
    VERIFICATION,
    ...[MODALITY_WORKLIST_FIND, MPPS, MPPS_RETRIEVE].map((abstractSyntax) => ({ abstractSyntax, ...terms })),
    ...STORAGE_SOP_CLASSES.map((abstractSyntax) => ({ abstractSyntax, ...storageTerms(transferSyntaxes) })),
  ];
}

/** Objects are kept as they come: by the order that was asked for, or any that the requestor wants. */
function storageTerms(transferSyntaxes: readonly string[]): Omit<AcceptedContext, "abstractSyntax"> {
  if (transferSyntaxes.length === 0) return defaultAcceptedContext(STORAGE_SOP_CLASSES[0] as string);
  return { transferSyntaxes, preference: "acceptor" };
}

/** The root of DICOM's own UIDs, and where its storage SOP classes are. PS3.5 9, PS3.4 B.5. */
const DICOM_ROOT = "1.2.840.10008.";
const DICOM_STORAGE_ROOT = "1.2.840.10008.5.1.4.1.1.";

/** A private SOP class may be for anything, but is for storage nearly always; a later one of DICOM tells by its root. */
function looksLikeStorage(sopClassUid: string): boolean {
  if (!sopClassUid.startsWith(DICOM_ROOT)) return true;
  return sopClassUid.startsWith(DICOM_STORAGE_ROOT) && lookupUid(sopClassUid) === undefined;
}
