import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { uidsOfType } from "@minipacs/dicom-core";
import { connect, echo, MODALITY_WORKLIST_FIND, MPPS, VERIFICATION } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { freePort } from "../../dimse/test/support/server-tool.ts";
import { createPacs } from "../src/index.ts";
import { rejection } from "./support/rejection.ts";
import { eventOf, targetOf, withPacs } from "./support/running-pacs.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/pacs");

test("listens on a free port, tells that it is ready, and closes", async () => {
  const pacs = await createPacs({ port: 0, isHeadless: true, ephemeral: true });
  assert.ok(pacs.dicomPort > 0);
  assert.is(pacs.httpPort, undefined);
  const ready = await eventOf(pacs, "ready");
  assert.is(ready.dicomPort, pacs.dicomPort);
  assert.is((await echo(targetOf(pacs))).status, 0);
  const loop = (async () => {
    let last = "";
    for await (const { type } of pacs.events) last = type;
    return last;
  })();
  await pacs.close();
  assert.is(await loop, "closing");
  assert.is((await rejection(echo(targetOf(pacs)))).code, "TRANSPORT_CONNECT");
  await pacs.close();
});

test("listens on IPv4 and IPv6 unless told otherwise", async () => {
  const pacs = await createPacs({ port: 0, isHeadless: true, ephemeral: true });
  try {
    assert.is((await echo({ host: "127.0.0.1", port: pacs.dicomPort })).status, 0);
    assert.is((await echo({ host: "::1", port: pacs.dicomPort })).status, 0);
  } finally {
    await pacs.close({ drainMs: 0 });
  }
  await withPacs(async ({ dicomPort }) => {
    assert.is((await rejection(echo({ host: "::1", port: dicomPort }))).code, "TRANSPORT_CONNECT");
  });
});

test("accepts verification, worklist and MPPS", () =>
  withPacs(async (pacs) => {
    const contexts = [VERIFICATION, MODALITY_WORKLIST_FIND, MPPS].map((abstractSyntax) => ({
      abstractSyntax,
    }));
    const association = await connect({ ...targetOf(pacs), contexts });
    assert.ok(association.contexts.every(({ isAccepted }) => isAccepted));
    assert.is(pacs.associations.length, 1);
    await association.release();
  }));

test("accepts every storage SOP class of the dictionary with every transfer syntax that holds a data set", () =>
  withPacs(async (pacs) => {
    // By name, as the registry lists them: not by the rule that the server follows.
    const classes = uidsOfType("SOP Class").filter(
      ({ name }) => / Storage\b/.test(name) && !/Commitment|Directory|Management/.test(name),
    );
    const syntaxes = uidsOfType("Transfer Syntax").filter(
      ({ name }) => !/RFC 2557|XML|SMPTE|Papyrus/i.test(name),
    );
    assert.ok(classes.length > 180 && syntaxes.length > 50, `${classes.length}, ${syntaxes.length}`);
    const offers = classes.flatMap(({ uid: abstractSyntax }) =>
      syntaxes.map(({ uid }) => ({ abstractSyntax, transferSyntaxes: [uid] })),
    );
    const refused: string[] = [];
    for (let from = 0; from < offers.length; from += 128) {
      const contexts = offers.slice(from, from + 128);
      const association = await connect({ ...targetOf(pacs), contexts });
      for (const { isAccepted, abstractSyntax, transferSyntaxes } of association.contexts) {
        if (!isAccepted) refused.push(`${abstractSyntax} ${transferSyntaxes[0]}`);
      }
      await association.release();
    }
    assert.equal(refused, []);
  }));

test("an association that goes on is aborted when its time is over", async () => {
  const pacs = await createPacs({ port: 0, isHeadless: true, ephemeral: true, drainMs: 100 });
  const association = await connect({ ...targetOf(pacs), contexts: [{ abstractSyntax: VERIFICATION }] });
  const startedMs = performance.now();
  const closing = pacs.close();
  assert.is((await association.echo()).status, 0);
  await closing;
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs >= 90 && tookMs < 2000, `${tookMs} ms`);
  const closed = await eventOf(pacs, "association.closed");
  assert.is(closed.end, "aborted");
  assert.match((await rejection(association.echo())).message, /abort/);
});

test("an association that ends in time lets the server end at once", async () => {
  const pacs = await createPacs({ port: 0, isHeadless: true, ephemeral: true });
  const association = await connect({ ...targetOf(pacs), contexts: [{ abstractSyntax: VERIFICATION }] });
  const startedMs = performance.now();
  const closing = pacs.close();
  await association.release();
  await closing;
  assert.ok(performance.now() - startedMs < 2000);
});

test("says in a sentence that a port is taken, and leaves nothing open", () =>
  withPacs(async ({ dicomPort }) => {
    const error = await rejection(
      createPacs({ port: dicomPort, host: "127.0.0.1", isHeadless: true, ephemeral: true }),
    );
    assert.is(error.code, "TRANSPORT_LISTEN");
    assert.is(
      error.message,
      `DICOM port ${dicomPort} is taken by another program: stop that one, or choose another with the option port (--port).`,
    );
  }));

test("says in a sentence that an address is not of this machine", async () => {
  const error = await rejection(
    createPacs({ port: 0, host: "192.0.2.1", isHeadless: true, ephemeral: true }),
  );
  assert.is(error.code, "TRANSPORT_LISTEN");
  assert.match(error.message, /192\.0\.2\.1/);
});

test("says in a sentence that the data directory cannot be written", async () => {
  const error = await rejection(createPacs({ port: 0, isHeadless: true, dataDir: "/dev/null/data" }));
  assert.is(error.code, "CONFIG_DATA_DIR");
  assert.match(error.message, /^The data directory \/dev\/null\/data cannot be written: .*\(ENOTDIR\)\.$/);
});

test("makes its folders, and keeps them", () =>
  withFolder(async (folder) => {
    const dataDir = join(folder, "a", "b");
    await withPacs(async () => assert.ok(existsSync(join(dataDir, "objects"))), {
      ephemeral: false,
      dataDir,
    });
    assert.ok(existsSync(join(dataDir, "objects")));
  }));

test("says that a port is taken by the server itself", async () => {
  const port = await freePort();
  const error = await rejection(
    createPacs({ port, host: "127.0.0.1", httpPort: port, isHeadless: true, ephemeral: true }),
  );
  assert.is(error.code, "TRANSPORT_LISTEN_OWN");
  assert.is(
    error.message,
    `HTTP port ${port} is the one that this server itself listens on for DICOM: choose another with the option httpPort (--http-port).`,
  );
});

test("an HTTP port that was asked for and is taken is an error; the usual one moves", async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  try {
    const error = await rejection(createPacs({ port: 0, httpPort: port, isHeadless: true, ephemeral: true }));
    assert.is(error.code, "TRANSPORT_LISTEN");
    assert.match(error.message, new RegExp(`^HTTP port ${port} is taken .*httpPort \\(--http-port\\)\\.$`));
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
});
