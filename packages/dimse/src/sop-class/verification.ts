/** The Verification SOP class. PS3.4 Annex A.4. */
export const VERIFICATION = "1.2.840.10008.1.1";
