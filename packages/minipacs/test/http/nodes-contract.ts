/** Other nodes and the choice of character sets over HTTP; run by contract.test.ts. */

import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { normalizeCharacterSet } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import { call, type Json, pacs } from "../support/api-contract.ts";

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
