import { createServer } from "node:net";
import { isDicomError } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { connect, type DimseServer, type ServeOptions, serve } from "../../src/index.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { rejection } from "../support/loopback.ts";

const test = testSuite("dimse/a server that is changed");

const PRIVATE = "1.2.3.4.5";

async function withServer(
  use: (server: DimseServer) => Promise<void>,
  options: Partial<ServeOptions> = {},
): Promise<void> {
  const server = await serve({ aeTitle: "SCP", port: 0, host: "127.0.0.1", handlers: {}, ...options });
  try {
    await use(server);
  } finally {
    await server.close({ drainMs: 0 });
  }
}

const open = (port: number, abstractSyntax = VERIFICATION, host = "127.0.0.1") =>
  connect({ ...{ host, port }, calledAeTitle: "SCP", callingAeTitle: "SCU", contexts: [{ abstractSyntax }] });

async function acceptedSyntax(server: DimseServer, abstractSyntax: string): Promise<string | undefined> {
  const association = await open(server.port, abstractSyntax);
  const [context] = association.contexts;
  await association.release();
  return context?.transferSyntax;
}

test("another AE title and callers hold for who comes from then on", () =>
  withServer(async (server) => {
    const before = await open(server.port);
    server.change({ aeTitle: "OTHER", requireCalledAeTitle: true });
    assert.is(server.aeTitle, "OTHER");
    assert.match((await rejection(open(server.port)))?.message, /called AE title not recognized/);
    server.change({ requireCalledAeTitle: false, callingAeTitles: ["ELSE"] });
    assert.match((await rejection(open(server.port)))?.message, /calling AE title not recognized/);
    server.change({ callingAeTitles: undefined, limits: { maxPduLengthBytes: 32_768 } });
    const after = await open(server.port);
    assert.is(server.associations.at(-1)?.maxPduLengthBytes, 32_768);
    assert.is((await before.echo()).status, 0);
    await Promise.all([before.release(), after.release()]);
  }));

test("a change that cannot be changes nothing", () =>
  withServer(async (server) => {
    assert.throws(
      () => server.change({ aeTitle: "NEW", limits: { maxAssociations: -1 } }),
      (error: unknown) => isDicomError(error, "ARG_LIMIT"),
    );
    assert.throws(() => server.change({ aeTitle: "" }), /aeTitle/);
    assert.is(server.aeTitle, "SCP");
    await (await open(server.port)).release();
  }));

test("another port is listened at while associations of the one before go on", () =>
  withServer(async (server) => {
    const { port } = server;
    const association = await open(port);
    await server.listen({ port: 0, host: "127.0.0.1" });
    assert.is.not(server.port, port);
    assert.is((await rejection(open(port)))?.code, "TRANSPORT_CONNECT");
    const other = await open(server.port);
    assert.equal(
      server.associations.map(({ id }) => id),
      [1, 2],
    );
    assert.is((await association.echo()).status, 0);
    await Promise.all([association.release(), other.release()]);
  }));

test("where the other port is taken the one before stays", () =>
  withServer(async (server) => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as { port: number };
    const error = await rejection(server.listen({ port, host: "127.0.0.1" }));
    assert.ok(isDicomError(error, "TRANSPORT_LISTEN"));
    assert.ok(isDicomError(error) && error.details.errno === "EADDRINUSE");
    assert.is(server.isListening, true);
    await (await open(server.port)).release();
    await new Promise((resolve) => taken.close(resolve));
  }));

test("the same port at another address, which may not be one of this machine", () =>
  withServer(async (server) => {
    const { port } = server;
    const association = await open(port);
    await server.listen({ port, host: "0.0.0.0" });
    assert.equal([server.port, server.host], [port, "0.0.0.0"]);
    await (await open(port, VERIFICATION, "127.0.0.1")).release();
    assert.is((await rejection(server.listen({ port, host: "192.0.2.1" })))?.code, "TRANSPORT_LISTEN");
    assert.equal([server.port, server.host, server.isListening], [port, "0.0.0.0", true]);
    assert.is((await association.echo()).status, 0);
    await association.release();
  }));

test("stops listening, and listens again", () =>
  withServer(async (server) => {
    const { port } = server;
    const association = await open(port);
    const stopping = server.stopListening({ drainMs: 5000 });
    assert.is((await association.echo()).status, 0);
    await association.release();
    await stopping;
    assert.is(server.isListening, false);
    assert.is((await rejection(open(port)))?.code, "TRANSPORT_CONNECT");
    await server.listen({ port, host: "127.0.0.1" });
    const late = await open(port);
    await server.stopListening({ drainMs: 0 });
    assert.is((await rejection(late.echo()))?.code, "ASSOC_ABORTED");
    await server.close();
    assert.is((await rejection(server.listen({ port })))?.code, "STATE_CLOSED");
  }));

test("SOP classes that are not known are accepted where that is asked for", () =>
  withServer(
    async (server) => {
      assert.is(await acceptedSyntax(server, PRIVATE), undefined);
      server.change({
        acceptOtherSopClass: (uid) =>
          uid === PRIVATE ? { transferSyntaxes: ["1.2.840.10008.1.2"] } : undefined,
      });
      assert.is(await acceptedSyntax(server, PRIVATE), "1.2.840.10008.1.2");
      assert.is(await acceptedSyntax(server, "1.2.3.9"), undefined);
    },
    { handlers: { store: async () => {} } },
  ));
