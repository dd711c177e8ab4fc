/** The dictionaries as chunks that a browser fetches when it needs them. */
import { installElements } from "./lookup.ts";
import { installPrivateElements } from "./private-blocks.ts";

/**
 * Fetches the data dictionary, once. Until then the `reader` entry reads Explicit VR by tag numbers only: keywords and
 * Implicit VR throw STATE_DICTIONARY_MISSING. With the main entry it is always there.
 */
export async function loadDictionary(): Promise<void> {
  const { ELEMENT_TABLE } = await import("#dictionary");
  installElements(ELEMENT_TABLE);
}

/**
 * Fetches the private dictionary, once; until then browsers know no private elements but registered ones, and those
 * of Implicit VR are UN. In Node the main entry has it from the start.
 */
export async function loadPrivateDictionary(): Promise<void> {
  const { findPrivateRows } = await import("#private-dictionary");
  installPrivateElements(findPrivateRows);
}
