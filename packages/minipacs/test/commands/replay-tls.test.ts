import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { serve } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { createCertificates } from "../../../../tools/test/certificates.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runEcho } from "../../src/commands/echo.ts";
import { type ReplayCommandOptions, runReplay } from "../../src/commands/replay.ts";
import { captured } from "../support/captured-output.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/replay over TLS", { tools: ["openssl"] });

const DEFAULTS: ReplayCommandOptions = { timing: "fast", ignore: [], timeout: "5" };

test("a session recorded over TLS is played over TLS", () =>
  withFolder(async (folder) => {
    const made = await createCertificates();
    const [record, tlsCa] = [join(folder, "echo.txt"), join(folder, "ca.pem")];
    await writeFile(tlsCa, made.ca.cert);
    const { cert, key } = made.server;
    const server = await serve({
      ...{ aeTitle: "NODE", port: 0, host: "127.0.0.1", handlers: { echo() {} } },
      tls: { cert, key },
    });
    const address = `127.0.0.1:${server.port}`;
    try {
      assert.is((await captured(() => runEcho(address, { record, tls: true, tlsCa }))).error, undefined);
      const played = await captured(() => runReplay(record, address, { ...DEFAULTS, tls: true, tlsCa }));
      assert.is(played.error, undefined);
      const plain = await captured(() => runReplay(record, address, DEFAULTS));
      assert.is(plain.error?.exitCode, 1);
    } finally {
      await server.close({ drainMs: 0 });
      await made.remove();
    }
    const refused = async (options: Partial<ReplayCommandOptions>) =>
      (await captured(() => runReplay(record, undefined, { ...DEFAULTS, listen: "0", ...options }))).error
        ?.message;
    assert.match((await refused({ tls: true })) ?? "", /^A server with --tls needs/);
    assert.match((await refused({ tlsCa })) ?? "", /mean nothing without --tls/);
  }));
