import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { DimseEvent } from "../../src/scp/events.ts";
import { serve } from "../../src/scp/serve.ts";
import { connect } from "../../src/scu/connect.ts";
import type { TlsClientOptions, TlsServerOptions } from "../../src/transport/tls-options.ts";
import type { TlsProfileName, TlsVersion } from "../../src/transport/tls-profiles.ts";
import { rejection } from "../support/loopback.ts";
import { assertAlive, contexts, failure, tlsScene, withServer } from "../support/tls-scene.ts";

const test = testSuite("dimse/transport/tls", { tools: ["openssl"] });

const { certificates, serverTls, clientTls } = tlsScene(test);

const PROFILES: [TlsProfileName, string, RegExp][] = [
  ["bcp195-rfc8996", "TLSv1.3", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195-rfc8996-modified", "TLSv1.3", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195-ex", "TLSv1.2", /^TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384$/],
  ["bcp195-nd", "TLSv1.3", /^TLS_AES_256_GCM_SHA384$/],
  ["bcp195", "TLSv1.3", /^TLS_AES_256_GCM_SHA384$/],
  ["aes", "TLSv1.2", /^TLS_RSA_WITH_AES_128_CBC_SHA$/],
  ["null", "TLSv1.2", /^TLS_RSA_WITH_NULL_SHA$/],
];

for (const [profile, protocol, cipher] of PROFILES) {
  test(`${profile}: ${protocol}, seen on both sides`, () =>
    withServer(serverTls({ profile }), async (server) => {
      const association = await server.connect({ contexts, tls: clientTls({ profile }) });
      assert.is(association.tls?.protocol, protocol);
      assert.match(association.tls?.cipher ?? "", cipher);
      const { association: info } = await server.first("association-opened");
      assert.is(info.tls?.protocol, protocol);
      assert.is(info.tls?.cipher, association.tls?.cipher);
      await association.release();
    }));
}

const SUITES: [string, TlsVersion, "server" | "ecServer"][] = [
  ["ECDHE-RSA-AES128-GCM-SHA256", "TLSv1.2", "server"],
  ["DHE-RSA-AES256-GCM-SHA384", "TLSv1.2", "server"],
  ["ECDHE-ECDSA-AES256-GCM-SHA384", "TLSv1.2", "ecServer"],
];

for (const [ciphers, maxVersion, name] of SUITES) {
  test(`a client with ${ciphers} alone is served by the Extended profile`, () =>
    withServer(
      { cert: certificates()[name].cert, key: certificates()[name].key, profile: "bcp195-ex" },
      async (server) => assertAlive(server, clientTls({ ciphers, maxVersion })),
    ));
}

test("mutual authentication: each side sees the certificate of the other", () =>
  withServer(serverTls({ ca: certificates().ca.cert }), async (server) => {
    const { cert, key } = certificates().client;
    const association = await server.connect({ contexts, tls: clientTls({ cert, key }) });
    const ofServer = association.tls?.peerCertificate;
    assert.is(ofServer?.subject, "O=MiniPACS test, CN=server");
    assert.is(ofServer?.issuer, "CN=test-ca");
    assert.is(ofServer?.subjectAltName, "DNS:localhost, IP Address:127.0.0.1");
    const { association: info } = await server.first("association-opened");
    assert.is(info.tls?.peerCertificate?.subject, "O=MiniPACS test, CN=client");
    assert.match(info.tls?.peerCertificate?.fingerprint256 ?? "", /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    assert.ok(info.tls?.isPeerTrusted && association.tls?.isPeerTrusted);
    await association.release();
  }));

test("without a client certificate there is none to see, and without TLS nothing at all", async () => {
  await withServer(serverTls(), async (server) => {
    await assertAlive(server, clientTls());
    const { association } = await server.first("association-opened");
    assert.is(association.tls?.peerCertificate, undefined);
    assert.is(association.tls?.isPeerTrusted, false);
  });
  await withServer(undefined, async (server) => {
    await assertAlive(server, undefined);
    assert.is((await server.first("association-opened")).association.tls, undefined);
  });
});

test("PEM may come as bytes, authorities as a list, keys encrypted", async () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const tls = serverTls({ cert: bytes(certificates().server.cert), key: bytes(certificates().server.key) });
  await withServer(tls, (server) =>
    assertAlive(server, clientTls({ ca: [bytes(certificates().otherCa.cert), certificates().ca.cert] })),
  );
});

interface FailureCase {
  name: string;
  server?: () => Partial<TlsServerOptions>;
  client?: () => TlsClientOptions;
  reason: string;
  /** What the client says. */
  message: RegExp;
  /** What the server says. */
  text: RegExp;
}

const of = (
  name: "client" | "expiredClient" | "strangeClient" | "expired" | "wrongHost" | "strangeServer",
) => ({
  cert: certificates()[name].cert,
  key: certificates()[name].key,
});

const FAILURES: FailureCase[] = [
  {
    name: "a server certificate of another authority",
    server: () => of("strangeServer"),
    reason: "certificate-untrusted",
    message:
      /^TLS handshake with 127\.0\.0\.1:\d+: the peer's certificate is not signed by a trusted authority$/,
    text: /closed the connection|does not accept our certificate/,
  },
  {
    name: "an expired server certificate",
    server: () => of("expired"),
    reason: "certificate-expired",
    message: /the peer's certificate has expired/,
    text: /closed the connection|does not accept our certificate/,
  },
  {
    name: "a server certificate for another host",
    server: () => of("wrongHost"),
    reason: "host-name",
    message: /issued for another host name/,
    text: /closed the connection|closed before/,
  },
  {
    name: "no shared cipher suite",
    server: () => ({ profile: "aes" }),
    client: () => ({ profile: "bcp195-ex" }),
    reason: "no-shared-cipher",
    message: /refused the handshake: no shared cipher suite/,
    text: /no cipher suite that both sides know/,
  },
  {
    name: "no shared version",
    server: () => ({ minVersion: "TLSv1.3" }),
    client: () => ({ maxVersion: "TLSv1.2" }),
    reason: "protocol-version",
    message: /no TLS version that both sides know/,
    text: /no TLS version that both sides know/,
  },
  ...(["TLSv1.2", "TLSv1.3"] as const).flatMap((maxVersion): FailureCase[] => [
    {
      name: `${maxVersion}: no client certificate where one is required`,
      server: () => ({ ca: certificates().ca.cert, maxVersion }),
      reason: maxVersion === "TLSv1.3" ? "client-certificate-required" : "no-shared-cipher",
      message:
        maxVersion === "TLSv1.3" ? /asks for a client certificate$/ : /or it asks for a client certificate$/,
      text: /the client sent no certificate/,
    },
    {
      name: `${maxVersion}: a client certificate of another authority`,
      server: () => ({ ca: certificates().ca.cert, maxVersion }),
      client: () => of("strangeClient"),
      reason: "closed",
      message:
        /the peer closed the connection (during|after) the handshake: it may not accept our certificate/,
      text: /the peer's certificate is not signed by a trusted authority/,
    },
    {
      name: `${maxVersion}: an expired client certificate`,
      server: () => ({ ca: certificates().ca.cert, maxVersion }),
      client: () => of("expiredClient"),
      reason: "closed",
      message:
        /the peer closed the connection (during|after) the handshake: it may not accept our certificate/,
      text: /the peer's certificate has expired/,
    },
    {
      name: `${maxVersion}: a client certificate of another authority where one is only asked for`,
      server: () => ({ ca: certificates().ca.cert, maxVersion, requireClientCertificate: "request" }),
      client: () => of("strangeClient"),
      reason: "closed",
      message:
        /the peer closed the connection (during|after) the handshake: it may not accept our certificate/,
      text: /the peer's certificate is not signed by a trusted authority/,
    },
  ]),
];

for (const { name, server: serverChanges, client, reason, message, text } of FAILURES) {
  test(`${name}: a typed error, one event, and the server lives`, () =>
    withServer(serverTls(serverChanges?.()), async (server) => {
      const { error, event } = await failure(server, clientTls(client?.()));
      assert.is(error.code, "TRANSPORT_TLS");
      assert.is(error.details.reason, reason);
      assert.match(error.message, message);
      assert.match(String(error.details.advice), /\.$/);
      assert.match(event.text, text);
      assert.is(event.remoteAddress, "127.0.0.1");
      assert.ok(event.remotePort > 0);
      assert.is(event.receivedBytes, 0);
      assert.is(server.server.associations.length, 0);
    }));
}

test("after each kind of failure the server answers good clients", () =>
  withServer(serverTls({ ca: certificates().ca.cert }), async (server) => {
    await rejection(server.connect({ contexts, tls: clientTls() }));
    await rejection(server.connect({ contexts, tls: clientTls(of("strangeClient")) }));
    await rejection(server.connect({ contexts }));
    await assertAlive(server, clientTls(of("client")));
  }));

test("`request` takes clients without a certificate, and shows those with one", () =>
  withServer(
    serverTls({ ca: certificates().ca.cert, requireClientCertificate: "request" }),
    async (server) => {
      await assertAlive(server, clientTls());
      await assertAlive(server, clientTls(of("client")));
      const opened = server.of("association-opened").map(({ association }) => association.tls);
      assert.equal(
        opened.map((tls) => tls?.peerCertificate?.subject),
        [undefined, "O=MiniPACS test, CN=client"],
      );
    },
  ));

test("rejectUnauthorized and verifyHostName switch checks off, and the certificate tells", async () => {
  await withServer(serverTls(of("strangeServer")), async (server) => {
    const association = await server.connect({ contexts, tls: { rejectUnauthorized: false } });
    assert.is(association.tls?.isPeerTrusted, false);
    assert.is(association.tls?.peerCertificate?.issuer, "CN=other-ca");
    await association.release();
  });
  await withServer(serverTls(of("wrongHost")), async (server) => {
    await assertAlive(server, clientTls({ verifyHostName: false }));
    await assertAlive(server, clientTls({ servername: "elsewhere.example" }));
  });
  // Without the host name the authority still counts.
  await withServer(serverTls(of("strangeServer")), async (server) => {
    const { error } = await failure(server, clientTls({ verifyHostName: false }));
    assert.is(error.details.reason, "certificate-untrusted");
  });
});

test("a server has certificates by the name that is asked for", () =>
  withServer(
    serverTls({
      contexts: { "Elsewhere.example": of("wrongHost") },
      sniCallback: async (name) => (name === "strange.example" ? of("strangeServer") : undefined),
    }),
    async (server) => {
      const seen = async (servername?: string) => {
        const tls = { rejectUnauthorized: false, ...(servername && { servername }) };
        const association = await server.connect({ contexts, tls });
        await association.release();
        return association.tls?.peerCertificate?.subject.split("CN=")[1];
      };
      assert.is(await seen(), "server");
      assert.is(await seen("elsewhere.example"), "wrong-host");
      assert.is(await seen("strange.example"), "strange-server");
      assert.is(await seen("unknown.example"), "server");
      const names = server.of("association-opened").map(({ association }) => association.tls?.servername);
      assert.equal(names, [undefined, "elsewhere.example", "strange.example", "unknown.example"]);
    },
  ));

test("a name look-up that throws costs that connection alone", () =>
  withServer(
    serverTls({
      sniCallback: () => {
        throw new Error("no database");
      },
    }),
    async (server) => {
      const { error } = await failure(server, clientTls({ servername: "localhost" }));
      assert.is(error.code, "TRANSPORT_TLS");
      await assertAlive(server, clientTls());
    },
  ));

test("setSecureContext changes the certificate of later handshakes", () =>
  withServer(serverTls(), async (server) => {
    const before = await server.connect({ contexts, tls: clientTls() });
    server.server.setSecureContext(of("strangeServer"));
    assert.is((await before.echo()).status, 0);
    const after = await server.connect({ contexts, tls: clientTls({ ca: certificates().otherCa.cert }) });
    assert.is(after.tls?.peerCertificate?.issuer, "CN=other-ca");
    await before.release();
    await after.release();
    assert.throws(() => server.server.setSecureContext({ cert: "x", key: "y" }), isArgTls);
  }));

test("a server without TLS has no certificate to change", () =>
  withServer(undefined, async (server) => {
    assert.throws(() => server.server.setSecureContext(of("client")), isArgTls);
  }));

const isArgTls = (error: unknown) => isDicomError(error, "ARG_TLS");

const WRONG: [string, () => TlsServerOptions, RegExp][] = [
  [
    "a key of another certificate",
    () => serverTls({ key: certificates().client.key }),
    /do not belong together/,
  ],
  ["no key", () => ({ cert: certificates().server.cert }) as TlsServerOptions, /needs cert and key/],
  ["no PEM", () => serverTls({ cert: "certificate" }), /not PEM/],
  ["required client certificates without ca", () => serverTls({ requireClientCertificate: "require" }), /ca/],
  ["unknown cipher suites", () => serverTls({ ciphers: "ROT13" }), /knows none of them/],
];

for (const [name, tls, message] of WRONG) {
  test(`a server with ${name} does not start`, async () => {
    const starting = serve({ aeTitle: "A", port: 0, host: "127.0.0.1", handlers: {}, tls: tls() });
    const error = await rejection(starting);
    assert.ok(isArgTls(error), String(error));
    assert.match(error.message, message);
    assert.not.match(`${error.message} ${String(error.cause)}`, /BEGIN|PRIVATE/);
  });
}

test("the Basic profile cannot be had, on either side", async () => {
  const server = { aeTitle: "A", port: 0, handlers: {}, tls: serverTls({ profile: "basic" }) };
  assert.ok(isDicomError(await rejection(serve(server)), "UNSUPPORTED_TLS_PROFILE"));
  const client = { host: "127.0.0.1", port: 1, contexts, tls: clientTls({ profile: "basic" }) };
  assert.ok(isDicomError(await rejection(connect(client)), "UNSUPPORTED_TLS_PROFILE"));
});

test("no event and no error holds a key", () =>
  withServer(serverTls({ ca: certificates().ca.cert }), async (server) => {
    const errors = [
      await rejection(server.connect({ contexts, tls: clientTls() })),
      await rejection(server.connect({ contexts, tls: clientTls(of("strangeClient")) })),
    ];
    await assertAlive(server, clientTls(of("client")));
    const told: (DimseEvent | unknown)[] = [...server.events, ...errors];
    const text = JSON.stringify(told, (_, value) =>
      value instanceof Error ? { ...value, message: value.message, cause: String(value.cause) } : value,
    );
    assert.not.match(text, /PRIVATE KEY|BEGIN/);
  }));
