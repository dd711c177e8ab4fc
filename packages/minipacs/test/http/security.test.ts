import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { hostName } from "../../src/http/security.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { rawRequest } from "../support/http-client.ts";

const test = testSuite("minipacs/http-security");
let pacs: Pacs;

test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, ephemeral: true, isHeadless: true });
});
test.after(() => pacs.close({ drainMs: 0 }));

const own = () => `127.0.0.1:${pacs.httpPort}`;
const ask = (headers: Record<string, string>, method = "GET", path = "/api/status") =>
  rawRequest(pacs.httpPort!, { method, path, headers });

test("reads the name of a Host header", () => {
  assert.is(hostName("localhost"), "localhost");
  assert.is(hostName("LocalHost:8080"), "localhost");
  assert.is(hostName("[::1]:8080"), "::1");
  assert.is(hostName("127.0.0.1:80"), "127.0.0.1");
  for (const text of [
    "",
    "a b",
    "::1",
    "[::1",
    "localhost:",
    "localhost:123456",
    "u@localhost",
    "localhost/",
  ]) {
    assert.is(hostName(text), undefined, text);
  }
});

test("answers to its own names at any port, and to no other", async () => {
  for (const host of [own(), `localhost:${pacs.httpPort}`, "localhost", "[::1]:9", "LOCALHOST:1"]) {
    assert.is((await ask({ host })).status, 200, host);
  }
  for (const host of [
    "evil.example",
    `evil.example:${pacs.httpPort}`,
    "127.0.0.1.evil.example",
    "192.0.2.1",
  ]) {
    const { status, body } = await ask({ host });
    assert.ok(status === 403 || status === 400, `${host}: ${status}`);
    assert.not.match(body, /aeTitle/);
  }
});

test("a server on all addresses takes the address that was called, still no foreign name", async () => {
  const open = await createPacs({
    port: 0,
    host: "127.0.0.1",
    httpPort: 0,
    httpHost: "0.0.0.0",
    httpToken: "secret",
    ephemeral: true,
    isHeadless: true,
  });
  try {
    const get = (host: string) =>
      rawRequest(open.httpPort!, {
        path: "/api/status",
        headers: { host, authorization: "Bearer secret" },
      });
    assert.is((await get("127.0.0.1")).status, 200);
    assert.is((await get("evil.example")).status, 403);
    assert.is((await get("192.0.2.1")).status, 403);
  } finally {
    await open.close({ drainMs: 0 });
  }
});

test("pages of other origins can change nothing and read nothing", async () => {
  const change = (headers: Record<string, string>) =>
    ask({ host: own(), ...headers }, "POST", "/api/worklist/samples");
  for (const origin of ["http://evil.example", "null", `https://${own()}`, `http://127.0.0.1:1`]) {
    const { status, body } = await change({ origin });
    assert.is(status, 403, origin);
    assert.is(JSON.parse(body).code, "HTTP_ORIGIN");
  }
  assert.is((await change({ "sec-fetch-site": "cross-site" })).status, 403);
  assert.is((await change({ "sec-fetch-site": "same-site" })).status, 403);
  assert.is((await ask({ host: own(), origin: "http://evil.example" })).status, 403);
  assert.is((await change({ origin: `http://${own()}`, "sec-fetch-site": "same-origin" })).status, 201);
  assert.is((await change({})).status, 200);
});

test("every answer has the headers, errors too", async () => {
  for (const path of ["/api/status", "/nothing"]) {
    const { headers } = await ask({ host: own() }, "GET", path);
    assert.match(String(headers["content-security-policy"]), /^default-src 'self';/);
    assert.not.match(String(headers["content-security-policy"]), /unsafe/);
    assert.is(headers["x-content-type-options"], "nosniff");
    assert.is(headers["referrer-policy"], "no-referrer");
    assert.is(headers["access-control-allow-origin"], undefined);
    assert.is(headers["x-powered-by"], undefined);
  }
  const { headers } = await ask({ host: "evil.example" });
  assert.match(String(headers["content-security-policy"]), /default-src 'self'/);
});

test("bodies have a limit and say their length", async () => {
  const body = "x".repeat(1024 * 1024 + 1);
  const path = "/api/worklist/samples";
  const said = await rawRequest(pacs.httpPort!, {
    method: "POST",
    path,
    body,
    headers: { "content-length": String(body.length) },
  });
  assert.is(said.status, 413);
  assert.is(JSON.parse(said.body).code, "HTTP_BODY_TOO_LARGE");
  const unsaid = await rawRequest(pacs.httpPort!, {
    method: "POST",
    path,
    body,
    headers: { "transfer-encoding": "chunked" },
  });
  assert.is(unsaid.status, 411);
  assert.is(JSON.parse(unsaid.body).code, "HTTP_LENGTH_REQUIRED");
});

test("with a token the API wants it: as Bearer, or as a cookie that a page gets for it once", async () => {
  const guarded = await createPacs({
    ...{ port: 0, host: "127.0.0.1", httpPort: 0, httpToken: "s3cret", ephemeral: true, isHeadless: true },
  });
  try {
    const get = (headers: Record<string, string>, path = "/api/status") =>
      rawRequest(guarded.httpPort!, { path, headers });
    const wrong: Record<string, string>[] = [
      {},
      { authorization: "Bearer wrong" },
      { authorization: "Bearer" },
      { authorization: "Basic s3cret" },
      { authorization: "Bearer s3cret2" },
      { cookie: `minipacs_${guarded.httpPort}=s3cret` },
      { cookie: `minipacs_${guarded.httpPort}=` },
    ];
    for (const headers of wrong) {
      const answer = await get(headers);
      assert.is(answer.status, 401, JSON.stringify(headers));
      assert.is(JSON.parse(answer.body).code, "HTTP_TOKEN");
      assert.match(String(answer.headers["www-authenticate"]), /^Bearer/);
      assert.not.match(answer.body, "s3cret");
    }
    assert.is((await get({}, "/api/events")).status, 401);
    assert.is((await get({ authorization: "Bearer s3cret" })).status, 200);

    const session = (body: string, headers: Record<string, string> = {}) =>
      rawRequest(guarded.httpPort!, {
        ...{ method: "POST", path: "/api/session", body },
        headers: { "content-type": "application/json", "content-length": String(body.length), ...headers },
      });
    assert.is((await session('{"token":"wrong"}')).headers["set-cookie"], undefined);
    const foreign = await session('{"token":"s3cret"}', { origin: "http://evil.example" });
    assert.is(foreign.status, 403);
    const given = await session('{"token":"s3cret"}');
    const [cookie = ""] = given.headers["set-cookie"] ?? [];
    assert.match(cookie, /^minipacs_\d+=[\w-]{43}; Path=\/api; HttpOnly; SameSite=Strict$/);
    assert.not.match(cookie, "s3cret");
    const headers = { cookie: cookie.split(";")[0] ?? "" };
    assert.is((await get(headers)).status, 200);
    const events = await fetch(`http://127.0.0.1:${guarded.httpPort}/api/events`, { headers });
    assert.is(events.status, 200, "EventSource sends no other header");
    await events.body?.cancel();
  } finally {
    await guarded.close({ drainMs: 0 });
  }
});
