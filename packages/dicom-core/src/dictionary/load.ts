/** The dictionaries as chunks that a browser fetches when it needs them. */

/**
 * Fetches the data dictionary, once. Until then the `reader` entry reads Explicit VR by tag numbers only: keywords and
 * Implicit VR throw STATE_DICTIONARY_MISSING. With the main entry it is always there.
 */
export async function loadDictionary(): Promise<void> {
  await import("#dictionary");
}

/**
 * Fetches the private dictionary, once; until then browsers know no private elements but registered ones, and those
 * of Implicit VR are UN. In Node the main entry has it from the start.
 */
export async function loadPrivateDictionary(): Promise<void> {
  await import("#private-dictionary");
}
