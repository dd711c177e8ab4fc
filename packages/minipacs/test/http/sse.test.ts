import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApp } from "../../src/http/app.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { listenToEvents, type SseMessage } from "../support/http-client.ts";

const test = testSuite("minipacs/http-events");
let pacs: Pacs;

test.beforeEach(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, ephemeral: true, isHeadless: true });
});
test.afterEach(() => pacs.close({ drainMs: 0 }));

const url = (query = "") => `http://127.0.0.1:${pacs.httpPort}/api/events${query}`;
const warn = (message: string) =>
  pacs.events.publish({ type: "warning", code: "TEST", message, peer: undefined });
const messageOf = (message: SseMessage | undefined) => message?.data.message;

test("tells events from now on, each with its id and its line", async () => {
  warn("before");
  const events = await listenToEvents(url());
  assert.match(events.response.headers.get("content-type") ?? "", /^text\/event-stream/);
  const { id } = warn("live");
  const message = await events.next();
  assert.is(messageOf(message), "live");
  assert.is(message?.data.id, id);
  assert.equal(message?.data.line, { level: "warn", label: "WARN", text: "live" });
  assert.match(message?.id ?? "", new RegExp(`^[0-9a-z]+-${id}$`));
  events.end();
});

test("goes on after Last-Event-ID, and after what the status said", async () => {
  const first = await listenToEvents(url());
  warn("one");
  const id = (await first.next())?.id ?? "";
  first.end();
  warn("two");
  warn("three");
  const again = await listenToEvents(url(), { "last-event-id": id });
  assert.equal([messageOf(await again.next()), messageOf(await again.next())], ["two", "three"]);
  warn("four");
  assert.is(messageOf(await again.next()), "four");
  again.end();

  const status = (await (await fetch(url().replace("events", "status"))).json()) as { lastEventId: string };
  warn("five");
  const fresh = await listenToEvents(url(`?after=${status.lastEventId}`));
  assert.is(messageOf(await fresh.next()), "five");
  fresh.end();
});

test("a client that cannot go on where it was is told to read everything again", async () => {
  for (const after of ["otherrun-1", "", "x-y", `${Date.parse(pacs.startedAt).toString(36)}-999999`]) {
    const events = await listenToEvents(url(), { "last-event-id": after });
    const message = await events.next();
    assert.is(message?.event, "reset", after);
    warn("live");
    assert.is(messageOf(await events.next()), "live");
    events.end();
  }
  const { lastId } = pacs.events;
  for (let i = 0; i < 2500; i += 1) warn(`flood ${i}`);
  const run = Date.parse(pacs.startedAt).toString(36);
  const behind = await listenToEvents(url(), { "last-event-id": `${run}-${lastId}` });
  assert.is((await behind.next())?.event, "reset");
  behind.end();
});

test("ends with the server, at once", async () => {
  const events = await listenToEvents(url());
  const started = performance.now();
  const closed = pacs.close({ drainMs: 0 });
  let message = await events.next();
  while (message !== undefined) message = await events.next();
  await closed;
  assert.ok(performance.now() - started < 900, "no waiting for open streams");
});

test("streams are limited in number, and one that is left makes room", async () => {
  const streams = new EventStreams(pacs, { maxStreamCount: 1 });
  const app = createApp(pacs, { host: "127.0.0.1", streams, assets: undefined });
  const ask = () => app.request("/api/events", { headers: { host: "localhost" } });
  const first = await ask();
  assert.is(first.status, 200);
  const second = await ask();
  assert.is(second.status, 503);
  assert.is(((await second.json()) as { code: string }).code, "HTTP_TOO_MANY_STREAMS");
  await first.body?.cancel();
  const third = await ask();
  assert.is(third.status, 200);
  streams.close();
  for await (const _ of third.body!) {
    // to the end
  }
});

test("a client that does not read is dropped, and the others go on", async () => {
  const streams = new EventStreams(pacs, { maxWaitingBytes: 10_000 });
  const app = createApp(pacs, { host: "127.0.0.1", streams, assets: undefined });
  const { body } = await app.request("/api/events", { headers: { host: "localhost" } });
  const other = await listenToEvents(url());
  for (let i = 0; i < 200; i += 1) warn(`flood ${i} ${"x".repeat(100)}`);
  let bytes = 0;
  for await (const chunk of body!) bytes += chunk.length;
  assert.ok(bytes > 1000 && bytes < 12_000, `${bytes} bytes`);
  for (let i = 0; i < 200; i += 1) assert.match(String(messageOf(await other.next())), `flood ${i} `);
  other.end();
});

test("shows that it lives while nothing happens", async () => {
  const streams = new EventStreams(pacs, { heartbeatMs: 20 });
  const app = createApp(pacs, { host: "127.0.0.1", streams, assets: undefined });
  const { body } = await app.request("/api/events", { headers: { host: "localhost" } });
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!/: alive\n\n: alive\n\n/.test(text)) text += (await reader.read()).value;
  streams.close();
  assert.ok((await reader.read()).done);
});
