/** A server and clients with certificates that are made for a test, and what comes of them. */
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { type Certificates, createCertificates } from "../../../../tools/test/certificates.ts";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { echo } from "../../src/scu/echo.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import type { TlsClientOptions, TlsServerOptions } from "../../src/transport/tls-options.ts";
import { type Loopback, rejection, startLoopback } from "./loopback.ts";

export const contexts = [{ abstractSyntax: VERIFICATION }];

/** Makes the certificates of a suite. */
export function tlsScene(test: TestSuite) {
  let made: Certificates;
  test.before(async () => {
    made = await createCertificates();
  });
  test.after(() => made.remove());
  return {
    certificates: () => made,
    serverTls: (changes: Partial<TlsServerOptions> = {}): TlsServerOptions => ({
      ...{ cert: made.server.cert, key: made.server.key },
      ...changes,
    }),
    clientTls: (changes: TlsClientOptions = {}): TlsClientOptions => ({ ca: made.ca.cert, ...changes }),
  };
}

export async function withServer(
  tls: TlsServerOptions | undefined,
  run: (server: Loopback) => Promise<void>,
  timeouts = {},
): Promise<void> {
  const server = await startLoopback({ handlers: {}, tls, timeouts });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

/** An echo that must succeed: the server goes on whatever came before. */
export async function assertAlive(server: Loopback, tls: TlsClientOptions | undefined): Promise<void> {
  const target = { host: "127.0.0.1", port: server.port, tls };
  assert.is((await echo(target)).status, 0);
}

/** Runs a client that must fail; returns its error and the one event of the server. */
export async function failure(server: Loopback, tls: TlsClientOptions | undefined) {
  const startedMs = performance.now();
  const error = await rejection(server.connect({ contexts, tls }));
  assert.ok(performance.now() - startedMs < 3000, "took too long");
  assert.ok(isDicomError(error), String(error));
  const event = await server.first("connection-refused");
  assert.is(server.events.length, 1);
  return { error, event };
}
