/** Other nodes and the choice of character sets over HTTP; run by contract.test.ts. */

import { type AddressInfo, createServer, type Socket } from "node:net";
import { normalizeCharacterSet } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { call, type Json, pacs } from "../support/api-contract.ts";
import { withPacs } from "../support/running-pacs.ts";

export function testNodeRoutes(test: TestSuite): void {
  test("echo: an answer, a rejection, nobody there, each in words", async () => {
    const node = { aeTitle: "MINIPACS", host: "127.0.0.1", port: pacs.dicomPort };
    const good = (await call("POST", "/api/echo", { body: node })).body;
    assert.equal([good.isAnswered, good.status], [true, 0]);
    assert.match(good.message, /^MINIPACS at 127\.0\.0\.1:\d+ answered C-ECHO in \d+ ms\.$/);
    await call("PATCH", "/api/settings", { body: { requireCalledAe: true } });
    const rejected = (await call("POST", "/api/echo", { body: { ...node, aeTitle: "OTHER" } })).body;
    await call("PATCH", "/api/settings", { body: { requireCalledAe: false } });
    assert.is(rejected.isAnswered, false);
    assert.match(rejected.message, "called AE title");
    assert.not.match(rejected.message, /--/);
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const nobody = (await call("POST", "/api/echo", { body: { ...node, port } })).body;
    assert.is(nobody.isAnswered, false);
    assert.match(nobody.message, "whether the other side runs");
    const plain = (await call("POST", "/api/echo", { body: { ...node, tls: true } })).body;
    assert.is(plain.isAnswered, false);
    assert.not.match(plain.message, /--/);
    for (const wrong of [{ aeTitle: "A\\B" }, { port: 0 }, { host: "" }, { more: 1 }]) {
      const { status } = await call("POST", "/api/echo", { body: { ...node, ...wrong } });
      assert.is(status, 422, JSON.stringify(wrong));
    }
  });

  test("self test: every step, and nothing is left", async () => {
    const counts = async () => {
      const { worklistCount, mppsCount, instanceCount } = (await call("GET", "/api/status")).body;
      return { worklistCount, mppsCount, instanceCount };
    };
    const before = await counts();
    const { body } = await call("POST", "/api/self-test", { body: {} });
    assert.equal(
      body.steps.map(({ name, isPassed }: Json) => [name, isPassed]),
      ["echo", "worklist", "store", "mppsCreate", "mppsSet", "cleanUp"].map((name) => [name, true]),
      JSON.stringify(body.steps),
    );
    assert.equal([body.isPassed, body.isKept], [true, false]);
    assert.equal(await counts(), before);
    assert.is((await call("POST", "/api/self-test", { body: { keep: 1 } })).status, 422);
    await call("POST", "/api/listener/stop");
    const stopped = await call("POST", "/api/self-test", { body: {} });
    assert.equal([stopped.status, stopped.body.code], [409, "HTTP_LISTENER_STOPPED"]);
    await call("POST", "/api/listener/start");
  });

  test("send: to another node, told by events, and refusals", async () => {
    const kept = (await call("POST", "/api/self-test", { body: { keep: true } })).body.made;
    const { StudyInstanceUID, SOPInstanceUID } = kept;
    assert.is((await call("GET", `/api/mpps/${kept.mppsSopInstanceUid}`)).body.isLinked, true);
    await withPacs(async (other) => {
      const node = { aeTitle: "OTHER", host: "127.0.0.1", port: other.dicomPort };
      const finished = pacs.next("send.finished");
      const begun = await call("POST", "/api/send", { body: { ...node, StudyInstanceUID } });
      assert.equal([begun.status, begun.body.instanceCount], [202, 1]);
      const { type: _, id: __, time: ___, durationMs: ____, ...end } = await finished;
      const all = { sendId: begun.body.sendId, doneCount: 1, failedCount: 0, instanceCount: 1 };
      assert.equal(end, { ...all, isCancelled: false, reason: undefined });
      assert.is((await other.index.get(SOPInstanceUID))?.callingAeTitle, "MINIPACS");
      const refused = pacs.next("send.refused");
      const ended = pacs.next("send.finished");
      await other.changeSettings({ onDuplicate: "reject", acceptSyntax: ["1.2.840.10008.1.2.4.50"] });
      await call("POST", "/api/send", { body: { ...node, SOPInstanceUID } });
      assert.match((await refused).reason, /takes no|no context/);
      assert.is((await ended).failedCount, 1);
      assert.is((await call("DELETE", `/api/send/${begun.body.sendId}`)).status, 404);
      assert.is((await call("POST", "/api/send", { body: node })).status, 422);
      assert.is((await call("POST", "/api/send", { body: { ...node, SOPInstanceUID: "1.9" } })).status, 404);
    });
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket.on("error", () => {})));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as AddressInfo;
    const body = { aeTitle: "SILENT", host: "127.0.0.1", port, StudyInstanceUID };
    const begun = await Promise.all([1, 2, 3, 4].map(() => call("POST", "/api/send", { body })));
    assert.is((await call("POST", "/api/send", { body })).status, 503);
    for (const { body: one } of begun) {
      const end = pacs.next("send.finished", ({ sendId }) => sendId === one.sendId);
      assert.is((await call("DELETE", `/api/send/${one.sendId}`)).status, 204);
      assert.is((await end).isCancelled, true);
    }
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
    await call("DELETE", `/api/studies/${StudyInstanceUID}`);
    await call("DELETE", `/api/mpps/${kept.mppsSopInstanceUid}`);
    await call("DELETE", `/api/worklist/${kept.worklistEntryId}`);
  });

  test("every character set that is offered can be set, and its codes have names", async () => {
    const { items } = (await call("GET", "/api/character-sets")).body;
    assert.is(new Set(items.map(({ charset }: Json) => charset)).size, items.length);
    for (const { charset, languages, scripts } of items as Json[]) {
      assert.is(normalizeCharacterSet(charset).join("\\"), charset);
      const set = await call("PATCH", "/api/settings", { body: { charset } });
      assert.equal([set.status, set.body.charset], [200, charset]);
      for (const lang of ["en", "de"]) {
        const named = (type: "language" | "script", code: string) =>
          new Intl.DisplayNames(lang, { type, fallback: "none" }).of(code);
        for (const code of languages) assert.ok(named("language", code), code);
        // "Thai" is its own name, too.
        for (const code of scripts) assert.ok(code === "Thai" || named("script", code), code);
      }
    }
    await call("PATCH", "/api/settings", { body: { charset: "ISO_IR 192" } });
  });
}
