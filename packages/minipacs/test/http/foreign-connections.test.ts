/** One port is mistaken for another, both ways: each side says so. */
import { once } from "node:events";
import { request } from "node:http";
import { connect as connectSocket } from "node:net";
import { text } from "node:stream/consumers";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runEcho } from "../../src/commands/echo.ts";
import { runWorklistList } from "../../src/commands/worklist.ts";
import type { Pacs } from "../../src/pacs.ts";
import { captured } from "../support/captured-output.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/foreign connections");
const toolTest = testSuite("minipacs/foreign connections of tools", { tools: ["echoscu", "curl"] });

const withHttp = (use: (pacs: Pacs) => Promise<void>) => withPacs(use, { httpPort: 0 });
const refusal = async (pacs: Pacs) => (await eventOf(pacs, "connection.refused")).reason;

test("DICOM at the port of HTTP: the log names the right port, the client the protocol", () =>
  withHttp(async (pacs) => {
    const told = refusal(pacs);
    const { error } = await captured(() => runEcho(`127.0.0.1:${pacs.httpPort}`, {}));
    assert.is(await told, `DICOM came to the port of HTTP; its port is ${pacs.dicomPort}`);
    assert.is(
      error?.message,
      `ANY-SCP at 127.0.0.1:${pacs.httpPort}: HTTP is spoken there, not DICOM. ` +
        "Give the port of DICOM: a minipacs says both in its first line.",
    );
  }));

test("HTTP at the port of DICOM: the log names it, the client the option", () =>
  withHttp(async (pacs) => {
    const told = refusal(pacs);
    const http = `127.0.0.1:${pacs.dicomPort}`;
    const { error } = await captured(() => runWorklistList({ http }));
    assert.is(
      await told,
      `HTTP came to the port of DICOM; its address is http://127.0.0.1:${pacs.httpPort}/`,
    );
    assert.match(error?.message ?? "", /what answers there is no HTTP; it may be the port of DICOM/);
  }));

test("what cannot be read is answered as by Node, and told only where it is another protocol", () =>
  withHttp(async (pacs) => {
    const port = pacs.httpPort!;
    const send = async (bytes: string) => {
      const socket = connectSocket(port, "127.0.0.1");
      socket.end(bytes, "latin1");
      return text(socket);
    };
    assert.match(await send("nonsense\r\n\r\n"), /^HTTP\/1\.1 400 Bad Request\r\nConnection: close\r\n\r\n$/);
    assert.is(pacs.events.recent().filter(({ type }) => type === "connection.refused").length, 0);
    assert.match(await send("\x16\x03\x01\x02"), /^HTTP\/1\.1 400 /);
    assert.is(await refusal(pacs), "TLS came to the port of HTTP, which takes http:// alone");
    const status = await new Promise((resolve) => {
      const headers = { filler: "x".repeat(20_000) };
      request({ port, host: "127.0.0.1", headers }, (answer) => resolve(answer.resume().statusCode)).end();
    });
    assert.is(status, 431);
  }));

test("bytes within a connection that speaks HTTP are no other protocol, and nothing is put into its answers", () =>
  withHttp(async (pacs) => {
    const socket = connectSocket(pacs.httpPort!, "127.0.0.1");
    const answer = text(socket);
    socket.write("GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
    await once(socket, "readable");
    socket.write(Uint8Array.of(0x16, 0x03, 0x01, 0x02));
    const said = await answer;
    assert.match(said, /^HTTP\/1\.1 200 /);
    assert.not.match(said, / 400 /);
    assert.is(pacs.events.recent().filter(({ type }) => type === "connection.refused").length, 0);
  }));

test("an address of IPv4 is told as one, also by a server that listens for both", () =>
  withPacs(
    async (pacs) => {
      connectSocket(pacs.httpPort!, "127.0.0.1").end("\x16\x03\x01\x02", "latin1").resume();
      assert.is((await eventOf(pacs, "connection.refused")).remoteAddress, "127.0.0.1");
    },
    { httpPort: 0, httpHost: "::", httpToken: "secret-of-this-test" },
  ));

toolTest("DCMTK at the port of HTTP, curl at the port of DICOM", () =>
  withHttp(async (pacs) => {
    await runTool("echoscu", ["127.0.0.1", String(pacs.httpPort)]).catch(() => {});
    assert.match(await refusal(pacs), /^DICOM came to the port of HTTP/);
    await runTool("curl", ["-s", `http://127.0.0.1:${targetOf(pacs).port}/`]).catch(() => {});
    await eventOf(pacs, "connection.refused", ({ reason }) => reason.startsWith("HTTP came to the port"));
  }),
);
