/** The Storage Commitment Push Model SOP class and its well-known instance. PS3.4 J.3.5. */
export const STORAGE_COMMITMENT = "1.2.840.10008.1.20.1";
export const STORAGE_COMMITMENT_INSTANCE = "1.2.840.10008.1.20.1.1";
