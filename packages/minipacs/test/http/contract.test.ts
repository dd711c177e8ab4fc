import { createDataset, createUid } from "@minipacs/dicom-core";
import { type Association, connect, MPPS, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createApi } from "../../src/http/api.ts";
import { EventStreams } from "../../src/http/sse.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { rawRequest } from "../support/http-client.ts";
import { schemaErrors } from "../support/json-schema.ts";
import { ctObject } from "../support/objects.ts";
import { documentErrors, type Operation, operationsOf } from "../support/openapi.ts";
import { targetOf } from "../support/running-pacs.ts";

const test = testSuite("minipacs/http-contract");

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
type Json = any;

let pacs: Pacs;
let document: Json;
/** Answers of the document that have been seen: `GET /api/status 200`. */
const seen = new Set<string>();

test.before(async () => {
  pacs = await createPacs({ port: 0, host: "127.0.0.1", httpPort: 0, ephemeral: true, isHeadless: true });
  document = JSON.parse((await rawRequest(pacs.httpPort!, { path: "/api/openapi.json" })).body);
});
test.after(() => pacs.close({ drainMs: 0 }));

/** Seen by other tests: a stream does not end by itself, and disks are not filled here. */
const ELSEWHERE: ReadonlySet<string> = new Set(["GET /api/events 200", "GET /api/events 503"]);

/** Sends a request and holds the answer against the document. */
async function call(
  method: string,
  path: string,
  options: { body?: unknown; headers?: Record<string, string> } = {},
): Promise<{ status: number; body: Json }> {
  const body = options.body === undefined ? "" : JSON.stringify(options.body);
  const headers = {
    ...(body !== "" && {
      "content-type": "application/json",
      "content-length": String(Buffer.byteLength(body)),
    }),
    ...options.headers,
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
  const api = createApi({ pacs, streams: new EventStreams(pacs) });
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

test("storage", async () => {
  await store(targetOf(pacs), [ctObject({ PatientName: "Doe^Jane", StudyDate: "20260102" })]);
  const [{ SOPInstanceUID }] = (await call("GET", "/api/instances")).body.items;
  assert.is((await call("GET", "/api/instances?limit=many")).status, 400);
  assert.is((await call("GET", `/api/instances/${SOPInstanceUID}`)).status, 200);
  assert.is((await call("GET", `/api/instances/${SOPInstanceUID}/file`)).status, 200);
  assert.is((await call("GET", "/api/instances/1.2")).status, 404);
  assert.is((await call("GET", "/api/instances/1.2/file")).status, 404);
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
