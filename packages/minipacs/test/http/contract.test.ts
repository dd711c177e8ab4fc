import { createDataset, createUid } from "@minipacs/dicom-core";
import { MPPS } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApi } from "../../src/http/api.ts";
import { Figures } from "../../src/http/figures.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { TokenGuard } from "../../src/http/token-guard.ts";
import {
  BEARER,
  call,
  document,
  type Json,
  pacs,
  seen,
  startContract,
  TOKEN,
  withAssociation,
} from "../support/api-contract.ts";
import { rawRequest } from "../support/http-client.ts";
import { schemaErrors } from "../support/json-schema.ts";
import { documentErrors, operationsOf } from "../support/openapi.ts";
import { testNodeRoutes } from "./nodes-contract.ts";
import { testOpening } from "./open-externally-contract.ts";
import { testServerRoutes } from "./server-contract.ts";
import { testWorklistRoutes } from "./worklist-contract.ts";

const test = testSuite("minipacs/http-contract");

/** Seen by other tests: a stream does not end by itself, and disks are not filled here. */
const ELSEWHERE: ReadonlySet<string> = new Set(["GET /api/events 200", "GET /api/events 503"]);

test.before(startContract);
test.after(() => pacs.close({ drainMs: 0 }));

test("the document is OpenAPI 3.1", () => {
  assert.equal(documentErrors(document), []);
  assert.ok(document.components.schemas.Problem);
});

test("every route is in the document, and the other way round", () => {
  const api = createApi({
    pacs,
    streams: new EventStreams(pacs),
    guard: new TokenGuard(undefined, () => 1),
    figures: new Figures(pacs.events),
  });
  const routes = new Set(
    api.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`),
  );
  const documented = operationsOf(document).map(({ method, path }) => `${method} ${path}`);
  assert.equal([...routes].sort(), documented.sort());
});

test("server: status, document, events", async () => {
  assert.is((await call("GET", "/api/status")).status, 200);
  assert.is((await call("GET", "/api/openapi.json")).status, 200);
});

test("refusals of every route: no token, another method, a body over the limit or that is no JSON", async () => {
  for (const { method, path } of operationsOf(document).filter(({ path }) => path !== "/api/session")) {
    const { status, body } = await call(method, path.replace(/\{\w+\}/g, "x"), { token: false });
    assert.is(status, 401, `${method} ${path}`);
    assert.is(body.code, "HTTP_TOKEN");
  }
  for (const path of Object.keys(document.paths)) {
    const answer = await rawRequest(pacs.httpPort!, { method: "TRACE", path, headers: BEARER });
    assert.is(answer.status, 405, path);
    assert.equal(schemaErrors(document.components.schemas.Problem, JSON.parse(answer.body), document), []);
    const allowed = operationsOf(document).filter((operation) => operation.path === path);
    for (const { method } of allowed) assert.match(String(answer.headers.allow), method);
  }
  const withJson = operationsOf(document).filter(
    ({ definition }) => definition.requestBody?.content["application/json"],
  );
  assert.ok(withJson.length > 0);
  for (const { method, path } of withJson) {
    const address = path.replace(/\{\w+\}/g, "x");
    const broken = await call(method, address, { bytes: Buffer.from("{"), type: "application/json" });
    assert.is(broken.status, 400, `${method} ${path}`);
    assert.is(broken.body.code, "HTTP_JSON");
  }
});

test("session: the token becomes a cookie, once", async () => {
  const path = "/api/session";
  assert.is((await call("POST", path, { body: { token: "guess" }, token: false })).status, 401);
  const bad = await call("POST", path, { body: { token: 7, more: "secret" }, token: false });
  assert.is(bad.status, 422);
  assert.equal(bad.body.errors.map(({ place }: Json) => place).sort(), ["body", "body/token"]);
  assert.is((await call("POST", path, { body: { token: TOKEN }, token: false })).status, 204);
  assert.is((await call("DELETE", path)).status, 204);
});

test("log", async () => {
  const all = await call("GET", "/api/log");
  assert.is(all.body.items[0].type, "worklist.changed");
  const ready = await call("GET", "/api/log?type=ready,closing&level=info&q=dicom");
  assert.equal(
    ready.body.items.map(({ type }: Json) => type),
    ["ready"],
  );
  assert.is((await call("GET", "/api/log?type=echo")).body.totalCount, 0);
  assert.is((await call("GET", "/api/log?aeTitle=CT1")).body.totalCount, 0);
  assert.is((await call("GET", "/api/log?level=loud")).status, 400);
  const file = await call("GET", "/api/log/download?type=ready,worklist.changed");
  const lines = file.body
    .trim()
    .split("\n")
    .map((line: string) => JSON.parse(line).type);
  assert.equal(lines, ["worklist.changed", "ready"]);
  assert.is((await call("GET", "/api/log/download?limit=1")).status, 400);
});

test("mpps", async () => {
  const SOPInstanceUID = createUid();
  await withAssociation([MPPS], (association) =>
    association.nCreate({
      sopClassUid: MPPS,
      sopInstanceUid: SOPInstanceUID,
      dataset: createDataset({
        PerformedProcedureStepStatus: "IN PROGRESS",
        ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-001" }],
      }),
    }),
  );
  assert.is((await call("GET", "/api/mpps?isLinked=true&AccessionNumber=acc-*")).body.totalCount, 1);
  assert.is((await call("GET", "/api/mpps?isLinked=false")).body.totalCount, 0);
  assert.is((await call("GET", "/api/mpps?limit=0")).status, 400);
  assert.is((await call("GET", `/api/mpps/${SOPInstanceUID}`)).status, 200);
  assert.is((await call("GET", "/api/mpps/1.2.3")).status, 404);
  const messages = (await call("GET", `/api/mpps/${SOPInstanceUID}/messages`)).body.items;
  assert.is(messages[0].dataset["00400252"].Value[0], "IN PROGRESS");
  assert.is((await call("GET", "/api/mpps/1.2.3/messages")).status, 404);
  assert.is((await call("DELETE", `/api/mpps/${SOPInstanceUID}`)).status, 204);
  assert.is((await call("DELETE", `/api/mpps/${SOPInstanceUID}`)).status, 404);
  const removed = (await call("GET", "/api/log?type=mpps.removed")).body.items;
  assert.equal(
    removed.map(({ sopInstanceUid, line }: Json) => [sopInstanceUid, line.text]),
    [[SOPInstanceUID, `${SOPInstanceUID} removed`]],
  );
});

test("MPPS messages that were refused, of a step that is not there too", async () => {
  const [unknown, MppsRetrieve] = [createUid(), "1.2.840.10008.3.1.2.3.4"];
  await withAssociation([MPPS, MppsRetrieve], async (association) => {
    const dataset = createDataset({ PerformedProcedureStepStatus: "COMPLETED" });
    await association.nSet({ sopClassUid: MPPS, sopInstanceUid: unknown, dataset });
    await association.nGet({ sopClassUid: MppsRetrieve, sopInstanceUid: unknown });
  });
  const { items, totalCount } = (await call("GET", `/api/mpps-refusals?SOPInstanceUID=${unknown}`)).body;
  assert.is(totalCount, 2);
  assert.equal(
    items.map(({ service, answer, violations }: Json) => [service, answer, violations[0].rule]),
    [
      ["N-SET", 0x0112, "M6"],
      ["N-GET", 0x0112, "M6"],
    ],
  );
  assert.is((await call("GET", `/api/associations/${items[0].associationId}`)).status, 200);
  assert.is((await call("GET", "/api/mpps-refusals?service=N-CREATE")).body.totalCount, 0);
  assert.is((await call("GET", "/api/mpps-refusals?limit=0")).status, 400);
  const told = (await call("GET", "/api/log?type=mpps.set,mpps.get&level=warn")).body.items;
  assert.equal(
    told.map(({ line }: Json) => line.text.replace(/^(.*?) from .*: /, "$1: ")),
    [
      `N-SET FAILED – ${unknown}: status 0112 (There is no procedure step with this UID.)`,
      `N-GET – ${unknown}: status 0112 (There is no procedure step with this UID.)`,
    ],
  );
});

testWorklistRoutes(test);
testServerRoutes(test);
testNodeRoutes(test);
testOpening(test);

test("figures, and the document as a page", async () => {
  const { body } = await call("GET", "/api/figures");
  assert.ok(body.memory.residentBytes > 1e6 && body.associations.released > 0);
  assert.is(body.eventCounts.ready, 1);
  const page = (await call("GET", "/api/docs")).body;
  for (const path of Object.keys(document.paths)) assert.ok(page.includes(`<code>${path}</code>`), path);
  assert.not.match(page, /<script|style=|https?:\/\/(?!127)/);
  assert.match((await call("GET", "/api/docs.css")).body, /background/);
});

test("every answer that the document tells of has been seen", () => {
  const told = operationsOf(document).flatMap(({ method, path, definition }) =>
    Object.keys(definition.responses)
      .filter((status) => status !== "default")
      .map((status) => `${method} ${path} ${status}`),
  );
  assert.equal(
    told.filter((answer) => !seen.has(answer) && !ELSEWHERE.has(answer)),
    [],
  );
});
