import v8 from "node:v8";
import vm from "node:vm";
import * as assert from "uvu/assert";
import { LONG_RUN_LIMIT_MS, runCount } from "../../../../tools/test/long-run.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { serve } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";

const test = testSuite("dimse/association/soak", { timeoutMs: LONG_RUN_LIMIT_MS });

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

const CYCLES = runCount(400, 10_000);
const WARM_UP = 400;
const AT_A_TIME = 4;
const MB = 1_000_000;

const contexts = [{ abstractSyntax: VERIFICATION }];

function start() {
  return serve({ aeTitle: "MINIPACS", port: 0, host: "127.0.0.1", handlers: { echo() {} } });
}

/** What is reachable, in bytes, and what holds the process. */
async function footprint(): Promise<{ bytes: number; handles: Record<string, number> }> {
  // Sockets tell of their close in the rounds after it.
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
  }
  const { heapUsed, external } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/TCP|TLS|Timeout/.test(name)) handles[name] = (handles[name] ?? 0) + 1;
  }
  return { bytes: heapUsed + external, handles };
}

async function cycles(port: number, count: number): Promise<void> {
  const runOne = async () => {
    const association = await connect({ host: "127.0.0.1", port, contexts });
    assert.is((await association.echo()).status, 0);
    await association.release();
  };
  for (let done = 0; done < count; done += AT_A_TIME) {
    await Promise.all(Array.from({ length: AT_A_TIME }, runOne));
  }
}

test(`${CYCLES} associations opened, used and released leave nothing behind, on either side`, async () => {
  const server = await start();
  await cycles(server.port, WARM_UP);
  const before = await footprint();
  await cycles(server.port, CYCLES);
  const after = await footprint();
  const grownBytes = after.bytes - before.bytes;
  console.log(`${CYCLES} cycles: ${(grownBytes / 1024).toFixed(0)} KiB more than before`);
  assert.equal(after.handles, before.handles);
  assert.is(server.associations.length, 0);
  // In the long run 100 bytes an association would show.
  assert.ok(grownBytes < MB, `${grownBytes} bytes`);
  await server.close();
});

test("aborted associations leave nothing behind either", async () => {
  const server = await start();
  const count = Math.trunc(CYCLES / 4);
  const abortOne = async () => {
    const association = await connect({ host: "127.0.0.1", port: server.port, contexts });
    association.abort();
    await association.closed;
  };
  for (let i = 0; i < WARM_UP; i += 1) await abortOne();
  const before = await footprint();
  for (let i = 0; i < count; i += 1) await abortOne();
  const after = await footprint();
  assert.equal(after.handles, before.handles);
  assert.ok(after.bytes - before.bytes < MB, `${after.bytes - before.bytes} bytes`);
  await server.close();
});

test("200 idle associations cost less than 20 MB, both sides counted", async () => {
  const server = await start();
  await cycles(server.port, WARM_UP);
  const before = await footprint();
  const associations = await Promise.all(
    Array.from({ length: 200 }, () => connect({ host: "127.0.0.1", port: server.port, contexts })),
  );
  for (const association of associations) await association.echo();
  const after = await footprint();
  assert.is(server.associations.length, 200);
  const grownBytes = after.bytes - before.bytes;
  console.log(`200 idle associations: ${(grownBytes / MB).toFixed(1)} MB for both sides`);
  assert.ok(grownBytes < 20 * MB, `${grownBytes} bytes`);
  await Promise.all(associations.map((association) => association.release()));
  const released = await footprint();
  assert.equal(released.handles, before.handles);
  await server.close();
});
