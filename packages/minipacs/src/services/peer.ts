/** The part of an association that events tell. */
import type { AssociationInfo } from "@minipacs/dimse";
import type { Peer } from "../events/event-types.ts";

export function peerOf(association: AssociationInfo): Peer {
  const { id, callingAeTitle, calledAeTitle, remoteAddress, remotePort } = association;
  return { associationId: id, callingAeTitle, calledAeTitle, remoteAddress, remotePort };
}
