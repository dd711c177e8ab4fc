import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import type { PacsEvent } from "../../src/events/event-types.ts";
import { type LogFormat, startEventLog } from "../../src/log/event-log.ts";

const test = testSuite("minipacs/event log");

function logged(format: LogFormat, isTTY: boolean): string[] {
  const lines: string[] = [];
  const bus = new EventBus();
  const stop = startEventLog(bus, format, { write: (text) => lines.push(text), isTTY });
  bus.publish({ type: "warning", code: "X", message: "odd\nthing", peer: undefined });
  stop();
  bus.publish({ type: "closing", associationCount: 0 });
  return lines;
}

test("writes lines as they are documented to a pipe", () => {
  assert.equal(logged("pretty", false), ["[WARN] odd\\x0athing\n"]);
});

test("adds time and colour on a terminal", () => {
  const [line = "", ...more] = logged("pretty", true);
  assert.is(more.length, 0);
  const plain = line.replaceAll("\x1b", "ESC");
  assert.match(plain, /^ESC\[2m\d\d:\d\d:\d\dESC\[0m ESC\[33m\[WARN\]ESC\[0m odd\\x0athing\n$/);
});

test("writes one JSON object a line, unknown values as null", () => {
  const [line = ""] = logged("json", true);
  assert.is(line.indexOf("\n"), line.length - 1);
  const { time, ...rest } = JSON.parse(line);
  assert.ok(Date.parse(time) > 0);
  assert.equal(rest, {
    event: "warning",
    code: "X",
    message: "odd\nthing",
    peer: null,
    id: 1,
    level: "warn",
    text: "odd\\x0athing",
  });
});

test("writes what comes at the same time together, in order, and soon", async () => {
  const writes: string[] = [];
  const bus = new EventBus();
  const stop = startEventLog(bus, "pretty", { write: (text) => writes.push(text) });
  const publish = (message: string) => bus.publish({ type: "warning", code: "X", message, peer: undefined });
  publish("one");
  assert.equal(writes, ["[WARN] one\n"]);
  publish("two");
  publish("three");
  while (writes.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(writes, ["[WARN] one\n", "[WARN] two\n[WARN] three\n"]);
  publish("four");
  publish("five");
  stop();
  assert.is(writes.join("").split("\n").length, 6);
});

test("a process that ends leaves no line unwritten", () => {
  const writes: string[] = [];
  const bus = new EventBus();
  const before = process.listeners("exit");
  const stop = startEventLog(bus, "pretty", { write: (text) => writes.push(text) });
  for (const message of ["one", "two"]) {
    bus.publish({ type: "warning", code: "X", message, peer: undefined });
  }
  const [onExit] = process.listeners("exit").filter((listener) => !before.includes(listener));
  onExit?.(0);
  assert.is(writes.join(""), "[WARN] one\n[WARN] two\n");
  stop();
  assert.equal(process.listeners("exit"), before);
});

test("details of an event follow it, at the level debug", () => {
  for (const [format, expected] of [
    ["pretty", /^\[WARN\] one\n\[DEBUG\] why\\x0anot\n$/],
    [
      "json",
      /^\{"event":"warning".*\n\{"event":"debug","eventId":1,"time":"[^"]+","level":"debug","text":"why\\\\x0anot"\}\n$/,
    ],
  ] as const) {
    const lines: string[] = [];
    const bus = new EventBus();
    const details = (event: PacsEvent) => (event.type === "warning" ? ["why\nnot"] : []);
    const stop = startEventLog(bus, format, { write: (text) => lines.push(text) }, details);
    bus.publish({ type: "warning", code: "X", message: "one", peer: undefined });
    stop();
    assert.match(lines.join(""), expected);
  }
});
