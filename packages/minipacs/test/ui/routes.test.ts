import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { formatRoute, parseRoute } from "../../src/ui/routes.ts";

const test = testSuite("minipacs/ui-routes");

test("addresses of views are read as they are written", () => {
  for (const route of [
    { view: "log", item: undefined },
    { view: "viewer", item: "1.2.3" },
    { view: "associations", item: "17" },
    { view: "viewer", item: "odd/uid #1" },
  ] as const) {
    assert.equal(parseRoute(formatRoute(route)), route);
  }
  assert.equal(parseRoute(""), { view: "worklist", item: undefined });
  assert.equal(parseRoute("#no-such/thing"), { view: "worklist", item: undefined });
  assert.equal(parseRoute("#viewer/%"), { view: "viewer", item: undefined });
});
