/** SOP Class Extended (56H) and Common Extended Negotiation (57H). PS3.7 D.3.3.5, D.3.3.6. */
import type { CommonExtendedNegotiation, ExtendedNegotiation } from "../pdu/types.ts";

/** What was asked and answered about one SOP class; the bytes mean what its service class says. */
export interface ExtendedNegotiationResult {
  readonly sopClassUid: string;
  readonly proposed: Uint8Array;
  /** `undefined` where the acceptor did not answer: it does not support what was asked. */
  readonly answered: Uint8Array | undefined;
}

/** Pairs proposals with answers; of several items for one SOP class the first counts. Bytes are copies. */
export function pairExtendedNegotiations(
  proposed: readonly ExtendedNegotiation[],
  answered: readonly ExtendedNegotiation[],
): ExtendedNegotiationResult[] {
  const answers = firstBySopClass(answered);
  return [...firstBySopClass(proposed).values()].map(({ sopClassUid, applicationInformation }) => ({
    sopClassUid,
    proposed: new Uint8Array(applicationInformation),
    answered: copyOf(answers.get(sopClassUid)?.applicationInformation),
  }));
}

/** Not `slice`: of a Buffer that is a view. */
function copyOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes && new Uint8Array(bytes);
}

/** Returns the items by SOP class, the first of each. */
export function firstBySopClass<T extends { sopClassUid: string }>(items: readonly T[]): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(item.sopClassUid)) found.set(item.sopClassUid, item);
  return found;
}

/** What a SOP class is that only its requestor knows, by its item 57H. */
export interface SopClassRelation {
  /** The service class, e.g. {@link STORAGE_SERVICE_CLASS}. */
  serviceClassUid: string;
  /** SOP classes whose instances it specialises. */
  relatedGeneralSopClassUids?: readonly string[];
}

/** Storage Service Class. PS3.4 B.3.1.4, PS3.6 Table A-1. */
export const STORAGE_SERVICE_CLASS = "1.2.840.10008.4.2";

/** Returns what a provider that does not know the SOP class can treat it as: first as a related one, then by service class. */
export function findRelated<T>(
  common: CommonExtendedNegotiation | undefined,
  bySopClass: ReadonlyMap<string, T>,
  byServiceClass: ReadonlyMap<string, T>,
): T | undefined {
  if (!common) return undefined;
  for (const uid of common.relatedGeneralSopClassUids) {
    const related = bySopClass.get(uid);
    if (related) return related;
  }
  return byServiceClass.get(common.serviceClassUid);
}
