import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../src/config/config.ts";
import { describeEvent, formatEventLine } from "../../src/events/describe-event.ts";
import { runSelfTest } from "../../src/nodes/self-test.ts";
import { withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/self test");

const SERVERS: PacsOptions[] = [
  {},
  { charset: "ISO_IR 100" },
  { charset: "" },
  { charset: "\\ISO 2022 IR 87" },
  { charsetFor: { "SELF-TEST": "ISO_IR 144" } },
  { mpps: "strict", stationFilter: true, onDuplicate: "reject" },
  { requireCalledAe: true, allowAe: ["CT1"], charsetFor: { CT1: "ISO_IR 13" } },
];

for (const options of SERVERS) {
  test(`warns of nothing that it did itself: ${JSON.stringify(options)}`, () =>
    withPacs(async (pacs) => {
      const { isPassed, steps } = await runSelfTest(pacs);
      assert.ok(isPassed, JSON.stringify(steps));
      const told = pacs.events.recent();
      assert.equal(told.filter((event) => describeEvent(event).level !== "info").map(formatEventLine), []);
      assert.equal(
        pacs.queries.list().map(({ warnings }) => warnings),
        [[]],
        "what it asks for is whole, too",
      );
      assert.ok(told.some(({ type }) => type === "mpps.set"));
    }, options));
}
