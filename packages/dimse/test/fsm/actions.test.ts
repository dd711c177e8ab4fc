import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ACTIONS, type ActionName, type Effect, type Outcome } from "../../src/fsm/actions.ts";

const test = testSuite("dimse/fsm/actions");

/** Tables 9-6 to 9-9 in words, one line an outcome. */
const EXPECTED = `
AE-1: openTransport -> Sta4
AE-2: send A-ASSOCIATE-RQ -> Sta5
AE-3: confirm A-ASSOCIATE -> Sta6
AE-4: confirm A-ASSOCIATE, closeTransport -> Sta1
AE-5: startArtim -> Sta2
AE-6 if acceptable: stopArtim, indicate A-ASSOCIATE -> Sta3
AE-6 if not acceptable: stopArtim, send A-ASSOCIATE-RJ, startArtim -> Sta13
AE-7: send A-ASSOCIATE-AC -> Sta6
AE-8: send A-ASSOCIATE-RJ, startArtim -> Sta13
DT-1: send P-DATA-TF -> Sta6
DT-2: indicate P-DATA -> Sta6
AR-1: send A-RELEASE-RQ -> Sta7
AR-2: indicate A-RELEASE -> Sta8
AR-3: confirm A-RELEASE, closeTransport -> Sta1
AR-4: send A-RELEASE-RP, startArtim -> Sta13
AR-5: stopArtim -> Sta1
AR-6: indicate P-DATA -> Sta7
AR-7: send P-DATA-TF -> Sta8
AR-8 if requestor: indicate A-RELEASE -> Sta9
AR-8 if acceptor: indicate A-RELEASE -> Sta10
AR-9: send A-RELEASE-RP -> Sta11
AR-10: confirm A-RELEASE -> Sta12
AA-1: send A-ABORT (source 0), startArtim -> Sta13
AA-2: stopArtim, closeTransport -> Sta1
AA-3 if user abort: indicate A-ABORT, closeTransport -> Sta1
AA-3 if provider abort: indicate A-P-ABORT, closeTransport -> Sta1
AA-4: indicate A-P-ABORT -> Sta1
AA-5: stopArtim -> Sta1
AA-6: -> Sta13
AA-7: send A-ABORT (source 2) -> Sta13
AA-8: send A-ABORT (source 2), indicate A-P-ABORT, startArtim -> Sta13
`;

function effectText(effect: Effect): string {
  switch (effect.kind) {
    case "send":
      return `send ${effect.pdu}${effect.source === undefined ? "" : ` (source ${effect.source})`}`;
    case "indicate":
    case "confirm":
      return `${effect.kind} ${effect.primitive}`;
    default:
      return effect.kind;
  }
}

function outcomeText(name: string, { when, effects, next }: Outcome): string {
  const text = `${name}${when ? ` if ${when}` : ""}: ${effects.map(effectText).join(", ")} -> ${next}`;
  return text.replace(":  ->", ": ->");
}

test("each action has the effects, their order and the next state of the standard's tables", () => {
  const actual = (Object.keys(ACTIONS) as ActionName[]).flatMap((name) =>
    ACTIONS[name].map((outcome) => outcomeText(name, outcome)),
  );
  assert.is(actual.join("\n"), EXPECTED.trim());
});
