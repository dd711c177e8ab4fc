import { readFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
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
import { startHttpServer } from "../../src/http/server.ts";
import { createPacs, type Pacs } from "../../src/pacs.ts";

const test = testSuite("minipacs/http");
let pacs: Pacs;

test.before(async () => {
  pacs = await createPacs({ port: 0, httpPort: 0, ephemeral: true });
});
test.after(() => pacs.close());

const address = () => `http://127.0.0.1:${pacs.httpPort}`;
const getJson = async (path: string) => (await fetch(`${address()}${path}`)).json();
const target = () => ({
  host: "127.0.0.1",
  port: pacs.dicomPort,
  calledAeTitle: "MINIPACS",
  callingAeTitle: "TEST",
});

/** fetch() does not let a Host or Origin header be chosen. */
function raw(
  headers: Record<string, string>,
  method = "GET",
  path = "/api/status",
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port: pacs.httpPort, method, path, headers, agent: false },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (text: string) => {
          body += text;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      },
    );
    call.on("error", reject);
    call.end();
  });
}

test("tells its status", async () => {
  const status = await getJson("/api/status");
  assert.is(status.aeTitle, "MINIPACS");
  assert.is(status.dicomPort, pacs.dicomPort);
  assert.equal(status.charset, ["ISO_IR 192"]);
});

test("loads the samples once, and shows them whole", async () => {
  assert.equal(await getJson("/api/worklist"), []);
  const load = async () =>
    (await (await fetch(`${address()}/api/worklist/samples`, { method: "POST" })).json()).added;
  assert.is((await load()).length, 6);
  assert.is((await load()).length, 0);
  const entries = await getJson("/api/worklist");
  assert.equal(
    entries.map((entry: Record<string, string>) => [
      entry.AccessionNumber,
      entry.Modality,
      entry.PatientName,
    ]),
    [
      ["ACC-001", "CT", "Müller^Hans"],
      ["ACC-002", "MR", "Özdemir^Fatma"],
      ["ACC-003", "XA", "Smith^John"],
      ["ACC-004", "US", "Иванов^Иван"],
      ["ACC-005", "CR", "Dupont^Marie"],
      ["ACC-006", "NM", "Park^Ji-Yeon"],
    ],
  );
  const whole = await getJson(`/api/worklist/${entries[0].id}`);
  assert.is(whole.attributes.ScheduledProcedureStepSequence[0].ScheduledStationAETitle, "CT_SCANNER1");
  assert.is((await fetch(`${address()}/api/worklist/none`)).status, 404);
});

test("lists what came in and gives the file back byte for byte", async () => {
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
  await store(target(), [file]);
  const [instance] = await getJson("/api/instances");
  assert.is(instance.SOPInstanceUID, dataset.get("SOPInstanceUID"));
  assert.is(instance.PatientName, "Doe^Jane");
  assert.is(instance.hasPixelData, false);
  const answer = await fetch(`${address()}/api/instances/${instance.SOPInstanceUID}/file`);
  assert.is(answer.headers.get("content-type"), "application/dicom");
  const bytes = new Uint8Array(await answer.arrayBuffer());
  assert.is(bytes.length, instance.byteCount);
  const received = readDicomFile(bytes);
  assert.is(String(received.dataset.get("PatientName")), "Doe^Jane");
  assertBytes(bytes.subarray(-20), writeDicomFile(file).subarray(-20));
  for (const path of [
    "/api/instances/1.2.3/file",
    "/api/instances/..%2f..%2fpackage.json/file",
    "/api/nothing",
  ]) {
    const missing = await fetch(`${address()}${path}`);
    assert.is(missing.status, 404, path);
    assert.match(missing.headers.get("content-type") ?? "", /problem\+json/);
    assert.is((await missing.json()).code, "HTTP_NOT_FOUND");
  }
});

test("lists performed procedure steps with their link", async () => {
  const association = await connect({ ...target(), contexts: [{ abstractSyntax: MPPS }] });
  const sopInstanceUid = createUid();
  try {
    await association.nCreate({
      sopClassUid: MPPS,
      sopInstanceUid,
      dataset: createDataset({
        PerformedProcedureStepStatus: "IN PROGRESS",
        ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-999" }],
      }),
    });
  } finally {
    await association.release();
  }
  const [step] = await getJson("/api/mpps");
  assert.is(step.isLinked, false);
  assert.equal(step.AccessionNumber, ["ACC-999"]);
  assert.is(step.PerformedProcedureStepStatus, "IN PROGRESS");
  const whole = await getJson(`/api/mpps/${sopInstanceUid}`);
  assert.is(whole.attributes.ScheduledStepAttributesSequence[0].AccessionNumber, "ACC-999");
  assert.is((await fetch(`${address()}/api/mpps/1.2.3`)).status, 404);
});

test("the log holds each event with its line", async () => {
  const log = await getJson("/api/log");
  const lines = log.map(
    (event: { line: { label: string; text: string } }) => `[${event.line.label}] ${event.line.text}`,
  );
  assert.ok(
    lines.includes("[MPPS] N-CREATE UNLINKED – no matching worklist entry (AccNo: ACC-999)"),
    lines.join("\n"),
  );
  assert.is(log[0].type, "ready");
});

test("streams events live, and resumes after the last one seen", async () => {
  const abort = new AbortController();
  const read = async (headers: Record<string, string>, wanted: string) => {
    const answer = await fetch(`${address()}/api/events`, { headers, signal: abort.signal });
    assert.match(answer.headers.get("content-type") ?? "", /text\/event-stream/);
    let text = "";
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes(": connected") && !text.includes(wanted))
        pacs.events.publish({ type: "warning", code: "TEST", message: wanted, peer: undefined });
      if (text.includes(wanted)) break;
    }
    return text;
  };
  const live = await read({}, "seen live");
  const id = Number(/^id: (\d+)$/m.exec(live)?.[1]);
  assert.ok(id > 0, live);
  const resumed = await read({ "last-event-id": String(id - 1) }, "seen live");
  assert.match(resumed, new RegExp(`^id: ${id}$`, "m"));
  abort.abort();
});

test("refuses foreign hosts and origins", async () => {
  const host = `127.0.0.1:${pacs.httpPort}`;
  assert.is((await raw({ host })).status, 200);
  assert.is((await raw({ host: `localhost:${pacs.httpPort}` })).status, 200);
  for (const foreign of ["evil.example", `evil.example:${pacs.httpPort}`, "", "127.0.0.1.evil.example"]) {
    const { status, body } = await raw({ host: foreign });
    assert.ok(status === 403 || status === 400, `${foreign}: ${status}`);
    assert.not.match(body, /aeTitle/);
  }
  const cross = await raw({ host, origin: "http://evil.example" }, "POST", "/api/worklist/samples");
  assert.is(cross.status, 403);
  assert.is(JSON.parse(cross.body).code, "HTTP_ORIGIN");
  assert.is((await raw({ host, origin: `http://${host}` }, "POST", "/api/worklist/samples")).status, 200);
});

test("serves the page with a strict policy, and nothing else of the disk", async () => {
  const page = await fetch(`${address()}/`);
  assert.is(page.status, 200);
  assert.match(page.headers.get("content-security-policy") ?? "", /default-src 'none'.*script-src 'self'/);
  assert.is(page.headers.get("x-content-type-options"), "nosniff");
  for (const path of ["/package.json", "/..%2fcli.js", "/main.js.map", "/ui/main.js"]) {
    assert.is((await fetch(`${address()}${path}`)).status, 404, path);
  }
});

test("refuses large bodies", async () => {
  const answer = await fetch(`${address()}/api/worklist/samples`, {
    method: "POST",
    body: "x".repeat(2_000_000),
  });
  assert.is(answer.status, 413);
});

test("takes the next port where the usual one is taken, but not where it was asked for", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, "127.0.0.1", resolve));
  const { port } = blocker.address() as AddressInfo;
  try {
    const server = await startHttpServer(pacs, { port, host: "127.0.0.1", portIsExplicit: false });
    assert.ok(server.port > port && server.port <= port + 20);
    await server.close();
    let code = "";
    await startHttpServer(pacs, { port, host: "127.0.0.1", portIsExplicit: true }).catch((error) => {
      code = error.code;
    });
    assert.is(code, "EADDRINUSE");
  } finally {
    await new Promise((resolve) => blocker.close(resolve));
  }
});

test("headless: API without a page", async () => {
  const headless = await createPacs({ port: 0, httpPort: 0, ephemeral: true, isHeadless: true });
  try {
    assert.is((await fetch(`http://127.0.0.1:${headless.httpPort}/`)).status, 404);
    const entries = (await (
      await fetch(`http://127.0.0.1:${headless.httpPort}/api/worklist`)
    ).json()) as unknown[];
    assert.is(entries.length, 2);
  } finally {
    await headless.close();
  }
});

test("the page's files are there", async () => {
  const index = await readFile(new URL("../../src/ui/index.html", import.meta.url), "utf8");
  assert.match(index, /main\.js/);
});
