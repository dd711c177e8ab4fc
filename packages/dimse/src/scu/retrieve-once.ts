/** C-GET and C-MOVE for scripts: connects, retrieves, releases. PS3.4 C.4.2, C.4.3. */
import type { Dataset } from "@minipacs/dicom-core";
import type { ContextOffer } from "../association/proposal.ts";
import { getSopClassUid, moveSopClassUid, type RetrieveModel } from "../sop-class/query-retrieve.ts";
import { retrievableContexts } from "../sop-class/retrievable.ts";
import { type ConnectOptions, overAssociation, type Target } from "./connect.ts";
import type { GetOptions, MoveOptions, RetrieveProgress } from "./retrieve.ts";

type OfConnection = Pick<ConnectOptions, "timeouts">;

/** How a C-GET is sent over an association of its own. */
export interface GetOnceOptions extends GetOptions, OfConnection {
  /** Takes the objects. */
  store: NonNullable<GetOptions["store"]>;
  /**
   * Storage SOP classes and transfer syntaxes to offer, at most 127, with us as SCP. Default: {@link retrievableContexts}.
   * One transfer syntax a context lets the provider send each object as it is.
   */
  contexts?: readonly Omit<ContextOffer, "scuRole" | "scpRole">[] | undefined;
}

/** How a C-MOVE is sent over an association of its own. */
export interface MoveOnceOptions extends MoveOptions, OfConnection {}

/**
 * Connects, retrieves to `store`, yields how far it is, releases. Leaving the loop early and the signal send C-CANCEL.
 *
 * @throws what `connect` throws, and `get` of an association
 */
export async function* get(
  target: Target,
  model: RetrieveModel,
  identifier: Dataset,
  options: GetOnceOptions,
): AsyncGenerator<RetrieveProgress, void, undefined> {
  const storage = options.contexts?.map((offer) => ({ ...offer, scpRole: true })) ?? retrievableContexts();
  const contexts = [{ abstractSyntax: getSopClassUid(model) }, ...storage];
  yield* overAssociation(target, contexts, options, (association) =>
    association.get(model, identifier, options),
  );
}

/**
 * Connects, has objects sent to `destination`, yields how far it is, releases. Leaving the loop early and the signal send
 * C-CANCEL.
 *
 * @throws what `connect` throws, and `move` of an association
 */
export async function* move(
  target: Target,
  model: RetrieveModel,
  identifier: Dataset,
  options: MoveOnceOptions,
): AsyncGenerator<RetrieveProgress, void, undefined> {
  const contexts = [{ abstractSyntax: moveSopClassUid(model) }];
  yield* overAssociation(target, contexts, options, (association) =>
    association.move(model, identifier, options),
  );
}
