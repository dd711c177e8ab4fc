/** The Modality Performed Procedure Step SOP class and the values of its status. PS3.4 F.7, PS3.3 C.4.14. */
export const MPPS = "1.2.840.10008.3.1.2.3.3";

/** Modality Performed Procedure Step Retrieve: the same instances, by N-GET. PS3.4 F.8. */
export const MPPS_RETRIEVE = "1.2.840.10008.3.1.2.3.4";

/** (0040,0252) Performed Procedure Step Status. */
export const MPPS_STATUS = {
  inProgress: "IN PROGRESS",
  completed: "COMPLETED",
  discontinued: "DISCONTINUED",
} as const;

/** The state of a performed procedure step. PS3.3 C.4.14. */
export type MppsStatus = (typeof MPPS_STATUS)[keyof typeof MPPS_STATUS];
