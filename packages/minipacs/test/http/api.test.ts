import {
  createDataset,
  createUid,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import { connect, MPPS, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";
import { rawRequest } from "../support/http-client.ts";
import { targetOf } from "../support/running-pacs.ts";

const test = testSuite("minipacs/http-api");
let pacs: Pacs;

test.before(async () => {
  pacs = await createPacs({
    port: 0,
    host: "127.0.0.1",
    httpPort: 0,
    ephemeral: true,
    isHeadless: true,
    samples: false,
  });
});
test.after(() => pacs.close({ drainMs: 0 }));

// biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it
type Json = Record<string, any>;

const address = (path: string) => `http://127.0.0.1:${pacs.httpPort}${path}`;
const getJson = async (path: string): Promise<Json> => (await fetch(address(path))).json() as Promise<Json>;

test("the status tells who the server is and where modalities reach it", async () => {
  const answer = await fetch(address("/api/status"));
  assert.is(answer.headers.get("cache-control"), "no-store");
  const status = (await answer.json()) as Json;
  assert.is(status.aeTitle, "MINIPACS");
  assert.is(status.dicomPort, pacs.dicomPort);
  assert.equal(status.addresses, ["127.0.0.1"]);
  assert.equal(status.SpecificCharacterSet, ["ISO_IR 192"]);
  assert.is(status.associationCount, 0);
  assert.match(status.lastEventId, /^[0-9a-z]+-\d+$/);
});

test("samples are loaded once, and an entry can be read whole", async () => {
  assert.equal(await getJson("/api/worklist"), { items: [], totalCount: 0 });
  const load = async () => {
    const answer = await fetch(address("/api/worklist/samples"), { method: "POST" });
    return { status: answer.status, added: ((await answer.json()) as Json).added.length };
  };
  assert.equal(await load(), { status: 201, added: 6 });
  assert.equal(await load(), { status: 200, added: 0 });
  const { items, totalCount } = await getJson("/api/worklist");
  assert.is(totalCount, 6);
  assert.equal(
    items.map((entry: Json) => [entry.AccessionNumber, entry.Modality, entry.PatientName]),
    [
      ["ACC-001", "CT", "Müller^Hans"],
      ["ACC-002", "MR", "Özdemir^Fatma"],
      ["ACC-003", "XA", "Smith^John"],
      ["ACC-004", "US", "Иванов^Иван"],
      ["ACC-005", "CR", "Dupont^Marie"],
      ["ACC-006", "NM", "Park^Ji-Yeon"],
    ],
  );
  const whole = await getJson(`/api/worklist/${items[0].id}`);
  assert.is(whole.attributes.ScheduledProcedureStepSequence[0].ScheduledStationAETitle, "CT_SCANNER1");
  assert.is((await fetch(address("/api/worklist/none"))).status, 404);
});

test("what came in is listed, and its file comes back byte for byte", async () => {
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.7",
    SOPInstanceUID: createUid(),
    StudyInstanceUID: createUid(),
    SeriesInstanceUID: createUid(),
    Modality: "OT",
    PatientName: "Doe^Jane",
  });
  const file = readDicomFile(
    writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.explicitVrLittleEndian }),
  );
  await store(targetOf(pacs), [file]);
  const { items } = await getJson("/api/instances");
  const [instance] = items;
  assert.is(instance.SOPInstanceUID, dataset.get("SOPInstanceUID"));
  assert.is(instance.PatientName, "Doe^Jane");
  assert.is(instance.hasPixelData, false);
  assert.is(instance.callingAeTitle, "TEST-SCU");
  assert.not.ok("location" in instance, "no path of the disk");
  assert.equal(await getJson(`/api/instances/${instance.SOPInstanceUID}`), instance);

  const path = `/api/instances/${instance.SOPInstanceUID}/file`;
  const answer = await fetch(address(path));
  assert.is(answer.headers.get("content-type"), "application/dicom");
  assert.match(answer.headers.get("content-disposition") ?? "", /filename="[0-9.]+\.dcm"/);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.is(bytes.length, instance.byteCount);
  assert.is(answer.headers.get("content-length"), String(bytes.length));
  const stored = (await pacs.objects.read((await pacs.index.list())[0]!.location))!;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stored.stream) chunks.push(chunk as Uint8Array);
  assertBytes(bytes, Buffer.concat(chunks));
  assert.is(String(readDicomFile(bytes).dataset.get("PatientName")), "Doe^Jane");

  const head = await fetch(address(path), { method: "HEAD" });
  assert.is(head.headers.get("content-length"), String(bytes.length));
  assert.is((await head.arrayBuffer()).byteLength, 0);
});

test("a procedure step is listed with its link, its history and all attributes", async () => {
  const association = await connect({
    ...targetOf(pacs),
    calledAeTitle: "MINIPACS",
    contexts: [{ abstractSyntax: MPPS }],
  });
  const sopInstanceUid = createUid();
  try {
    await association.nCreate({
      sopClassUid: MPPS,
      sopInstanceUid,
      dataset: createDataset({
        PerformedProcedureStepStatus: "IN PROGRESS",
        ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-001" }],
      }),
    });
  } finally {
    await association.release();
  }
  const [step] = (await getJson("/api/mpps")).items;
  assert.is(step.isLinked, true);
  assert.equal(step.AccessionNumber, ["ACC-001"]);
  assert.is(step.PerformedProcedureStepStatus, "IN PROGRESS");
  assert.is(step.history.length, 1);
  assert.is(step.history[0].PerformedProcedureStepStatus, "IN PROGRESS");
  const whole = await getJson(`/api/mpps/${sopInstanceUid}`);
  assert.is(whole.attributes.ScheduledStepAttributesSequence[0].AccessionNumber, "ACC-001");
});

test("the log holds each event with its line for people", async () => {
  const { items } = await getJson("/api/log");
  assert.is(items[0].type, "ready");
  const lines = items.map(({ line }: Json) => `[${line.label}] ${line.text}`);
  assert.ok(lines.includes("[MPPS] N-CREATE LINKED – AccNo ACC-001"), lines.join("\n"));
});

test("a limit keeps the latest, and says how many there are", async () => {
  const { items, totalCount } = await getJson("/api/worklist?limit=2");
  assert.equal(
    items.map((entry: Json) => entry.AccessionNumber),
    ["ACC-005", "ACC-006"],
  );
  assert.is(totalCount, 6);
  for (const limit of ["0", "-1", "1.5", "many", "1e9"]) {
    const answer = await fetch(address(`/api/worklist?limit=${limit}`));
    assert.is(answer.status, 400, limit);
    assert.is(((await answer.json()) as Json).code, "HTTP_QUERY");
  }
});

test("addresses that are not there, and methods, are refused as problems", async () => {
  const cases: [string, string, number, string][] = [
    ["GET", "/api/nothing", 404, "HTTP_NOT_FOUND"],
    ["GET", "/api/instances/1.2.3", 404, "HTTP_NOT_FOUND"],
    ["GET", "/api/instances/1.2.3/file", 404, "HTTP_NOT_FOUND"],
    ["GET", "/api/instances/..%2f..%2fpackage.json/file", 404, "HTTP_NOT_FOUND"],
    ["GET", "/api/../package.json", 404, "HTTP_NOT_FOUND"],
    ["GET", "/api/mpps/1.2.3", 404, "HTTP_NOT_FOUND"],
    ["GET", "/%", 404, "HTTP_NOT_FOUND"],
    ["DELETE", "/api/worklist", 405, "HTTP_METHOD"],
    ["GET", "/", 404, "HTTP_NOT_FOUND"],
  ];
  for (const [method, path, status, code] of cases) {
    const answer = await rawRequest(pacs.httpPort!, { method, path });
    assert.is(answer.status, status, `${method} ${path}`);
    assert.match(answer.headers["content-type"] ?? "", /^application\/problem\+json/);
    assert.is(JSON.parse(answer.body).code, code, `${method} ${path}`);
  }
});

test("a failure inside answers 500 with a code and nothing else", async () => {
  const { read } = pacs.objects;
  pacs.objects.read = () => Promise.reject(new Error("secret /path/of/the/disk"));
  try {
    const uid = (await pacs.index.list())[0]!.sopInstanceUid;
    const answer = await fetch(address(`/api/instances/${uid}/file`));
    assert.is(answer.status, 500);
    const text = await answer.text();
    assert.is(JSON.parse(text).code, "HTTP_FAILED");
    assert.not.match(text, /secret|stack|at /);
  } finally {
    pacs.objects.read = read;
  }
});
