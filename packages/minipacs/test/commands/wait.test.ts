import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { echo } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createEventFilter, parseCondition } from "../../src/commands/event-filter.ts";
import { runWait, type WaitCommandOptions } from "../../src/commands/wait.ts";
import { createPacs } from "../../src/pacs.ts";
import { captured } from "../support/captured-output.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/wait");

const waitFor = (name: string, options: Partial<WaitCommandOptions>) =>
  captured(() => runWait(name, { timeout: "10", ...options }));

test("waits for what comes, and prints it", () =>
  withPacs(
    async (pacs) => {
      const http = `127.0.0.1:${pacs.httpPort}`;
      let isDone = false;
      const waiting = waitFor("echo", { http, where: ["peer.callingAeTitle=CT*"], json: true });
      // Before and while it connects: only later ones count, one of them does.
      const sending = (async () => {
        for (let i = 0; i < 100; i += 1) {
          await echo(targetOf(pacs));
          await echo({ ...targetOf(pacs), callingAeTitle: "CT1" });
          await new Promise((resolve) => setTimeout(resolve, 50));
          if (isDone) return;
        }
      })();
      const { stdout, error } = await waiting;
      isDone = true;
      await sending;
      assert.is(error, undefined);
      const line = JSON.parse(stdout);
      assert.equal([line.event, line.status, line.peer.callingAeTitle], ["echo", 0, "CT1"]);
      assert.equal([line.level, line.type, line.line], ["info", undefined, undefined]);
    },
    { httpPort: 0 },
  ));

test("--since finds what was before; --count waits for more", () =>
  withPacs(
    async (pacs) => {
      const http = `127.0.0.1:${pacs.httpPort}`;
      await echo(targetOf(pacs));
      const { id } = await eventOf(pacs, "echo");
      await echo({ ...targetOf(pacs), callingAeTitle: "CT1" });
      await eventOf(pacs, "echo", ({ peer }) => peer.callingAeTitle === "CT1");
      const both = await waitFor("echo", { http, since: "start", count: "2" });
      assert.is(both.stdout, "[C-ECHO] from TEST-SCU (127.0.0.1)\n[C-ECHO] from CT1 (127.0.0.1)\n");
      const later = await waitFor("e*", { http, since: String(id) });
      assert.is(later.stdout, "[C-ECHO] from CT1 (127.0.0.1)\n");
      const { error, stdout } = await waitFor("echo", { http, since: "start", count: "3", timeout: "0.5" });
      assert.is(stdout, both.stdout);
      assert.is(error?.exitCode, 1);
      assert.match(error?.message ?? "", /^2 of 3 came of event echo within 0.5 s; other events: /);
    },
    { httpPort: 0 },
  ));

test("says what came instead", () =>
  withPacs(
    async (pacs) => {
      const http = `127.0.0.1:${pacs.httpPort}`;
      await echo(targetOf(pacs));
      await eventOf(pacs, "association.closed");
      const where = ["peer.callingAeTitle=CT1"];
      const { error } = await waitFor("echo", { http, where, since: "start", timeout: "0.5" });
      assert.is(error?.exitCode, 1);
      assert.match(
        error?.message ?? "",
        /^No event echo with peer.callingAeTitle=CT1 came within 0.5 s; other events: .*1 × echo/,
      );
    },
    { httpPort: 0 },
  ));

test("says that no event of the name has the key of a condition, and which keys they have", () =>
  withPacs(
    async (pacs) => {
      const http = `127.0.0.1:${pacs.httpPort}`;
      await echo(targetOf(pacs));
      await eventOf(pacs, "association.closed");
      const messageOf = async (condition: string) => {
        const options = { http, where: [condition], since: "start", timeout: "0.5" };
        return (await waitFor("echo", options)).error?.message ?? "";
      };
      assert.match(
        await messageOf("peer.callingAe=CT1"),
        /1 × echo.*\. No event echo has the key peer\.callingAe; they have peer\.associationId, peer\.callingAeTitle, peer\.calledAeTitle, peer\.remoteAddress, peer\.remotePort\.$/,
      );
      assert.match(
        await messageOf("callingAeTitle=CT1"),
        /No event echo has the key callingAeTitle; they have event, peer\.associationId, .*level, text\.$/,
      );
      for (const there of ["peer.callingAeTitle=CT1", "peer=CT1", "level=error"]) {
        const message = await messageOf(there);
        assert.match(message, /1 × echo/);
        assert.not.match(message, "has the key");
      }
    },
    { httpPort: 0 },
  ));

test("waits for a server that is not there yet, and comes back to one that was started anew", async () => {
  const start = (httpPort: number) =>
    createPacs({ port: 0, host: "127.0.0.1", httpPort, isHeadless: true, ephemeral: true, samples: false });
  const first = await start(0);
  const httpPort = first.httpPort ?? 0;
  await first.close();
  const http = `127.0.0.1:${httpPort}`;
  const waiting = waitFor("echo", { http, count: "2" });
  await new Promise((resolve) => setTimeout(resolve, 400));
  for (const round of [1, 2]) {
    const pacs = await start(httpPort);
    await echo({ ...targetOf(pacs), callingAeTitle: `ROUND${round}` });
    await eventOf(pacs, "echo");
    // Long enough for who waits to come back.
    await new Promise((resolve) => setTimeout(resolve, 800));
    await pacs.close();
  }
  const { stdout, error } = await waiting;
  assert.is(error, undefined);
  assert.is(stdout, "[C-ECHO] from ROUND1 (127.0.0.1)\n[C-ECHO] from ROUND2 (127.0.0.1)\n");
  const unreached = await waitFor("echo", { http, timeout: "0.3" });
  assert.is(unreached.error?.exitCode, 1);
  assert.match(unreached.error?.message ?? "", /cannot be reached: nothing listens there \(ECONNREFUSED\)\./);
});

test("sends the token, and tells why the server refuses", async () => {
  const tokens: unknown[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.writeHead(401, { "content-type": "application/problem+json" });
    response.end(JSON.stringify({ title: "This server needs its token." }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const http = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { error } = await waitFor("echo", { http, httpToken: "T1" });
  server.close();
  assert.is(error?.exitCode, 1);
  const expected = `The server at ${http} refuses: This server needs its token.`;
  assert.ok(error?.message.startsWith(expected), error?.message);
  assert.equal(tokens, ["Bearer T1"]);
});

test("what cannot be meant is said at once", async () => {
  for (const [name, options, expected] of [
    ["stored", {}, /^There is no event "stored" \(did you mean store\?\): ready, /],
    ["stroe.*", {}, /^No event fits "stroe\.\*": ready, /],
    ["stores.*", {}, /^No event fits "stores\.\*" \(did you mean store\?\): ready, /],
    ["store", { where: ["status"] }, /^--where takes KEY=VALUE/],
    ["store", { timeout: "soon" }, /^--timeout takes seconds/],
    ["store", { since: "yesterday" }, /^--since takes/],
    ["store", { count: "0" }, /^--count takes/],
    ["store", { http: "http://x/" }, /^--http takes HOST:PORT/],
  ] as const) {
    const { error } = await waitFor(name, options);
    assert.is(error?.exitCode, 2);
    assert.match(error?.message ?? "", expected);
  }
});

test("values are found by dotted keys, in arrays too", () => {
  const event = {
    event: "mpps.set",
    status: 0,
    step: { AccessionNumber: ["A1", "A2"], isLinked: false },
    error: null,
  };
  for (const [condition, isFit] of [
    ["status=0", true],
    ["status=1", false],
    ["step.AccessionNumber=A2", true],
    ["step.AccessionNumber=A", false],
    ["step.AccessionNumber=A*", true],
    ["step.isLinked=false", true],
    ["error=", true],
    ["step.none.deeper=", true],
    ["step.none=*", true],
    ["toString=*native*", false],
    ["event=mpps.*", true],
    ["event=mppsXset", false],
  ] as const) {
    assert.is(createEventFilter("mpps.*", [parseCondition(condition)])(event), isFit, condition);
  }
  assert.not(createEventFilter("store")(event));
});
