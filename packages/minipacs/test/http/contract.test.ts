import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createDataset,
  createUid,
  DecodeError,
  InvalidStateError,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { type Association, connect, MODALITY_WORKLIST_FIND, MPPS, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApi } from "../../src/http/api.ts";
import { Figures } from "../../src/http/figures.ts";
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

/** An item with sequences in one another. */
function nested(depth: number): Json {
  return depth === 0 ? {} : { RequestedProcedureCodeSequence: [nested(depth - 1)] };
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
});

test("worklist: lists", async () => {
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

test("worklist: entries are added, changed and removed", async () => {
  const item = {
    ...{ PatientName: "Doe^Jane=Name", PatientID: "P-1", AccessionNumber: "A-1" },
    steps: [
      { Modality: "CT", ScheduledStationAETitle: "CT1", ScheduledProcedureStepStartDate: "2026-11-29" },
    ],
  };
  const { status, body } = await call("POST", "/api/worklist", { body: item });
  assert.is(status, 201);
  assert.is(body.ScheduledProcedureStepStartDate, "20261129");
  assert.is(body.dataset["00100010"].Value[0].Ideographic, "Name");
  assert.ok(body.StudyInstanceUID && body.RequestedProcedureID && body.ScheduledProcedureStepStatus);
  const path = `/api/worklist/${body.id}`;

  const changes = { PatientID: "P-2", AccessionNumber: null, Modality: "MR" };
  const changed = (await call("PATCH", path, { body: changes })).body;
  assert.equal(
    [changed.PatientID, changed.AccessionNumber, changed.Modality, changed.ScheduledStationAETitle],
    ["P-2", "", "MR", "CT1"],
  );
  assert.is(changed.StudyInstanceUID, body.StudyInstanceUID);
  const replaced = (await call("PUT", path, { body: { "00100020": { vr: "LO", Value: ["P-3"] } } })).body;
  assert.equal([replaced.PatientID, replaced.PatientName], ["P-3", ""]);

  const secret = "SECRET-VALUE";
  for (const [wrong, place] of [
    [{ PatientNam: secret }, "body/PatientNam"],
    [{ PatientBirthDate: secret }, "body/PatientBirthDate"],
    [{ steps: [{ Modality: `${secret}${secret}` }] }, undefined],
    [nested(60), "body"],
  ] as const) {
    for (const [method, address] of [
      ["POST", "/api/worklist"],
      ["PUT", path],
      ["PATCH", path],
    ] as const) {
      const refused = await call(method, address, { body: wrong });
      assert.is(refused.status, 422, `${method} ${JSON.stringify(wrong).slice(0, 80)}`);
      assert.not.match(JSON.stringify(refused.body), secret);
      if (place) assert.is(refused.body.errors[0].place, place);
    }
  }
  for (const method of ["PUT", "PATCH"]) {
    assert.is((await call(method, "/api/worklist/x", { body: { PatientID: "1" } })).status, 404);
  }
  assert.is((await call("POST", "/api/worklist")).status, 422, "no body");
  assert.is((await call("DELETE", path)).status, 204);
  assert.is((await call("DELETE", path)).status, 404);
});

test("worklist: import and export, removal of many", async () => {
  const before = (await call("GET", "/api/worklist/export")).body;
  assert.is(
    (await call("POST", "/api/worklist/remove", { body: { all: true } })).body.removedCount,
    before.length,
  );
  assert.is((await call("POST", "/api/worklist/import", { body: before })).body.added.length, before.length);
  assert.equal((await call("GET", "/api/worklist/export")).body, before);
  const PatientComments = "long ".repeat(100);
  const many = Array.from({ length: 2500 }, (_, i) => ({ PatientID: `M${i}`, PatientComments }));
  const { added } = (await call("POST", "/api/worklist/import", { body: many })).body;
  assert.is(added.length, 2500, "more than 1 MiB");
  const [one, two] = added;
  assert.is(
    (await call("POST", "/api/worklist/remove", { body: { ids: [one.id, two.id, "x"] } })).body.removedCount,
    2,
  );
  const bad = await call("POST", "/api/worklist/import", { body: [{ PatientID: "1" }, { Colour: "2" }] });
  assert.is(bad.status, 422);
  assert.is(bad.body.errors[0].place, "body/1/Colour");
  assert.is((await call("GET", "/api/worklist?PatientID=1")).body.totalCount, 0, "all or none");
  assert.is((await call("POST", "/api/worklist/import", { body: 7 })).status, 422);
  assert.is((await call("POST", "/api/worklist/remove", { body: {} })).status, 422);
  const file = writeDicomFile({
    dataset: createDataset({
      ...{ SOPClassUID: "1.2.840.10008.5.1.4.31", SOPInstanceUID: "1.2.3", PatientName: "Wl^File" },
      ScheduledProcedureStepSequence: [{ Modality: "US" }],
    }),
    transferSyntaxUid: "1.2.840.10008.1.2.1",
  });
  const imported = await call("POST", "/api/worklist/import", { bytes: file });
  assert.is(imported.body.added[0].Modality, "US");
  assert.is((await call("POST", "/api/worklist/import", { bytes: file, type: "text/plain" })).status, 415);
  assert.is((await call("POST", "/api/worklist/import", { bytes: file.subarray(0, 50) })).status, 422);
  await call("POST", "/api/worklist/remove", { body: { all: true } });
  await call("POST", "/api/worklist/samples");
});

test("a disk that cannot be written is told, whatever was to be changed", async () => {
  const [{ id }] = (await call("GET", "/api/worklist?limit=1")).body.items;
  const fail = () => {
    throw new InvalidStateError("RECORDS_WRITE", "SECRET");
  };
  const stores = [pacs.worklist, pacs.mpps];
  for (const store of stores) Object.assign(store, { add: fail, update: fail, remove: fail });
  for (const [method, path, body] of [
    ["POST", "/api/worklist", { PatientID: "1" }],
    ["PUT", `/api/worklist/${id}`, { PatientID: "1" }],
    ["PATCH", `/api/worklist/${id}`, { PatientID: "1" }],
    ["DELETE", `/api/worklist/${id}`, undefined],
    ["POST", "/api/worklist/import", { PatientID: "1" }],
    ["POST", "/api/worklist/remove", { all: true }],
    ["POST", "/api/worklist/samples", undefined],
    ["DELETE", "/api/mpps/1.2.3", undefined],
  ] as const) {
    const answer = await call(method, path, { body });
    assert.is(answer.status, 507, `${method} ${path}`);
    assert.is(answer.body.code, "RECORDS_WRITE");
    assert.not.match(answer.body.title, "SECRET");
  }
  for (const store of stores) for (const name of ["add", "update", "remove"]) delete (store as Json)[name];
});

test("queries, and why entries were not answered", async () => {
  const query = createDataset({
    PatientName: "*",
    ScheduledProcedureStepSequence: [{ Modality: "CT" }],
  });
  await withAssociation([MODALITY_WORKLIST_FIND], async (association) => {
    for await (const _ of association.find("worklist", query)) {
      // to the end
    }
  });
  const [{ id, keys, matchCount }] = (await call("GET", "/api/queries?sort=-id&limit=1")).body.items;
  assert.equal([keys.some((key: string) => key.endsWith("Modality=CT")), matchCount], [true, 1]);
  assert.is((await call("GET", `/api/queries/${id}`)).body.identifier["00400100"].vr, "SQ");
  const explained = (await call("GET", `/api/queries/${id}/explanation?limit=2`)).body;
  assert.is(explained.totalCount, 6);
  assert.equal(
    explained.items.map(({ entry, isAnswered, failed }: Json) => [entry.Modality, isAnswered, failed.length]),
    [
      ["CT", true, 0],
      ["MR", false, 1],
    ],
  );
  assert.is(explained.items[1].failed[0].asked, "CT");
  assert.is(explained.items[1].failed[0].found, "MR");
  assert.is((await call("GET", "/api/queries?limit=0")).status, 400);
  assert.is((await call("GET", "/api/queries/999")).status, 404);
  assert.is((await call("GET", "/api/queries/999/explanation")).status, 404);
  assert.is((await call("GET", "/api/queries/x")).status, 404);
  assert.is((await call("GET", `/api/queries/${id}/explanation?limit=0`)).status, 400);
});

test("associations with contexts, messages and data sets", async () => {
  const [last] = (await call("GET", "/api/associations?sort=-id&limit=1&state=released")).body.items;
  assert.is(last.callingAeTitle, "TEST-SCU");
  const whole = (await call("GET", `/api/associations/${last.id}`)).body;
  assert.is(whole.contexts[0].isAccepted, true);
  assert.is(whole.messages[0].name, "C-FIND-RQ");
  const message = (await call("GET", `/api/associations/${last.id}/messages/1`)).body;
  assert.is(message.dataset["00100010"].Value[0].Alphabetic, "*");
  assert.is((await call("GET", `/api/associations/${last.id}?after=1&limit=1`)).body.messages[0].number, 2);
  assert.is((await call("GET", "/api/associations?limit=0")).status, 400);
  assert.is((await call("GET", `/api/associations/${last.id}?limit=0`)).status, 400);
  assert.is((await call("GET", "/api/associations/9999")).status, 404);
  assert.is((await call("GET", `/api/associations/${last.id}/messages/9999`)).status, 404);
  pacs.associationLog.message = () => {
    throw new DecodeError("DATASET_VALUE_TRUNCATED", "SECRET");
  };
  const unreadable = await call("GET", `/api/associations/${last.id}/messages/1`);
  assert.equal([unreadable.status, unreadable.body.code], [422, "DATASET_VALUE_TRUNCATED"]);
  delete (pacs.associationLog as Json).message;
});

test("settings, changed while the server runs; the listener", async () => {
  const before = (await call("GET", "/api/settings")).body;
  assert.is(before.aeTitle, "MINIPACS");
  assert.is(before.charset, "ISO_IR 192");
  const changed = await call("PATCH", "/api/settings", {
    body: { aeTitle: "OTHER", charsetFor: { CT1: "ISO_IR 100" } },
  });
  assert.equal([changed.body.aeTitle, changed.body.charsetFor], ["OTHER", { CT1: "ISO_IR 100" }]);
  assert.is((await call("GET", "/api/status")).body.aeTitle, "OTHER");
  await call("PATCH", "/api/settings", { body: { aeTitle: "MINIPACS", charsetFor: {} } });
  const invalid = await call("PATCH", "/api/settings", { body: { aeTitle: "A TITLE THAT IS TOO LONG" } });
  assert.is(invalid.status, 422);
  assert.is(invalid.body.code, "CONFIG_AE_TITLE");
  assert.match(invalid.body.title, "24 characters");
  assert.is(
    (await call("PATCH", "/api/settings", { body: { httpToken: "x" } })).body.errors[0].place,
    "body",
  );

  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as AddressInfo;
  const { dicomPort } = (await call("GET", "/api/status")).body;
  const taken = await call("PATCH", "/api/settings", { body: { port } });
  assert.is(taken.status, 409);
  assert.match(taken.body.title, String(port));
  assert.is((await call("GET", "/api/listener")).body.dicomPort, dicomPort);
  await new Promise((resolve) => blocker.close(resolve));
  assert.is((await call("PATCH", "/api/settings", { body: { port } })).status, 200);
  assert.is((await call("GET", "/api/status")).body.dicomPort, port);

  assert.is((await call("POST", "/api/listener/stop")).body.isListening, false);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(port, "127.0.0.1", resolve));
  assert.is((await call("POST", "/api/listener/start")).status, 409);
  await new Promise((resolve) => other.close(resolve));
  assert.is((await call("POST", "/api/listener/start")).body.isListening, true);
});

test("figures, and the document as a page", async () => {
  const { body } = await call("GET", "/api/figures");
  assert.ok(body.memory.residentBytes > 1e6 && body.associations.released > 0);
  assert.is(body.eventCounts.ready, 1);
  const page = (await call("GET", "/api/docs")).body;
  for (const path of Object.keys(document.paths)) assert.ok(page.includes(`<code>${path}</code>`), path);
  assert.not.match(page, /<script|style=|https?:\/\/(?!127)/);
  assert.match((await call("GET", "/api/docs.css")).body, /background/);
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
