/** Gives the lookups every dictionary at once: what the main entry does when it is loaded. */
import { ELEMENT_TABLE } from "#dictionary";
import { findPrivateRows } from "#private-dictionary-preload";
import { UID_TABLE } from "#uid-registry";
import { installElements, installUids } from "./lookup.ts";
import { installPrivateElements } from "./private-blocks.ts";

export function installDictionaries(): void {
  installElements(ELEMENT_TABLE);
  installUids(UID_TABLE);
  if (findPrivateRows !== undefined) installPrivateElements(findPrivateRows);
}
