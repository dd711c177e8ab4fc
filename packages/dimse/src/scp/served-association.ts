/** One incoming connection, from its first byte to its close. PS3.8 7. */
import type { DicomError } from "@minipacs/dicom-core";
import type { AcceptorPolicy } from "../association/acceptor-policy.ts";
import { UpperLayerAssociation } from "../association/association.ts";
import { toAssociationProposal } from "../association/association-proposal.ts";
import {
  type AcceptorAcceptance,
  type AcceptorRefusal,
  acceptProposal,
  findRefusal,
  rejectProposal,
} from "../association/negotiate.ts";
import type { AssociationLimits, AssociationTimeouts } from "../association/options.ts";
import { describeRejection, REJECTION } from "../association/rejection.ts";
import type { UpperLayerUser } from "../association/upper-layer-user.ts";
import { identityInfo } from "../association/user-identity.ts";
import { AssociationAbortedError, PduError } from "../errors.ts";
import { MessageExchange, type PassingMessage } from "../message/message-exchange.ts";
import { encodePdu } from "../pdu/encode-pdu.ts";
import type { AssociateRjPdu, AssociateRqPdu, Pdv } from "../pdu/types.ts";
import {
  type NEventReportOptions,
  type NResponse,
  nEventReportRequest,
  requestN,
} from "../scu/n-services.ts";
import { inTurn, type RequestOptions } from "../scu/request.ts";
import type { Transport } from "../transport/transport.ts";
import { type AssociationHooks, askHooks } from "./association-hooks.ts";
import { RequestDispatcher } from "./dispatch.ts";
import type { AssociationEnd, DimseEvent, DimseMessageListener, NegotiationError } from "./events.ts";
import type { AssociationInfo, DimseHandlers, ResolveDestination } from "./handler-types.ts";

export interface ServedAssociationOptions {
  handlers: DimseHandlers;
  resolveDestination: ResolveDestination;
  hooks: AssociationHooks;
  timeouts: AssociationTimeouts;
  limits: AssociationLimits;
  /** Asked for each proposal, because it depends on what is open. */
  policy(association: ServedAssociation): AcceptorPolicy;
  nextId(): number;
  emit(event: DimseEvent): void;
  onMessage?: DimseMessageListener | undefined;
  onClosed(association: ServedAssociation): void;
}

/** An association that this side accepts, or a connection that wants to become one. */
export class ServedAssociation implements UpperLayerUser {
  readonly #options: ServedAssociationOptions;
  readonly #upperLayer: UpperLayerAssociation;
  readonly #transport: Transport;
  readonly closed: Promise<void>;
  #resolveClosed!: () => void;
  #info: AssociationInfo | undefined;
  /** While hooks work on the proposal. */
  #deciding: AbortController | undefined;
  #exchange: MessageExchange | undefined;
  #dispatcher: RequestDispatcher | undefined;
  #openedMs = 0;
  #isTold = false;

  constructor(transport: Transport, options: ServedAssociationOptions) {
    this.#options = options;
    this.#transport = transport;
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    this.#upperLayer = UpperLayerAssociation.accept(transport, {
      user: this,
      timeouts: options.timeouts,
      limits: options.limits,
    });
  }

  /** Set while the association is open. */
  get info(): AssociationInfo | undefined {
    return this.#isTold ? undefined : this.#info;
  }

  /** Whether it takes one of the places that the limits allow: it is open, or hooks decide on it. */
  get hasPlace(): boolean {
    return this.#deciding !== undefined || this.info !== undefined;
  }

  get remoteAddress(): string {
    return this.#transport.remoteAddress;
  }

  /** Ends the association with an A-ABORT, a mere connection at once. */
  abort(text: string): void {
    if (this.info) this.#upperLayer.abort(new AssociationAbortedError({ source: 0, reason: 0, text }));
    else this.#upperLayer.destroy();
  }

  destroy(): void {
    this.#upperLayer.destroy();
  }

  onAssociateIndication(proposal: AssociateRqPdu): void {
    const policy = this.#options.policy(this);
    const refusal = findRefusal(proposal, policy);
    if (refusal) this.#refuse(proposal, refusal);
    else if (this.#options.hooks.authenticate || this.#options.hooks.onAssociate) {
      void this.#askAndAnswer(proposal, policy);
    } else this.#answer(proposal, policy, undefined);
  }

  /** Never rejects. */
  async #askAndAnswer(proposal: AssociateRqPdu, policy: AcceptorPolicy): Promise<void> {
    const controller = new AbortController();
    this.#deciding = controller;
    const view = toAssociationProposal(proposal, this.#transport);
    const { userIdentity } = proposal.userInformation;
    const decision = await askHooks(this.#options.hooks, view, userIdentity, controller.signal);
    this.#deciding = undefined;
    // The peer, or the server's end, did not wait for us.
    if (controller.signal.aborted || this.#upperLayer.state !== "Sta3") return;
    if (decision.kind === "accept") {
      this.#answer(proposal, policy, decision.userIdentityResponse);
      return;
    }
    if (decision.failure) this.#emitNegotiationError(proposal, decision.failure);
    this.#refuse(proposal, rejectProposal(decision.rejection));
  }

  #refuse(proposal: AssociateRqPdu, refusal: AcceptorRefusal): void {
    if (refusal.kind === "abort") {
      throw new PduError("ASSOC_INVALID_PROPOSAL", refusal.text, { abortReason: refusal.reason });
    }
    this.onProviderRejection(proposal, refusal.pdu);
    this.#upperLayer.reject(refusal.pdu);
  }

  #answer(proposal: AssociateRqPdu, policy: AcceptorPolicy, identityResponse: Uint8Array | undefined): void {
    let answer: AcceptorAcceptance;
    try {
      answer = acceptProposal(proposal, policy, identityResponse);
      // Bytes that an application gives may be too many for their item.
      encodePdu(answer.pdu);
    } catch (error) {
      this.#emitNegotiationError(proposal, { hook: "contexts", error });
      this.#refuse(proposal, rejectProposal(REJECTION.userNoReason));
      return;
    }
    this.#open(proposal, answer);
  }

  #open(proposal: AssociateRqPdu, answer: AcceptorAcceptance): void {
    const { callingAeTitle, calledAeTitle, userInformation } = proposal;
    const { remoteAddress, remotePort } = this.#transport;
    const upperLayer = this.#upperLayer;
    this.#info = {
      id: this.#options.nextId(),
      ...{ callingAeTitle, calledAeTitle, remoteAddress, remotePort },
      contexts: answer.contexts,
      implementationClassUid: userInformation.implementationClassUid,
      implementationVersionName: userInformation.implementationVersionName,
      maxPduLengthBytes: answer.pdu.userInformation.maximumLength ?? 0,
      peerMaxPduLengthBytes: userInformation.maximumLength ?? 0,
      window: answer.window,
      extendedNegotiations: answer.extendedNegotiations,
      userIdentity: userInformation.userIdentity && identityInfo(userInformation.userIdentity),
      tls: this.#transport.tls,
      get receivedBytes() {
        return upperLayer.receivedBytes;
      },
      get sentBytes() {
        return upperLayer.sentBytes;
      },
      nEventReport: (request, options) => this.#report(request, options),
    };
    this.#exchange = new MessageExchange({
      side: "acceptor",
      upperLayer: this.#upperLayer,
      contexts: answer.contexts,
      peerMaxPduLengthBytes: userInformation.maximumLength ?? 0,
      limits: this.#options.limits,
      window: answer.window,
      onRequest: async (message) => this.#dispatcher?.dispatch(message),
      onCancel: (messageId) => this.#dispatcher?.cancel(messageId),
      onPassing: this.#options.onMessage && ((message) => this.#tellMessage(message)),
    });
    this.#dispatcher = new RequestDispatcher(this.#exchange, {
      association: this.#info,
      handlers: this.#options.handlers,
      limits: this.#options.limits,
      timeouts: this.#options.timeouts,
      resolveDestination: this.#options.resolveDestination,
      emit: this.#options.emit,
    });
    this.#openedMs = performance.now();
    this.#upperLayer.accept(answer.pdu);
    this.#options.emit({ type: "association-opened", association: this.#info });
  }

  #tellMessage(message: PassingMessage): void {
    if (!this.#info) return;
    try {
      this.#options.onMessage?.({ association: this.#info, ...message });
    } catch {
      // A listener that throws must not break the association that it was told of.
    }
  }

  /** The acceptor is SCP unless roles were selected. PS3.7 D.3.3.4. */
  async #report(request: NEventReportOptions, options: RequestOptions = {}): Promise<NResponse> {
    const exchange = this.#exchange;
    const info = this.#info;
    if (!exchange || !info || exchange.isOver) {
      throw (
        this.#upperLayer.error ??
        new AssociationAbortedError({ source: -1, reason: 0, text: "the association is over" })
      );
    }
    const abort = (error?: DicomError) =>
      error ? this.#upperLayer.abort(error) : this.abort("by this side");
    return inTurn(exchange, options, () =>
      requestN(exchange, info.contexts, nEventReportRequest(request, "requestorIsScu"), {
        ...options,
        abort,
      }),
    );
  }

  #emitNegotiationError(proposal: AssociateRqPdu, failure: Pick<NegotiationError, "hook" | "error">): void {
    const { callingAeTitle, calledAeTitle } = proposal;
    const { remoteAddress, remotePort } = this.#transport;
    this.#options.emit({
      type: "negotiation-error",
      ...{ callingAeTitle, calledAeTitle, remoteAddress, remotePort },
      ...failure,
    });
  }

  onProviderRejection(proposal: AssociateRqPdu, rejection: AssociateRjPdu): void {
    const { callingAeTitle, calledAeTitle } = proposal;
    const { remoteAddress, remotePort } = this.#transport;
    const { result, source, reason } = rejection;
    this.#isTold = true;
    this.#options.emit({
      type: "association-rejected",
      ...{ callingAeTitle, calledAeTitle, remoteAddress, remotePort },
      ...{ result, source, reason, text: describeRejection(rejection) },
      associationId: this.#options.nextId(),
      proposal: toAssociationProposal(proposal, this.#transport),
      tls: this.#transport.tls,
    });
  }

  onData(pdvs: readonly Pdv[]): void {
    this.#exchange?.onData(pdvs);
  }

  onReleaseIndication(): void {
    this.#exchange?.respondRelease(() => {
      const end = this.#end();
      if (end) this.#options.emit({ type: "association-released", ...end });
      this.#stop(new AssociationAbortedError({ source: 0, reason: 0, text: "released by the peer" }));
    });
  }

  onAborted(error: DicomError): void {
    const end = this.#end();
    if (end) this.#options.emit({ type: "association-aborted", ...end, error });
    else this.#emitRefused(error);
    this.#stop(error);
  }

  onClosed(error: DicomError | undefined): void {
    this.#emitRefused(error);
    this.#stop(
      error ?? new AssociationAbortedError({ source: -1, reason: 0, text: "the connection was closed" }),
    );
    this.#options.onClosed(this);
    this.#resolveClosed();
  }

  waitingFor(): "progress" | "response" | "idle" | undefined {
    return this.#exchange?.waitingFor();
  }

  /** The end of the association, once. */
  #end(): AssociationEnd | undefined {
    if (!this.#info || this.#isTold) return undefined;
    this.#isTold = true;
    return {
      association: this.#info,
      durationMs: performance.now() - this.#openedMs,
      receivedBytes: this.#upperLayer.receivedBytes,
      sentBytes: this.#upperLayer.sentBytes,
    };
  }

  #emitRefused(error: DicomError | undefined): void {
    if (this.#isTold) return;
    this.#isTold = true;
    const { remoteAddress, remotePort } = this.#transport;
    this.#options.emit({
      type: "connection-refused",
      ...{ remoteAddress, remotePort, error },
      receivedBytes: this.#upperLayer.receivedBytes,
      text: error?.message ?? "closed before it asked for an association",
    });
  }

  #stop(error: DicomError): void {
    this.#deciding?.abort(error);
    this.#exchange?.terminate(error);
    this.#dispatcher?.terminate(error);
  }
}
