/** The thirteen states of the upper layer. PS3.8 Tables 9-1 to 9-5. */

export const STATES = {
  Sta1: "idle",
  Sta2: "transport open, waiting for A-ASSOCIATE-RQ",
  Sta3: "waiting for the local A-ASSOCIATE response",
  Sta4: "waiting for the transport to open",
  Sta5: "waiting for A-ASSOCIATE-AC or -RJ",
  Sta6: "association established",
  Sta7: "waiting for A-RELEASE-RP",
  Sta8: "waiting for the local A-RELEASE response",
  Sta9: "release collision, requestor: waiting for the local A-RELEASE response",
  Sta10: "release collision, acceptor: waiting for A-RELEASE-RP",
  Sta11: "release collision, requestor: waiting for A-RELEASE-RP",
  Sta12: "release collision, acceptor: waiting for the local A-RELEASE response",
  Sta13: "association over, waiting for the transport to close",
} as const;

/** `Sta1` to `Sta13`. PS3.8 Tables 9-1 to 9-5. */
export type StateName = keyof typeof STATES;

/** In ascending order. */
export const STATE_NAMES = Object.keys(STATES) as readonly StateName[];
