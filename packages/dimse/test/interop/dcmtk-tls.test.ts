import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createDataset,
  isDicomError,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import {
  type Certificate,
  type Certificates,
  createCertificates,
} from "../../../../tools/test/certificates.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect } from "../../src/scu/connect.ts";
import { echo } from "../../src/scu/echo.ts";
import { store } from "../../src/scu/store-all.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import type { TlsClientOptions, TlsServerOptions } from "../../src/transport/tls-options.ts";
import type { TlsProfileName } from "../../src/transport/tls-profiles.ts";
import { type Loopback, rejection, startLoopback } from "../support/loopback.ts";
import { type ServerTool, startServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/tls", { tools: ["openssl", "storescp", "echoscu", "storescu"] });

const CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2";

let made: Certificates;
let folder: string;
let file: string;

test.before(async () => {
  made = await createCertificates();
  folder = await mkdtemp(join(tmpdir(), "tls-"));
  file = join(folder, "sent.dcm");
  const pixels = Uint8Array.from({ length: 3_000_000 }, (_, index) => (index * 31) % 251);
  const dataset = createDataset({
    ...{ SOPClassUID: CT_IMAGE, SOPInstanceUID: "1.2.3.4", PatientID: "TLS-1" },
    ...{ StudyInstanceUID: "1.2.3", SeriesInstanceUID: "1.2.3.1" },
    ...{ Rows: 1000, Columns: 1500, BitsAllocated: 16, SamplesPerPixel: 1, PixelRepresentation: 0 },
  });
  dataset.set("PixelData", pixels, { vr: "OW" });
  await writeFile(
    file,
    writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
  );
});
test.after(async () => {
  await made.remove();
  await rm(folder, { recursive: true });
});

/** What both sides know by name or can be set to, how DCMTK calls it, and what they agree on. */
const PROFILES: [TlsProfileName, string, RegExp][] = [
  ["bcp195-rfc8996", "--profile-bcp195-nd", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195-rfc8996-modified", "--profile-bcp195-nd", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195-nd", "--profile-bcp195-nd", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195-ex", "--profile-bcp195-ex", /^TLS_(EC)?DHE_RSA_WITH_AES_256_GCM_SHA384$/],
  ["bcp195", "--profile-bcp195", /^TLS_AES_256_GCM_SHA384$/],
  ["aes", "--profile-aes", /^TLS_RSA_WITH_AES_128_CBC_SHA$/],
  ["null", "--profile-null", /^TLS_RSA_WITH_NULL_SHA$/],
];

const identity = ({ keyPath, certPath }: Certificate) => ["+tls", keyPath, certPath];
const trust = ({ certPath }: Certificate) => ["+cf", certPath];
const tlsOf = ({ cert, key }: Certificate) => ({ cert, key });

async function withStorescp(
  args: readonly string[],
  run: (server: ServerTool) => Promise<void>,
): Promise<void> {
  const server = await startServerTool("storescp", (port) => ["-v", ...args, "-od", folder, port]);
  try {
    await run(server);
  } finally {
    await server.stop();
  }
}

async function withServer(tls: TlsServerOptions, run: (server: Loopback) => Promise<void>): Promise<void> {
  const server = await startLoopback({
    handlers: {
      async store(request) {
        await request.save(join(folder, "received.dcm"));
      },
    },
    tls,
  });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

const echoscu = (port: number, ...args: string[]) =>
  runTool("echoscu", ["-v", ...args, "localhost", String(port)]);

for (const [profile, option, cipher] of PROFILES) {
  test(`storescp ${option}: echo and store with ${profile}, mutual`, () =>
    withStorescp([...identity(made.server), ...trust(made.ca), option, "+B"], async ({ port }) => {
      const tls: TlsClientOptions = { ...tlsOf(made.client), ca: made.ca.cert, profile };
      const target = { host: "127.0.0.1", port, tls };
      const association = await connect({ ...target, contexts: [{ abstractSyntax: VERIFICATION }] });
      assert.is((await association.echo()).status, 0);
      assert.match(association.tls?.cipher ?? "", cipher);
      await association.release();
      const [outcome] = await store(target, [file]);
      assert.is(outcome?.error, undefined);
      assert.is(outcome?.result?.status, 0);
      const [name = ""] = (await readdir(folder)).filter((entry) => entry.startsWith("CT."));
      assertBytes(await pixelsOf(join(folder, name)), await pixelsOf(file));
      await rm(join(folder, name));
    }));

  test(`echoscu and storescu ${option}: served with ${profile}, mutual`, () =>
    withServer({ ...tlsOf(made.server), ca: made.ca.cert, profile }, async (server) => {
      const args = [...identity(made.client), ...trust(made.ca), option];
      const echoed = await echoscu(server.port, ...args);
      assert.is(echoed.code, 0, echoed.output);
      const to = ["localhost", String(server.port), file];
      const stored = await runTool("storescu", ["-v", ...args, ...to]);
      assert.is(stored.code, 0, stored.output);
      assert.equal(
        server.of("store").map(({ status }) => status),
        [0],
      );
      assertBytes(await pixelsOf(join(folder, "received.dcm")), await pixelsOf(file));
      for (const { association } of server.of("association-opened")) {
        assert.match(association.tls?.cipher ?? "", cipher);
        assert.is(association.tls?.peerCertificate?.subject, "O=MiniPACS test, CN=client");
      }
      assert.is(server.of("connection-refused").length, 0);
    }));
}

async function pixelsOf(path: string): Promise<Uint8Array> {
  const { dataset } = readDicomFile(new Uint8Array(await readFile(path)));
  return dataset.get("PixelData") as Uint8Array;
}

test("TLS 1.2 with what knows 1.3 too, both ways", async () => {
  await withStorescp([...identity(made.server), ...trust(made.ca)], async ({ port }) => {
    const tls: TlsClientOptions = { ...tlsOf(made.client), ca: made.ca.cert, maxVersion: "TLSv1.2" };
    const target = { host: "127.0.0.1", port, tls, contexts: [{ abstractSyntax: VERIFICATION }] };
    const association = await connect(target);
    assert.is(association.tls?.protocol, "TLSv1.2");
    assert.is((await association.echo()).status, 0);
    await association.release();
  });
  await withServer({ ...tlsOf(made.server), maxVersion: "TLSv1.2" }, async (server) => {
    const { code, output } = await echoscu(server.port, "+tla", ...trust(made.ca));
    assert.is(code, 0, output);
    assert.is(server.of("association-opened")[0]?.association.tls?.protocol, "TLSv1.2");
  });
});

test("echoscu over an elliptic curve certificate, Extended profile", () =>
  withServer({ ...tlsOf(made.ecServer), profile: "bcp195-ex" }, async (server) => {
    const { code, output } = await echoscu(server.port, "+tla", ...trust(made.ca), "+pz");
    assert.is(code, 0, output);
    const [event] = server.of("association-opened");
    assert.is(event?.association.tls?.cipher, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
  }));

for (const cipher of ["TLS_DHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]) {
  test(`openssl's client with ${cipher} alone is served by the non-downgrading profile`, () =>
    withServer({ ...tlsOf(made.server), profile: "bcp195-nd" }, async ({ port }) => {
      const name = cipher.replace("TLS_", "").replace("_WITH_AES_128", "-AES128").replaceAll("_", "-");
      const output = await sClient(port, "-tls1_2", "-cipher", name);
      assert.match(output, new RegExp(`Cipher is ${name}`));
    }));
}

for (const version of ["1", "1_1", "1_2", "1_3"]) {
  test(`openssl's client with TLS ${version.replace("_", ".")} alone: by the profile`, async () => {
    const isOld = version === "1" || version === "1_1";
    const args = [`-tls${version}`, ...(isOld ? ["-cipher", "ALL:@SECLEVEL=0"] : [])];
    await withServer({ ...tlsOf(made.server), profile: "bcp195" }, async ({ port }) => {
      assert.match(await sClient(port, ...args), /Cipher is [A-Z]/);
    });
    await withServer(tlsOf(made.server), async (server) => {
      const output = await sClient(server.port, ...args);
      assert.match(output, isOld ? /Cipher is \(NONE\)/ : /Cipher is [A-Z]/);
      const { text } = await server.first("connection-refused");
      assert.match(
        text,
        isOld ? /no TLS version that both sides know/ : /before it asked for an association/,
      );
    });
  });
}

/** Its input ends at once, so it closes after the handshake. */
async function sClient(port: number, ...args: string[]): Promise<string> {
  const connecting = ["s_client", "-connect", `127.0.0.1:${port}`, "-CAfile", made.ca.certPath];
  const { output } = await runTool("openssl", [...connecting, ...args], { input: "", timeoutMs: 8000 });
  return output;
}

test("echoscu without a certificate: served where none is required, refused where one is", async () => {
  await withServer(tlsOf(made.server), async (server) => {
    const { code, output } = await echoscu(server.port, "--anonymous-tls", ...trust(made.ca));
    assert.is(code, 0, output);
    assert.is(server.of("association-opened")[0]?.association.tls?.peerCertificate, undefined);
  });
  await withServer({ ...tlsOf(made.server), ca: made.ca.cert }, async (server) => {
    const anonymous = ["--anonymous-tls", ...trust(made.ca)];
    // TLS 1.3: the alert comes when echoscu already waits for the answer to its proposal.
    const { code, output } = await echoscu(server.port, ...anonymous);
    assert.is(code, 1);
    assert.match(output, /Peer aborted Association/);
    assert.match((await server.first("connection-refused")).text, /the client sent no certificate/);
    assert.is(server.events.length, 1);
    const older = await echoscu(server.port, ...anonymous, "--profile-bcp195-ex");
    assert.is(older.code, 1);
    assert.match(older.output, /handshake failure/);
    assert.match(server.of("connection-refused")[1]?.text ?? "", /the client sent no certificate/);
  });
});

const REFUSED_CLIENTS: [string, "strangeClient" | "expiredClient", RegExp][] = [
  ["of another authority", "strangeClient", /not signed by a trusted authority/],
  ["that has expired", "expiredClient", /has expired/],
];

for (const [name, client, text] of REFUSED_CLIENTS) {
  test(`echoscu with a certificate ${name} is refused`, () =>
    withServer({ ...tlsOf(made.server), ca: made.ca.cert }, async (server) => {
      const { code } = await echoscu(server.port, ...identity(made[client]), ...trust(made.ca));
      assert.is(code, 1);
      assert.match((await server.first("connection-refused")).text, text);
      assert.is(server.events.length, 1);
      const good = await echoscu(server.port, ...identity(made.client), ...trust(made.ca));
      assert.is(good.code, 0, good.output);
    }));

  test(`storescp refuses our certificate ${name}`, () =>
    withStorescp([...identity(made.server), ...trust(made.ca)], async (server) => {
      const tls = { ...tlsOf(made[client]), ca: made.ca.cert };
      const error = await rejection(echo({ host: "127.0.0.1", port: server.port, tls }));
      assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
      assert.is(error.details.reason, "certificate-refused");
      await server.says(/TLS error/);
    }));
}

test("storescp refuses us without a certificate", () =>
  withStorescp([...identity(made.server), ...trust(made.ca)], async (server) => {
    const error = await rejection(echo({ host: "127.0.0.1", port: server.port, tls: { ca: made.ca.cert } }));
    assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
    assert.match(error.message, /asks for a client certificate/);
    await server.says(/peer did not return a certificate/);
  }));

const REFUSED_SERVERS: [string, "strangeServer" | "expired", string][] = [
  ["of another authority", "strangeServer", "certificate-untrusted"],
  ["that has expired", "expired", "certificate-expired"],
];

for (const [name, server, reason] of REFUSED_SERVERS) {
  test(`we refuse a storescp with a certificate ${name}`, () =>
    withStorescp([...identity(made[server]), ...trust(made.ca), "-ic"], async ({ port }) => {
      const error = await rejection(echo({ host: "127.0.0.1", port, tls: { ca: made.ca.cert } }));
      assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
      assert.is(error.details.reason, reason);
    }));

  test(`echoscu refuses our certificate ${name}`, () =>
    withServer(tlsOf(made[server]), async (ours) => {
      const { code, output } = await echoscu(ours.port, "+tla", ...trust(made.ca));
      assert.is(code, 1);
      assert.match(output, /certificate verify failed/);
      const event = await ours.first("connection-refused");
      assert.is(event.error?.details.reason, "certificate-refused");
      assert.is(ours.events.length, 1);
    }));
}

test("we check the host name of a storescp, unless told not to", () =>
  withStorescp([...identity(made.wrongHost), ...trust(made.ca), "-ic"], async ({ port }) => {
    const target = { host: "127.0.0.1", port };
    const error = await rejection(echo({ ...target, tls: { ca: made.ca.cert } }));
    assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
    assert.is(error.details.reason, "host-name");
    assert.is((await echo({ ...target, tls: { ca: made.ca.cert, verifyHostName: false } })).status, 0);
  }));

test("profiles without a common suite fail on both sides", async () => {
  await withServer({ ...tlsOf(made.server), profile: "bcp195-ex" }, async (server) => {
    const { code } = await echoscu(server.port, "+tla", ...trust(made.ca), "--profile-aes");
    assert.is(code, 1);
    assert.match((await server.first("connection-refused")).text, /no cipher suite that both sides know/);
  });
  await withStorescp(
    [...identity(made.server), ...trust(made.ca), "-ic", "--profile-aes"],
    async ({ port }) => {
      const error = await rejection(echo({ host: "127.0.0.1", port, tls: { ca: made.ca.cert } }));
      assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
      assert.is(error.details.reason, "no-shared-cipher");
    },
  );
});

test("TLS against plain text, both ways", async () => {
  await withStorescp([...identity(made.server), ...trust(made.ca)], async ({ port }) => {
    const error = await rejection(echo({ host: "127.0.0.1", port }));
    assert.match(error.message, /TLS/);
  });
  await withStorescp([], async ({ port }) => {
    const error = await rejection(echo({ host: "127.0.0.1", port, tls: { ca: made.ca.cert } }));
    assert.ok(isDicomError(error, "TRANSPORT_TLS"), String(error));
    assert.is(error.details.reason, "closed");
    assert.match(
      error.message,
      /during the handshake: it may ask for a client certificate, or speak no TLS$/,
    );
    assert.match(String(error.details.advice), /Or use the port for TLS\.$/);
  });
  await withServer(tlsOf(made.server), async (server) => {
    assert.is((await echoscu(server.port)).code, 1);
    assert.match((await server.first("connection-refused")).text, /speaks no TLS/);
  });
});
