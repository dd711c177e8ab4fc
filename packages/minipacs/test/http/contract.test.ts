import { writeFile } from "node:fs/promises";
import { createDataset, createUid } from "@minipacs/dicom-core";
import { type Association, connect, MPPS, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApi } from "../../src/http/api.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { TokenGuard } from "../../src/http/token-guard.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import type { FsStore } from "../../src/storage/fs-store.ts";
import { rawRequest } from "../support/http-client.ts";
import { schemaErrors } from "../support/json-schema.ts";
import { ctObject } from "../support/objects.ts";
import { documentErrors, type Operation, operationsOf } from "../support/openapi.ts";
import { targetOf } from "../support/running-pacs.ts";

const test = testSuite("minipacs/http-contract");

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
type Json = any;

const TOKEN = "not-for-everyone";
let pacs: Pacs;
let document: Json;
const BEARER = { authorization: `Bearer ${TOKEN}` };
/** Answers of the document that have been seen: `GET /api/status 200`. */
const seen = new Set<string>();

test.before(async () => {
  pacs = await createPacs({
    port: 0,
    host: "127.0.0.1",
    httpPort: 0,
    httpToken: TOKEN,
    ephemeral: true,
    isHeadless: true,
  });
  document = JSON.parse(
    (await rawRequest(pacs.httpPort!, { path: "/api/openapi.json", headers: BEARER })).body,
  );
});
test.after(() => pacs.close({ drainMs: 0 }));

/** Seen by other tests: a stream does not end by itself, and disks are not filled here. */
const ELSEWHERE: ReadonlySet<string> = new Set(["GET /api/events 200", "GET /api/events 503"]);

/** Sends a request and holds the answer against the document. */
async function call(
  method: string,
  path: string,
  options: { body?: unknown; bytes?: Uint8Array; type?: string; token?: false } = {},
): Promise<{ status: number; body: Json }> {
  const { type: contentType = options.bytes ? "application/dicom" : "application/json" } = options;
  const body = options.bytes ?? (options.body === undefined ? "" : JSON.stringify(options.body));
  const length = String(Buffer.byteLength(body));
  const headers = {
    ...(body.length > 0 && { "content-type": contentType, "content-length": length }),
    ...(options.token ?? BEARER),
  };
  const answer = await rawRequest(pacs.httpPort!, { method, path, headers, body });
  const operation = operationOf(method, path);
  const { responses } = operation.definition;
  const said = responses[answer.status] ?? responses.default;
  if (responses[answer.status]) seen.add(`${method} ${operation.path} ${answer.status}`);
  const [type] = (answer.headers["content-type"] ?? "").split(";");
  const content = said.content?.[type ?? ""];
  assert.ok(
    content || answer.body === "",
    `${method} ${path} ${answer.status}: ${type} is not in the document`,
  );
  if (!type?.endsWith("json")) return { status: answer.status, body: answer.body };
  const json = JSON.parse(answer.body);
  assert.equal(schemaErrors(content.schema, json, document), [], `${method} ${path} ${answer.status}`);
  return { status: answer.status, body: json };
}

function operationOf(method: string, path: string): Operation {
  const [bare = ""] = path.split("?");
  const fits = (template: string) =>
    new RegExp(`^${template.replace(/\{\w+\}/g, "[^/]+")}$`).test(bare) ? template : undefined;
  const found = operationsOf(document)
    .filter((operation) => operation.method === method && fits(operation.path))
    .sort((a, b) => a.path.split("{").length - b.path.split("{").length);
  if (found[0] === undefined) throw new Error(`${method} ${path} is not in the document`);
  return found[0];
}

async function withAssociation(
  sopClasses: readonly string[],
  use: (association: Association) => Promise<unknown>,
): Promise<void> {
  const contexts = sopClasses.map((abstractSyntax) => ({ abstractSyntax }));
  const association = await connect({ ...targetOf(pacs), calledAeTitle: "MINIPACS", contexts });
  try {
    await use(association);
  } finally {
    await association.release();
  }
}

test("the document is OpenAPI 3.1", () => {
  assert.equal(documentErrors(document), []);
  assert.ok(document.components.schemas.Problem);
});

test("every route is in the document, and the other way round", () => {
  const api = createApi({
    pacs,
    streams: new EventStreams(pacs),
    guard: new TokenGuard(undefined, () => 1),
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
});

test("worklist", async () => {
  assert.is((await call("POST", "/api/worklist/samples")).status, 201);
  assert.is((await call("POST", "/api/worklist/samples")).status, 200);
  const { body } = await call("GET", "/api/worklist?limit=2&offset=1&sort=-PatientName");
  assert.is(body.totalCount, 6);
  assert.equal(
    body.items.map(({ PatientName }: Json) => PatientName),
    ["Özdemir^Fatma", "Smith^John"],
  );
  const found = await call("GET", "/api/worklist?PatientName=m%C3%BCLL*");
  assert.is(found.body.totalCount, 1);
  const searched = await call("GET", "/api/worklist?q=ultraschall");
  assert.is(searched.body.items[0].Modality, "US");
  const [{ id }] = body.items;
  assert.is((await call("GET", `/api/worklist/${id}`)).body.attributes.PatientSex, "F");
  const bad = await call("GET", "/api/worklist?sort=Color&PatientNam=x");
  assert.is(bad.status, 400);
  assert.is(bad.body.code, "HTTP_QUERY");
  assert.equal(bad.body.errors.map(({ place }: Json) => place).sort(), ["query", "query/sort"]);
  assert.is((await call("GET", "/api/worklist/none")).status, 404);
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
});

test("storage, from studies down to files", async () => {
  await store(targetOf(pacs), [
    ctObject({ PatientName: "Doe^Jane", StudyDate: "20260102", Modality: "CT" }),
    ctObject({ PatientName: "Roe^Rick", StudyDate: "20260203", StudyInstanceUID: "1.2.4.1" }, "1.2.4.3"),
    ctObject({ PatientName: "Roe^Rick", StudyInstanceUID: "1.2.4.1" }, "1.2.4.4"),
  ]);
  const uids = async (path: string, keyword: string) =>
    (await call("GET", path)).body.items.map((item: Json) => item[keyword]);
  assert.equal(await uids("/api/studies", "StudyInstanceUID"), ["1.2.3.1", "1.2.4.1"]);
  assert.equal(await uids("/api/studies?limit=1", "StudyInstanceUID"), ["1.2.4.1"]);
  assert.equal(await uids("/api/studies?limit=1&offset=1", "StudyInstanceUID"), ["1.2.3.1"]);
  assert.equal(await uids("/api/studies?limit=1&offset=2", "StudyInstanceUID"), []);
  assert.equal(await uids("/api/studies?sort=-PatientName&limit=1", "PatientName"), ["Roe^Rick"]);
  assert.equal(await uids("/api/studies?PatientName=doe*&ModalitiesInStudy=CT", "PatientName"), ["Doe^Jane"]);
  assert.equal(await uids("/api/studies?StudyDate=20260201-", "StudyDate"), ["20260203"]);
  assert.equal(await uids("/api/studies?PatientName=%25", "PatientName"), [], "no wildcard of SQL");
  assert.is((await call("GET", "/api/studies?Patient=x")).status, 400);
  assert.is((await call("GET", "/api/studies/1.2.4.1")).body.instanceCount, 2);
  assert.is((await call("GET", "/api/studies/1.2.9")).status, 404);
  const series = "/api/studies/1.2.4.1/series";
  assert.equal(await uids(series, "SeriesInstanceUID"), ["1.2.3.2"]);
  assert.is((await call("GET", `${series}?sort=x`)).status, 400);
  assert.is((await call("GET", `${series}/1.2.3.2`)).body.instanceCount, 2);
  assert.is((await call("GET", `${series}/1.2.9`)).status, 404);
  assert.equal(await uids(`${series}/1.2.3.2/instances`, "SOPInstanceUID"), ["1.2.4.3", "1.2.4.4"]);
  assert.is((await call("GET", `${series}/1.2.3.2/instances?limit=0`)).status, 400);

  assert.equal(await uids("/api/instances?SeriesInstanceUID=1.2.3.2&limit=2", "SOPInstanceUID"), [
    "1.2.4.3",
    "1.2.4.4",
  ]);
  assert.equal(await uids("/api/instances?PatientName=DOE*", "SOPInstanceUID"), ["1.2.3.3"]);
  assert.is((await call("GET", "/api/instances?limit=many")).status, 400);
  const one = "/api/instances/1.2.3.3";
  assert.is((await call("GET", one)).body.PatientName, "Doe^Jane");
  assert.is((await call("GET", `${one}/attributes`)).body["00080020"].Value[0], "20260102");
  const file = await fetch(`http://127.0.0.1:${pacs.httpPort}${one}/file`, { headers: BEARER });
  const bytes = new Uint8Array(await file.arrayBuffer());
  assert.is((await call("GET", `${one}/file`)).status, 200);

  assert.is((await call("DELETE", one)).status, 204);
  for (const path of [one, `${one}/file`, `${one}/attributes`, "/api/studies/1.2.3.1"]) {
    assert.is((await call("GET", path)).status, 404, path);
  }
  assert.is((await call("DELETE", one)).status, 404);
  assert.is((await call("POST", "/api/instances", { bytes })).status, 201);
  assert.is((await call("POST", "/api/instances", { bytes })).body.outcome, "unchanged");
  const again = await fetch(`http://127.0.0.1:${pacs.httpPort}${one}/file`, { headers: BEARER });
  assertBytes(new Uint8Array(await again.arrayBuffer()), bytes);
  assert.is((await call("POST", "/api/instances", { bytes: bytes.subarray(0, 200) })).status, 422);
  assert.is((await call("POST", "/api/instances", { bytes, type: "text/plain" })).status, 415);
  const { put } = pacs.objects;
  pacs.objects.put = () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" }));
  assert.is((await call("POST", "/api/instances", { bytes })).status, 507);
  pacs.objects.put = () => Promise.resolve("rejected");
  assert.is((await call("POST", "/api/instances", { bytes })).status, 409);
  pacs.objects.put = put;
  const location = (await pacs.index.get("1.2.3.3"))?.location ?? [];
  await writeFile((pacs.objects as FsStore).pathOf(location), "no DICOM file");
  assert.is((await call("GET", `${one}/attributes`)).status, 422);

  assert.is((await call("DELETE", `${series}/1.2.3.2`)).status, 204);
  assert.is((await call("DELETE", `${series}/1.2.3.2`)).status, 404);
  assert.is((await call("DELETE", "/api/studies/1.2.3.1")).status, 204);
  assert.is((await call("DELETE", "/api/studies/1.2.3.1")).status, 404);
  assert.is(await pacs.index.count(), 0);
  const told = (await call("GET", "/api/log?type=storage.deleted,storage.imported")).body.items;
  assert.equal(
    told.map(({ type, instanceCount }: Json) => [type, instanceCount]),
    [
      ["storage.deleted", 1],
      ["storage.imported", undefined],
      ["storage.imported", undefined],
      ["storage.imported", undefined],
      ["storage.deleted", 2],
      ["storage.deleted", 1],
    ],
  );
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
