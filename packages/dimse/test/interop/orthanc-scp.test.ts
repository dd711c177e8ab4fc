import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, type Dataset, readDataset, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { assertBytes } from "../../../../tools/test/assert-bytes.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { DimseStatusError } from "../../src/errors.ts";
import type { StoreRequest } from "../../src/scp/handler-types.ts";
import { connect } from "../../src/scu/connect.ts";
import { echo } from "../../src/scu/echo.ts";
import { find } from "../../src/scu/find.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { get, move } from "../../src/scu/retrieve-once.ts";
import { store } from "../../src/scu/store-all.ts";
import { STUDY_ROOT_FIND, STUDY_ROOT_GET, STUDY_ROOT_MOVE } from "../../src/sop-class/query-retrieve.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { type Loopback, rejection, startLoopback, withFolder } from "../support/loopback.ts";
import {
  assertArrived,
  type FiledObject,
  objectOf,
  objectsIn,
  pydicomObjects,
  seriesObjects,
} from "../support/objects.ts";
import { ORTHANC, ORTHANC_TOOL, type Orthanc, startOrthanc } from "../support/orthanc.ts";

const test = testSuite("interop/orthanc-as-scp", {
  tools: [ORTHANC_TOOL, "getscu"],
  data: true,
  timeoutMs: 60_000,
});

const MR = "1.2.840.10008.5.1.4.1.1.4";

let folder: string;
let orthanc: Orthanc;
let receiver: Loopback;
let receivedIn = "";
let target: { host: string; port: number; calledAeTitle: string; callingAeTitle: string };
let brain: FiledObject[];
let brainKeys: Record<"PatientID" | "StudyInstanceUID" | "SeriesInstanceUID", string>;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "orthanc-"));
  receiver = await startLoopback({ handlers: { store: (request) => saveIn(receivedIn, request) } });
  orthanc = await startOrthanc(folder, { MINIPACS: receiver.port, GETSCU: 1 });
  target = {
    ...{ host: "127.0.0.1", port: orthanc.port },
    ...{ calledAeTitle: ORTHANC, callingAeTitle: "MINIPACS" },
  };
  brain = await seriesObjects("mr-brain");
  const { dataSet, transferSyntaxUid } = brain[0] as FiledObject;
  const head = readDataset(dataSet, { transferSyntaxUid });
  const text = (key: string) => head.getText(key) ?? "";
  brainKeys = {
    PatientID: text("PatientID"),
    StudyInstanceUID: text("StudyInstanceUID"),
    SeriesInstanceUID: text("SeriesInstanceUID"),
  };
  const outcomes = await store(
    target,
    brain.map(({ path }) => path),
  );
  assert.ok(outcomes.every(({ result }) => result?.status === 0));
});
test.after(async () => {
  await orthanc.stop();
  await receiver.close();
  await rm(folder, { recursive: true });
});

async function saveIn(path: string, request: StoreRequest): Promise<void> {
  await request.save(join(path, `${request.sopInstanceUid}.dcm`));
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

test("C-ECHO", async () => {
  assert.is((await echo(target)).status, 0);
});

/** Identifiers in the archive. */
function instances(): Promise<string[]> {
  return orthanc.get("/instances");
}

/** Orthanc gives sequences lengths and compressed pixel data the VR OB; these have them already. */
const KEPT = [
  "CT_small.dcm",
  "SC_rgb_jpeg_gdcm.dcm",
  "SC_rgb_jpeg_lossy_gdcm.dcm",
  "examples_overlay.dcm",
  "examples_rgb_color.dcm",
  "test-SR.dcm",
];

test("C-STORE: Orthanc holds what was sent, byte by byte", async () => {
  const objects = await pydicomObjects(...KEPT);
  const known = new Set(await instances());
  const outcomes = await store(
    target,
    objects.map(({ path }) => path),
  );
  assert.equal(
    outcomes.map(({ result, error }) => result?.status ?? error),
    objects.map(() => 0),
  );
  const held = await Promise.all(
    (await instances())
      .filter((id) => !known.has(id))
      .map(async (id) => objectOf(await orthanc.bytes(`/instances/${id}/file`), id)),
  );
  assert.is(held.length, objects.length);
  for (const { path, sopInstanceUid, transferSyntaxUid, dataSet } of objects) {
    const there = held.find((object) => object.sopInstanceUid === sopInstanceUid);
    assert.is(there?.transferSyntaxUid, transferSyntaxUid, path);
    assertBytes(there?.dataSet as Uint8Array, dataSet, path);
  }
});

test("C-FIND at every level", async () => {
  const { PatientID, StudyInstanceUID, SeriesInstanceUID } = brainKeys;
  const uids = { StudyInstanceUID, SeriesInstanceUID };
  const queries: ["patient" | "study", Record<string, string>, number][] = [
    ["patient", { QueryRetrieveLevel: "PATIENT", PatientID, PatientName: "" }, 1],
    ["study", { QueryRetrieveLevel: "STUDY", PatientID, StudyInstanceUID: "", StudyDate: "" }, 1],
    ["patient", { QueryRetrieveLevel: "SERIES", PatientID, StudyInstanceUID, SeriesInstanceUID: "" }, 1],
    ["study", { QueryRetrieveLevel: "IMAGE", ...uids, SOPInstanceUID: "" }, brain.length],
    ["study", { QueryRetrieveLevel: "STUDY", StudyInstanceUID: "1.2.3" }, 0],
  ];
  for (const [model, keys, count] of queries) {
    const matches = await all(find(target, model, createDataset(keys)));
    assert.is(matches.length, count, JSON.stringify(keys));
    for (const match of matches) {
      for (const [key, value] of Object.entries(keys)) {
        if (value) assert.is(match.getText(key), value);
        else assert.ok(match.has(key), `${key} is returned`);
      }
    }
  }
});

const SERIES_CONTEXTS = [STUDY_ROOT_FIND, STUDY_ROOT_GET, STUDY_ROOT_MOVE, VERIFICATION].map(
  (abstractSyntax) => ({ abstractSyntax }),
);

function imageQuery(): Dataset {
  const { StudyInstanceUID, SeriesInstanceUID } = brainKeys;
  return createDataset({
    ...{ QueryRetrieveLevel: "IMAGE", StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID: "" },
  });
}

test("leaving a C-FIND early cancels it, and the association can be used on", async () => {
  await using association = await connect({ ...target, contexts: SERIES_CONTEXTS });
  for await (const match of association.find("study", imageQuery())) {
    assert.ok(match.getText("SOPInstanceUID"));
    break;
  }
  assert.is((await association.echo()).status, 0);
  assert.is((await all(association.find("study", imageQuery(), { limit: 2 }))).length, 2);
});

function studyQuery(): Dataset {
  return createDataset({
    QueryRetrieveLevel: "STUDY",
    StudyInstanceUID: brainKeys.StudyInstanceUID,
  });
}

/** What DCMTK gets for the same request. */
async function getscuReference(): Promise<FiledObject[]> {
  const path = join(folder, "getscu");
  await mkdir(path);
  const keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", `StudyInstanceUID=${brainKeys.StudyInstanceUID}`];
  const args = ["-S", "+B", "-od", path, ...keys, "127.0.0.1", String(orthanc.port)];
  const result = await runTool("getscu", args, { timeoutMs: 40_000 });
  assert.is(result.code, 0, result.output);
  return objectsIn(path);
}

test("C-GET brings what getscu gets, C-MOVE to our server the same", async () => {
  const reference = await getscuReference();
  assert.is(reference.length, brain.length);
  await using association = await connect({
    ...target,
    contexts: [
      ...SERIES_CONTEXTS,
      { abstractSyntax: MR, transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian], scpRole: true },
    ],
  });
  for (const retrieve of [
    () => association.get("study", studyQuery(), { store: (request) => saveIn(receivedIn, request) }),
    () => association.move("study", studyQuery(), { destination: "MINIPACS" }),
  ]) {
    await withFolder(async (received) => {
      receivedIn = received;
      const progress = await all(retrieve());
      const last = progress.at(-1) as RetrieveProgress;
      assert.equal([last.status, last.completed, last.failed, last.warning], [0, brain.length, 0, 0]);
      await assertArrived(received, reference);
    });
  }
  assert.equal(receiver.of("store").length, brain.length);
  const unknown = (await rejection(
    all(association.move("study", studyQuery(), { destination: "NOWHERE" })),
  )) as DimseStatusError;
  assert.is(unknown.code, "DIMSE_STATUS");
});

test("get and move for scripts: objects come in the transfer syntax that they are held in", async () => {
  const names = KEPT.filter((name) => name.startsWith("SC_rgb") || name === "CT_small.dcm");
  for (const [object] of await Promise.all(names.map((name) => pydicomObjects(name)))) {
    const { path, dataSet, transferSyntaxUid } = object as FiledObject;
    await store(target, [path]);
    const dataset = readDataset(dataSet, { transferSyntaxUid });
    const keys = createDataset({
      QueryRetrieveLevel: "IMAGE",
      StudyInstanceUID: dataset.getText("StudyInstanceUID") ?? "",
      SeriesInstanceUID: dataset.getText("SeriesInstanceUID") ?? "",
      SOPInstanceUID: dataset.getText("SOPInstanceUID") ?? "",
    });
    for (const retrieve of [
      () => get(target, "study", keys, { store: (request) => saveIn(receivedIn, request) }),
      () => move(target, "study", keys, { destination: "MINIPACS" }),
    ]) {
      await withFolder(async (received) => {
        receivedIn = received;
        const last = (await all(retrieve())).at(-1);
        assert.equal([last?.status, last?.completed], [0, 1], path);
        const [arrived] = await objectsIn(received);
        assert.is(arrived?.transferSyntaxUid, transferSyntaxUid, path);
        const pixels = readDataset(arrived?.dataSet as Uint8Array, { transferSyntaxUid }).get("PixelData");
        assertBytes(pixels as Uint8Array, dataset.get("PixelData") as Uint8Array, path);
      });
    }
  }
});
