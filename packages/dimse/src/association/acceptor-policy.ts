/** What an acceptor takes, as data and pure functions. PS3.8 7.1.1, PS3.7 D.3.3. */
import type { PresentationContextProposal } from "../pdu/types.ts";
import type { AsyncWindow } from "./async-window.ts";

/** What an acceptor takes for one abstract syntax. */
export interface AcceptedContext {
  abstractSyntax: string;
  /** Transfer syntaxes, most wanted first. */
  transferSyntaxes: readonly string[];
  /** Whose order decides between several common ones. Default `requestor`. */
  preference?: "requestor" | "acceptor";
  /** Whether the requestor may be SCP of this SOP class, if it asks. Default false. PS3.7 D.3.3.4. */
  allowsRequestorAsScp?: boolean;
  /** Whether it may be SCU where it asks for roles. Default true. A context left without a role is refused by the user. */
  allowsRequestorAsScu?: boolean;
}

/** Result/Reason of a context that is not accepted. PS3.8 Table 9-18. */
export type ContextRefusal = 1 | 2 | 3 | 4;

/** Refuses one offered context that would be accepted otherwise; `undefined` leaves it. */
export type RefuseContext = (offer: Readonly<PresentationContextProposal>) => ContextRefusal | undefined;

/** Returns the application information to answer with; `undefined` for no answer. PS3.7 D.3.3.5. */
export type AnswerExtendedNegotiation = (sopClassUid: string, proposed: Uint8Array) => Uint8Array | undefined;

/** Returns what is taken for a SOP class that nothing else accepts; `undefined` for nothing. */
export type AcceptOtherSopClass = (
  abstractSyntax: string,
) => Omit<AcceptedContext, "abstractSyntax"> | undefined;

/** What an acceptor takes at all. */
export interface AcceptorPolicy {
  /** Compared with the called AE title if `requireCalledAeTitle`. */
  aeTitle: string;
  requireCalledAeTitle?: boolean | undefined;
  /** Absent: every caller is welcome. */
  callingAeTitles?: readonly string[] | undefined;
  contexts: ReadonlyMap<string, AcceptedContext>;
  /**
   * Set: a SOP class that is not in `contexts` is taken like one of them that its item 57H names as related general SOP
   * class, or else as its service class is taken here.
   */
  serviceClasses?: ReadonlyMap<string, AcceptedContext> | undefined;
  acceptOtherSopClass?: AcceptOtherSopClass | undefined;
  refuseContext?: RefuseContext | undefined;
  answerExtendedNegotiation?: AnswerExtendedNegotiation | undefined;
  /** Told only to requestors that send item 53H. Default one operation at a time. */
  window?: AsyncWindow | undefined;
  /** Announced as our maximum length. */
  maxPduLengthBytes: number;
  /** More contexts than these are a rejection, permanent, local limit exceeded. Default 128, all there can be. */
  maxPresentationContexts?: number | undefined;
  implementationClassUid: string;
  implementationVersionName: string;
  /** Set where the number of associations is used up. */
  isFull?: boolean | undefined;
}
