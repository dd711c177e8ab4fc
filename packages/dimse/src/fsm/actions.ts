/** What each action does, as data. PS3.8 Tables 9-6 to 9-9. */
import type { PduType } from "../pdu/types.ts";
import type { StateName } from "./states.ts";

/** A service primitive of PS3.8 7 that goes up to the user of the upper layer. */
export type Primitive = "A-ASSOCIATE" | "A-RELEASE" | "A-ABORT" | "A-P-ABORT" | "P-DATA";

/** One thing to do. `source` is that of an A-ABORT (Table 9-26): 0 service user, 2 service provider. */
export type Effect =
  | { kind: "send"; pdu: PduType; source?: 0 | 2 }
  | { kind: "indicate" | "confirm"; primitive: Primitive }
  | { kind: "openTransport" | "closeTransport" | "startArtim" | "stopArtim" };

/** What decides between the outcomes of AE-6, AR-8 and AA-3. */
export type Condition =
  | "acceptable"
  | "not acceptable"
  | "requestor"
  | "acceptor"
  | "user abort"
  | "provider abort";

export interface Outcome {
  /** Absent where an action has one outcome. */
  when?: Condition;
  /** In the order in which they are to be carried out. */
  effects: readonly Effect[];
  next: StateName;
}

const send = (pdu: PduType): Effect => ({ kind: "send", pdu });
const sendAbort = (source: 0 | 2): Effect => ({ kind: "send", pdu: "A-ABORT", source });
const indicate = (primitive: Primitive): Effect => ({ kind: "indicate", primitive });
const confirm = (primitive: Primitive): Effect => ({ kind: "confirm", primitive });
const openTransport: Effect = { kind: "openTransport" };
const closeTransport: Effect = { kind: "closeTransport" };
/** Restarts the timer where it runs. */
const startArtim: Effect = { kind: "startArtim" };
/** Does nothing where it does not run. */
const stopArtim: Effect = { kind: "stopArtim" };

const to = (next: StateName, ...effects: readonly Effect[]): readonly [Outcome] => [{ effects, next }];

/** Every action with its outcomes, exactly one of which applies. */
export const ACTIONS = {
  // Table 9-6, association establishment
  "AE-1": to("Sta4", openTransport),
  "AE-2": to("Sta5", send("A-ASSOCIATE-RQ")),
  "AE-3": to("Sta6", confirm("A-ASSOCIATE")),
  "AE-4": to("Sta1", confirm("A-ASSOCIATE"), closeTransport),
  "AE-5": to("Sta2", startArtim),
  "AE-6": [
    { when: "acceptable", effects: [stopArtim, indicate("A-ASSOCIATE")], next: "Sta3" },
    { when: "not acceptable", effects: [stopArtim, send("A-ASSOCIATE-RJ"), startArtim], next: "Sta13" },
  ],
  "AE-7": to("Sta6", send("A-ASSOCIATE-AC")),
  "AE-8": to("Sta13", send("A-ASSOCIATE-RJ"), startArtim),
  // Table 9-7, data transfer
  "DT-1": to("Sta6", send("P-DATA-TF")),
  "DT-2": to("Sta6", indicate("P-DATA")),
  // Table 9-8, association release
  "AR-1": to("Sta7", send("A-RELEASE-RQ")),
  "AR-2": to("Sta8", indicate("A-RELEASE")),
  "AR-3": to("Sta1", confirm("A-RELEASE"), closeTransport),
  "AR-4": to("Sta13", send("A-RELEASE-RP"), startArtim),
  "AR-5": to("Sta1", stopArtim),
  "AR-6": to("Sta7", indicate("P-DATA")),
  "AR-7": to("Sta8", send("P-DATA-TF")),
  "AR-8": [
    { when: "requestor", effects: [indicate("A-RELEASE")], next: "Sta9" },
    { when: "acceptor", effects: [indicate("A-RELEASE")], next: "Sta10" },
  ],
  "AR-9": to("Sta11", send("A-RELEASE-RP")),
  "AR-10": to("Sta12", confirm("A-RELEASE")),
  // Table 9-9, association abort
  "AA-1": to("Sta13", sendAbort(0), startArtim),
  "AA-2": to("Sta1", stopArtim, closeTransport),
  "AA-3": [
    { when: "user abort", effects: [indicate("A-ABORT"), closeTransport], next: "Sta1" },
    { when: "provider abort", effects: [indicate("A-P-ABORT"), closeTransport], next: "Sta1" },
  ],
  "AA-4": to("Sta1", indicate("A-P-ABORT")),
  "AA-5": to("Sta1", stopArtim),
  "AA-6": to("Sta13"),
  "AA-7": to("Sta13", sendAbort(2)),
  "AA-8": to("Sta13", sendAbort(2), indicate("A-P-ABORT"), startArtim),
} as const satisfies Readonly<Record<string, readonly Outcome[]>>;

/** `AE-1` to `AA-8`. PS3.8 Tables 9-6 to 9-9. */
export type ActionName = keyof typeof ACTIONS;
