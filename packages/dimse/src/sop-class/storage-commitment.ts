/** The Storage Commitment Push Model SOP class. PS3.4 J.3.5. */
export const STORAGE_COMMITMENT = "1.2.840.10008.1.20.1";
/** Its well-known instance, the one that every request names. PS3.4 J.3.5. */
export const STORAGE_COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
