import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import type { PacsEvent } from "../../src/events/event-types.ts";

const test = testSuite("minipacs/event bus");

const change = (entryCount: number) =>
  ({ type: "worklist.changed", addedCount: 1, changedCount: 0, removedCount: 0, entryCount }) as const;

test("numbers events from 1 and tells all listeners in order", () => {
  const bus = new EventBus();
  const told: string[] = [];
  bus.subscribe(({ id }) => told.push(`a${id}`));
  const stop = bus.subscribe(({ id }) => told.push(`b${id}`));
  const first = bus.publish(change(1));
  stop();
  bus.publish(change(2));
  assert.is(first.id, 1);
  assert.match(first.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  assert.equal(told, ["a1", "b1", "a2"]);
  assert.is(bus.lastId, 2);
});

test("a listener that throws keeps nobody else from hearing", () => {
  const bus = new EventBus();
  let count = 0;
  bus.subscribe(() => {
    throw new Error("mine");
  });
  bus.subscribe(() => {
    count += 1;
  });
  bus.publish(change(1));
  assert.is(count, 1);
});

test("keeps the latest events, and those after a number", () => {
  const bus = new EventBus({ recentCount: 3 });
  for (let i = 1; i <= 50; i += 1) {
    bus.publish(change(i));
    const from = Math.max(1, i - 2);
    assert.equal(
      bus.recent().map(({ id }) => id),
      Array.from({ length: i - from + 1 }, (_, k) => from + k),
    );
  }
  assert.equal(
    bus.recent({ afterId: 49 }).map(({ id }) => id),
    [50],
  );
  assert.equal(bus.recent({ afterId: 50 }), []);
});

test("a loop gets events from its start to the close", async () => {
  const bus = new EventBus();
  bus.publish(change(1));
  const loop = (async () => {
    const ids: number[] = [];
    for await (const { id } of bus) ids.push(id);
    return ids;
  })();
  bus.publish(change(2));
  await Promise.resolve();
  bus.publish(change(3));
  bus.close();
  assert.equal(await loop, [2, 3]);
});

test("several that wait at one iterator get one event each, and the end", async () => {
  const bus = new EventBus();
  const iterator = bus[Symbol.asyncIterator]();
  const waiting = [iterator.next(), iterator.next(), iterator.next()];
  bus.publish(change(1));
  bus.publish(change(1));
  bus.close();
  const results = await Promise.all(waiting);
  assert.equal(
    results.map(({ value }) => value?.id),
    [1, 2, undefined],
  );
});

test("a loop over a closed bus ends at once; one that is left stops listening", async () => {
  const bus = new EventBus();
  const iterator = bus[Symbol.asyncIterator]();
  bus.publish(change(1));
  assert.is((await iterator.next()).value?.id, 1);
  bus.publish(change(2));
  await iterator.return?.();
  bus.publish(change(3));
  assert.equal(await iterator.next(), { done: true, value: undefined });
  bus.close();
  for await (const _ of bus) assert.unreachable();
});

test("a slow loop loses the oldest events, not the memory", async () => {
  const bus = new EventBus({ backlogCount: 2 });
  const iterator = bus[Symbol.asyncIterator]();
  for (let i = 1; i <= 5; i += 1) bus.publish(change(i));
  const seen: PacsEvent[] = [];
  seen.push((await iterator.next()).value, (await iterator.next()).value);
  assert.equal(
    seen.map(({ id }) => id),
    [4, 5],
  );
  await iterator.return?.();
});
