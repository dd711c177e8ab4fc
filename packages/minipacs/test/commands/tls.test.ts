import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, TRANSFER_SYNTAX, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { type Certificates, createCertificates } from "../../../../tools/test/certificates.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { ServerFlags } from "../../src/cli/server-commands.ts";
import { endingOf } from "../../src/commands/cli-error.ts";
import { runEcho } from "../../src/commands/echo.ts";
import { runFind } from "../../src/commands/find.ts";
import { runMpps } from "../../src/commands/mpps.ts";
import { runServe } from "../../src/commands/serve.ts";
import { runStore } from "../../src/commands/store.ts";
import { type NodeOptions, readServerTls, type TlsServeOptions } from "../../src/commands/tls-files.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { captured } from "../support/captured-output.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { rejection } from "../support/rejection.ts";

const test = testSuite("minipacs/commands/tls", { tools: ["openssl"] });

let made: Certificates;
let pacs: Pacs;
let address: string;
let good: NodeOptions;

test.before(async () => {
  made = await createCertificates();
  const { certPath: tlsCert, keyPath: tlsKey } = made.server;
  const tls = await readServerTls({ tls: true, tlsCert, tlsKey, tlsCa: made.ca.certPath });
  pacs = await createPacs({ port: 0, host: "127.0.0.1", isHeadless: true, ephemeral: true, tls });
  address = `127.0.0.1:${pacs.dicomPort}`;
  good = { tls: true, tlsCa: made.ca.certPath, tlsCert: made.client.certPath, tlsKey: made.client.keyPath };
});
test.after(async () => {
  await pacs.close({ drainMs: 0 });
  await made.remove();
});

test("echo, find, mpps and store go over TLS", async () => {
  const echoed = await captured(() => runEcho(address, good));
  assert.is(echoed.error, undefined);
  assert.match(echoed.stdout, /answered C-ECHO/);
  const found = await captured(() =>
    runFind(address, { ...good, model: "worklist", key: [], charset: "ISO_IR 192" }),
  );
  assert.match(found.stdout, /2 matches\n$/);
  const step = { modality: "CT", patientName: "Test^A", patientId: "1" };
  const reported = await captured(() => runMpps(address, { ...good, ...step }));
  assert.match(reported.stdout, /N-SET COMPLETED/);
  const path = join(made.folder, "ct.dcm");
  const dataset = createDataset({
    ...{ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: "1.2.3.3" },
    ...{ StudyInstanceUID: "1.2.3.1", SeriesInstanceUID: "1.2.3.2" },
  });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  await writeFile(path, writeDicomFile({ dataset, transferSyntaxUid }));
  const stored = await captured(() => runStore(address, [path], good));
  assert.match(stored.stdout, /1 of 1 stored/);
});

const FAILURES: [string, () => NodeOptions, RegExp][] = [
  ["no TLS", () => ({}), /before any answer; the peer may expect TLS\./],
  [
    "the CA of others",
    () => ({ ...good, tlsCa: made.otherCa.certPath }),
    /not signed by a trusted authority\. .*--tls-ca/,
  ],
  [
    "no certificate",
    () => ({ tls: true, tlsCa: made.ca.certPath }),
    /asks for a client certificate\. Give --tls-cert and --tls-key\.$/,
  ],
  ["another profile", () => ({ ...good, tlsProfile: "aes" }), /Try another --tls-profile/],
];

for (const [name, options, message] of FAILURES) {
  test(`echo with ${name} says what to do`, async () => {
    const { error } = await captured(() => runEcho(address, options()));
    assert.is(error?.exitCode, 1);
    assert.match(error?.message ?? "", message);
  });
}

test("--tls-no-verify takes any certificate", async () => {
  const { tlsCert, tlsKey } = good as { tlsCert: string; tlsKey: string };
  const { error } = await captured(() => runEcho(address, { tls: true, tlsNoVerify: true, tlsCert, tlsKey }));
  assert.is(error, undefined);
});

const WRONG: [string, NodeOptions, RegExp][] = [
  ["options without --tls", { tlsCa: "ca.pem" }, /mean nothing without --tls\./],
  ["a certificate alone", { tls: true, tlsCert: "a.pem" }, /--tls-cert and --tls-key are given together/],
  [
    "a file that is not there",
    { tls: true, tlsCa: "/no/ca.pem" },
    /--tls-ca: "\/no\/ca\.pem" cannot be read/,
  ],
  [
    "an unknown profile",
    { tls: true, tlsProfile: "best" },
    /^--tls-profile: The TLS profile is one of bcp195-rfc8996, /,
  ],
  [
    "a profile that cannot be had",
    { tls: true, tlsProfile: "basic" },
    /"basic" needs Triple DES .* another profile\.$/,
  ],
  ["a file that is no certificate", { tls: true, tlsCert: "/dev/null", tlsKey: "/dev/null" }, /not PEM/],
];

for (const [name, options, message] of WRONG) {
  test(`${name}: a mistake in the command line`, async () => {
    const { error } = await captured(() => runEcho(address, options));
    assert.is(endingOf(error).exitCode, 2);
    assert.match(error?.message ?? "", message);
  });
}

const WRONG_SERVERS: [string, TlsServeOptions, RegExp][] = [
  ["no certificate", { tls: true }, /needs --tls-cert and --tls-key/],
  [
    "an unknown need",
    { tls: true, tlsClientCert: "maybe" },
    /^--tls-client-cert: .* no, request, require\.$/,
  ],
  ["client certificates without --tls", { tlsClientCert: "no" }, /mean nothing without --tls/],
];

for (const [name, options, message] of WRONG_SERVERS) {
  test(`serve with ${name} does not start`, async () => {
    const { error } = await captured(() =>
      runServe({ flags: options as ServerFlags["flags"], configFile: undefined }),
    );
    assert.is(endingOf(error).exitCode, 2);
    assert.match(error?.message ?? "", message);
  });
}

const ORIGINS: [TlsServeOptions, RegExp][] = [
  [
    { tls: true, tlsCert: "/no/a.pem", tlsKey: "/no/a.key" },
    /^TLS_CERT: "\/no\/a\.pem" cannot be read: there/,
  ],
  [{ tls: true, tlsCert: "a.pem" }, /^TLS_CERT: --tls-cert and --tls-key are .*; --tls-key is missing\.$/],
  [{ tls: true, tlsKey: "a.key" }, /^TLS_KEY: --tls-cert and --tls-key are .*; --tls-cert is missing\.$/],
  [{ tlsCa: "ca.pem" }, /^file: tlsCa: the options of TLS mean nothing without --tls\.$/],
];

for (const [options, message] of ORIGINS) {
  test(`what is wrong with ${JSON.stringify(options)} is told with where it comes from`, async () => {
    const origins = { tlsCert: "TLS_CERT", tlsKey: "TLS_KEY", tlsCa: "file: tlsCa" };
    assert.match((await rejection(readServerTls(options, origins))).message, message);
  });
}

test("a certificate that the environment names and that is not there is told by its variable", async () => {
  process.env.MINIPACS_TLS_CA = "/no/ca.pem";
  const { certPath: tlsCert, keyPath: tlsKey } = made.server;
  const flags = { tls: true, tlsCert, tlsKey };
  const { error } = await captured(() => runServe({ flags, configFile: undefined }));
  delete process.env.MINIPACS_TLS_CA;
  assert.match(error?.message ?? "", /^MINIPACS_TLS_CA: "\/no\/ca\.pem" cannot be read/);
});

test("an unknown need of a replay that listens is told, too", async () => {
  const error = await rejection(readServerTls({ tls: true, tlsClientCert: "maybe" }));
  assert.match(error.message, /^--tls-client-cert: .* one of no, request, require\.$/);
});

test("serve with required certificates and no authority does not start", async () => {
  const { certPath: tlsCert, keyPath: tlsKey } = made.server;
  const options = { tls: true, tlsCert, tlsKey, tlsClientCert: "require" };
  const { error } = await captured(() =>
    runServe({ flags: options as ServerFlags["flags"], configFile: undefined }),
  );
  assert.match(error?.message ?? "", /--tls-client-cert require needs --tls-ca\./);
});

test("an encrypted key opens with its passphrase, and not without", async () => {
  const tlsKey = join(made.folder, "encrypted.key");
  const key = ["-in", made.server.keyPath, "-out", tlsKey, "-aes256", "-passout", "pass:secret"];
  assert.is((await runTool("openssl", ["pkey", ...key])).code, 0);
  const options = { tls: true, tlsKey, tlsCert: made.server.certPath };
  const start = async () => {
    const tls = await readServerTls(options);
    const server = await createPacs({ port: 0, host: "127.0.0.1", isHeadless: true, ephemeral: true, tls });
    await server.close();
  };
  for (const [passphrase, isGood] of [
    ["secret", true],
    ["wrong", false],
    [undefined, false],
  ] as const) {
    if (passphrase === undefined) delete process.env.MINIPACS_TLS_PASSPHRASE;
    else process.env.MINIPACS_TLS_PASSPHRASE = passphrase;
    const { error } = await captured(start);
    assert.is(error === undefined, isGood, `${passphrase}: ${error}`);
    if (error) assert.match(error.message, /passphrase/);
  }
  delete process.env.MINIPACS_TLS_PASSPHRASE;
});
