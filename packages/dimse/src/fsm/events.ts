/** The nineteen events of the upper layer, in the order of the rows of PS3.8 Table 9-10. */

export const EVENTS = {
  Evt1: "A-ASSOCIATE request",
  Evt2: "transport opened",
  Evt3: "A-ASSOCIATE-AC received",
  Evt4: "A-ASSOCIATE-RJ received",
  Evt5: "transport connection came in",
  Evt6: "A-ASSOCIATE-RQ received",
  Evt7: "A-ASSOCIATE response, accepted",
  Evt8: "A-ASSOCIATE response, rejected",
  Evt9: "P-DATA request",
  Evt10: "P-DATA-TF received",
  Evt11: "A-RELEASE request",
  Evt12: "A-RELEASE-RQ received",
  Evt13: "A-RELEASE-RP received",
  Evt14: "A-RELEASE response",
  Evt15: "A-ABORT request",
  Evt16: "A-ABORT received",
  Evt17: "transport closed",
  Evt18: "ARTIM expired",
  Evt19: "unrecognized or invalid PDU received",
} as const;

/** `Evt1` to `Evt19`. PS3.8 Table 9-10. */
export type EventName = keyof typeof EVENTS;

/** In ascending order. */
export const EVENT_NAMES = Object.keys(EVENTS) as readonly EventName[];
