/** The dictionaries as chunks that a browser fetches when it needs them. */
import { installTextRules } from "../charset/text-decoder.ts";
import { installInflater } from "../deflate/inflater.ts";
import { installElements, installUids } from "./lookup.ts";
import { installPrivateElements } from "./private-blocks.ts";

/**
 * Fetches the data dictionary, and what inflates, once. Until then the `reader` entry reads Explicit VR by tag numbers
 * only: keywords, Implicit VR and deflated data sets throw STATE_DICTIONARY_MISSING. With the main entry it is always
 * there.
 */
export async function loadDictionary(): Promise<void> {
  const [{ ELEMENT_TABLE }, { inflateRaw }] = await Promise.all([import("#dictionary"), import("#inflate")]);
  installElements(ELEMENT_TABLE);
  installInflater(inflateRaw);
}

/**
 * Fetches the character sets, once: code extensions, and what the platform's TextDecoder does not hold. Until then the
 * `reader` entry reads ASCII, UTF-8 and single sets. With the main entry they are always there.
 */
export async function loadCharacterSets(): Promise<void> {
  const { TEXT_RULES } = await import("../codec/text-check.ts");
  installTextRules(TEXT_RULES);
}

/** Fetches the registry of UIDs, once; until then UIDs have no names. With the main entry it is always there. */
export async function loadUidRegistry(): Promise<void> {
  const { UID_TABLE } = await import("#uid-registry");
  installUids(UID_TABLE);
}

/**
 * Fetches the private dictionary, once; until then browsers know no private elements but registered ones, and those
 * of Implicit VR are UN. In Node the main entry has it from the start.
 */
export async function loadPrivateDictionary(): Promise<void> {
  const { findPrivateRows } = await import("#private-dictionary");
  installPrivateElements(findPrivateRows);
}
