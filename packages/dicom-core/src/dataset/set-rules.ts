/**
 * What changing a data set needs, put in by the entries that can write: the `reader` entry does without them, as they are a good
 * part of its size.
 */
import { InvalidStateError } from "../errors.ts";
import type { contentToSet, vrToSet } from "./content-to-set.ts";
import type { reservePrivateBlock } from "./reserve-private.ts";

export interface SetRules {
  vrToSet: typeof vrToSet;
  contentToSet: typeof contentToSet;
  reservePrivateBlock: typeof reservePrivateBlock;
}

let installed: SetRules | undefined;

/** Used by `install.ts`. */
export function installSetRules(rules: SetRules): void {
  installed = rules;
}

/**
 * Returns the rules.
 *
 * @throws InvalidStateError STATE_READ_ONLY with the `reader` entry alone
 */
export function setRules(): SetRules {
  if (installed !== undefined) return installed;
  throw new InvalidStateError("STATE_READ_ONLY", "to change data sets, import `@minipacs/dicom-core`");
}
