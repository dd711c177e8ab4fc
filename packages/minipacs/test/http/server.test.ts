import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApp } from "../../src/http/app.ts";
import { readAssets } from "../../src/http/assets.ts";
import { startHttpServer } from "../../src/http/server.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/http-server");

const PAGE = { "index.html": "<!doctype html>", "main.js": "0;", "main.css": "a{}", "favicon.svg": "<svg/>" };

async function withPage<T>(use: (folder: URL) => Promise<T>): Promise<T> {
  return withFolder(async (path) => {
    await mkdir(join(path, "ui"));
    for (const [name, text] of Object.entries(PAGE)) await writeFile(join(path, "ui", name), text);
    await writeFile(join(path, "ui", "main.js.map"), "{}");
    await writeFile(join(path, "secret.txt"), "secret");
    return use(pathToFileURL(`${path}/ui/`));
  });
}

test("serves the files of the page by a fixed list, and nothing else of the disk", async () => {
  await withPage((folder) =>
    withPacs(async (pacs) => {
      const assets = await readAssets([new URL("no/such/", folder), folder]);
      const app = createApp(pacs, { host: "127.0.0.1", streams: new EventStreams(pacs), assets });
      const get = (path: string, headers: Record<string, string> = {}) =>
        app.request(path, { headers: { host: "localhost", ...headers } });
      const expected: [string, string, string][] = [
        ["/", "text/html; charset=utf-8", PAGE["index.html"]],
        ["/assets/main.js", "text/javascript; charset=utf-8", PAGE["main.js"]],
        ["/assets/main.css", "text/css; charset=utf-8", PAGE["main.css"]],
        ["/assets/favicon.svg", "image/svg+xml", PAGE["favicon.svg"]],
      ];
      for (const [path, type, text] of expected) {
        const answer = await get(path);
        assert.is(answer.status, 200, path);
        assert.is(answer.headers.get("content-type"), type);
        assert.is(await answer.text(), text);
        const etag = answer.headers.get("etag") ?? "";
        const again = await get(path, { "if-none-match": etag });
        assert.is(again.status, 304, path);
      }
      for (const path of [
        "/assets/main.js.map",
        "/assets/../secret.txt",
        "/assets/..%2fsecret.txt",
        "/assets/%2e%2e/secret.txt",
        "/main.js",
        "/index.html",
        "/assets/",
        "/__proto__",
      ]) {
        assert.is((await get(path)).status, 404, path);
      }
    }),
  );
});

test("a page that has not been built is said so", async () => {
  await withPage(async (folder) => {
    const error = await readAssets([new URL("no/such/", folder)]).catch((reason) => reason);
    assert.is(error.code, "HTTP_PAGE_MISSING");
  });
});

test("takes the next port where the usual one is taken, but not where it was asked for", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as AddressInfo;
  try {
    await withPacs(async (pacs) => {
      const server = await startHttpServer(pacs, { port, host: "127.0.0.1", portIsExplicit: false });
      assert.ok(server.port > port && server.port <= port + 20, `${server.port}`);
      await server.close();
      const error = await startHttpServer(pacs, { port, host: "127.0.0.1", portIsExplicit: true }).catch(
        (reason) => reason,
      );
      assert.is(error.code, "EADDRINUSE");
    });
  } finally {
    await new Promise((resolve) => blocker.close(resolve));
  }
});

test("closing lets no idle connection hold the server up", async () => {
  await withPacs(async (pacs) => {
    const server = await startHttpServer(pacs, { port: 0, host: "127.0.0.1", portIsExplicit: true });
    await (await fetch(`http://127.0.0.1:${server.port}/api/status`)).json();
    const started = performance.now();
    await server.close();
    assert.ok(performance.now() - started < 500);
  });
});
