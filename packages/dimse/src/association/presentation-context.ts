/** A negotiated presentation context as both sides use it. PS3.8 7.1.1.13, 9.3.3.2. */
import type { AnsweredContext, OfferedContext } from "../errors.ts";

/** One context of an association, accepted or not. */
export interface PresentationContext {
  readonly id: number;
  readonly abstractSyntax: string;
  /** What the requestor offered, in its order. */
  readonly transferSyntaxes: readonly string[];
  /** 0 to 4, PS3.8 Table 9-18; 2 also where the acceptor gave no answer. */
  readonly result: number;
  /** What both sides use; `undefined` unless accepted. */
  readonly transferSyntax: string | undefined;
  readonly isAccepted: boolean;
  /** Whether the requestor may be SCU, and SCP. PS3.7 D.3.3.4. */
  readonly requestorIsScu: boolean;
  readonly requestorIsScp: boolean;
}

/** Returns what was offered and answered, as {@link NoAcceptedContextError} tells it. */
export function offersAndAnswers(contexts: readonly PresentationContext[]): {
  offered: OfferedContext[];
  answered: AnsweredContext[];
} {
  return {
    offered: contexts.map(({ abstractSyntax, transferSyntaxes }) => ({ abstractSyntax, transferSyntaxes })),
    answered: contexts.map(({ abstractSyntax, result, transferSyntax }) => ({
      abstractSyntax,
      result,
      transferSyntax,
    })),
  };
}

const RESULTS = [
  "accepted",
  "rejected by the user",
  "rejected without a reason",
  "abstract syntax not supported",
  "transfer syntaxes not supported",
];

/** Returns a context result in words. PS3.8 Table 9-18. */
export function describeContextResult(result: number): string {
  return RESULTS[result] ?? "rejected with an unknown result";
}
