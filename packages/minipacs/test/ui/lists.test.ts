import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { appendById, upsert } from "../../src/ui/lists.ts";
import { formatRoute, parseRoute } from "../../src/ui/routes.ts";

const test = testSuite("minipacs/ui-lists");

const keyOf = ({ key }: { key: string }) => key;

test("an item that is known takes its place, a new one comes last, the oldest go", () => {
  const list = [
    { key: "a", n: 1 },
    { key: "b", n: 1 },
  ];
  assert.equal(upsert(list, { key: "a", n: 2 }, keyOf, 9), [
    { key: "a", n: 2 },
    { key: "b", n: 1 },
  ]);
  assert.equal(upsert(list, { key: "c", n: 1 }, keyOf, 2).map(keyOf), ["b", "c"]);
  assert.is(list[0]?.n, 1, "the list itself is left alone");
});

test("events that were told twice are there once", () => {
  const first = [{ id: 1 }, { id: 2 }];
  assert.equal(appendById(first, [{ id: 2 }, { id: 3 }], 9), [{ id: 1 }, { id: 2 }, { id: 3 }]);
  assert.equal(appendById(first, [{ id: 3 }], 2), [{ id: 2 }, { id: 3 }]);
  assert.equal(appendById([], [{ id: 7 }], 2), [{ id: 7 }]);
});

test("addresses of views are read as they are written", () => {
  for (const route of [
    { view: "log", sopInstanceUid: undefined },
    { view: "viewer", sopInstanceUid: "1.2.3" },
    { view: "viewer", sopInstanceUid: "odd/uid #1" },
  ] as const) {
    assert.equal(parseRoute(formatRoute(route)), route);
  }
  assert.equal(parseRoute(""), { view: "worklist", sopInstanceUid: undefined });
  assert.equal(parseRoute("#no-such/thing"), { view: "worklist", sopInstanceUid: undefined });
  assert.equal(parseRoute("#log/1.2"), { view: "log", sopInstanceUid: undefined });
  assert.equal(parseRoute("#viewer/%"), { view: "viewer", sopInstanceUid: undefined });
});
