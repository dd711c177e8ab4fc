/** What is negotiated about queries and retrievals: their application information in item 56H. PS3.4 C.5. */

/** In the order of the bytes of a C-FIND SOP class. PS3.4 C.5.1.1. */
const QUERY_OPTIONS = [
  "relationalQueries",
  "combinedDateTimeMatching",
  "fuzzyPersonNameMatching",
  "timezoneQueryAdjustment",
  "enhancedMultiFrameConversion",
] as const;

/** In the order of the bytes of a C-MOVE or C-GET SOP class. PS3.4 C.5.2.1, C.5.3.1. */
const RETRIEVE_OPTIONS = ["relationalRetrieval", "enhancedMultiFrameConversion"] as const;

/** What of extended negotiation of queries is agreed on. PS3.4 C.5.1.1. */
export type QueryOptions = Record<(typeof QUERY_OPTIONS)[number], boolean>;
/** What of extended negotiation of retrieval is agreed on. PS3.4 C.5.2.1. */
export type RetrieveOptions = Record<(typeof RETRIEVE_OPTIONS)[number], boolean>;

/** Returns the application information of a C-FIND SOP class: one byte an option, as many as are needed, at least one. */
export function encodeQueryOptions(options: Partial<QueryOptions>): Uint8Array {
  return encodeFlags(QUERY_OPTIONS, options);
}

/** Reads it. Bytes that are missing, as from older editions, and values other than 1 are false. */
export function decodeQueryOptions(bytes: Uint8Array): QueryOptions {
  return decodeFlags(QUERY_OPTIONS, bytes);
}

/** Returns the application information of a C-MOVE or C-GET SOP class. */
export function encodeRetrieveOptions(options: Partial<RetrieveOptions>): Uint8Array {
  return encodeFlags(RETRIEVE_OPTIONS, options);
}

/** Reads it, as {@link decodeQueryOptions} does. */
export function decodeRetrieveOptions(bytes: Uint8Array): RetrieveOptions {
  return decodeFlags(RETRIEVE_OPTIONS, bytes);
}

function encodeFlags<K extends string>(names: readonly K[], flags: Partial<Record<K, boolean>>): Uint8Array {
  const last = names.findLastIndex((name) => flags[name]);
  return Uint8Array.from({ length: Math.max(1, last + 1) }, (_, i) => (flags[names[i] as K] ? 1 : 0));
}

function decodeFlags<K extends string>(names: readonly K[], bytes: Uint8Array): Record<K, boolean> {
  return Object.fromEntries(names.map((name, i) => [name, bytes[i] === 1])) as Record<K, boolean>;
}
