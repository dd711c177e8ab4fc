import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, type Dataset, readDataset, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { DimseStatusError } from "../../src/errors.ts";
import type { StoreRequest } from "../../src/scp/handler-types.ts";
import type { Association } from "../../src/scu/association.ts";
import { connect } from "../../src/scu/connect.ts";
import { find } from "../../src/scu/find.ts";
import type { RetrieveProgress } from "../../src/scu/retrieve.ts";
import { store } from "../../src/scu/store-all.ts";
import {
  PATIENT_ROOT_FIND,
  PATIENT_ROOT_GET,
  PATIENT_ROOT_MOVE,
  STUDY_ROOT_FIND,
  STUDY_ROOT_GET,
  STUDY_ROOT_MOVE,
} from "../../src/sop-class/query-retrieve.ts";
import { VERIFICATION } from "../../src/sop-class/verification.ts";
import { ARCHIVE, startDcmqrscp } from "../support/dcmtk-servers.ts";
import { type Loopback, rejection, startLoopback, withFolder } from "../support/loopback.ts";
import { assertArrived, type FiledObject, objectsIn, seriesObjects } from "../support/objects.ts";
import type { ServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/dcmqrscp", {
  tools: ["dcmqrscp", "storescu", "getscu"],
  data: true,
  timeoutMs: 60_000,
});

const CT = "1.2.840.10008.5.1.4.1.1.2";
const MR = "1.2.840.10008.5.1.4.1.1.4";
const transferSyntaxes = [TRANSFER_SYNTAX.explicitVrLittleEndian];

let folder: string;
let archive: ServerTool;
/** Where the archive moves to. */
let receiver: Loopback;
let receivedIn = "";
let target: { host: string; port: number; calledAeTitle: string };
/** The objects as dcmqrscp gives them to DCMTK's own getscu: it reads and writes anew what it holds. */
let brain: FiledObject[];
let chest: FiledObject[];
let brainKeys: Record<"PatientID" | "StudyInstanceUID" | "SeriesInstanceUID", string>;

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "dcmqrscp-"));
  receiver = await startLoopback({ handlers: { store: (request) => saveIn(receivedIn, request) } });
  archive = await startDcmqrscp(folder, { RECEIVER: receiver.port });
  target = { host: "127.0.0.1", port: archive.port, calledAeTitle: ARCHIVE };
  const series = requireData("dicom", "series");
  const paths = ["ct-chest", "mr-brain"].map((name) => join(series, name));
  const args = ["-aec", ARCHIVE, "+sd", "+r", "-R", "127.0.0.1", String(archive.port), ...paths];
  const filled = await runTool("storescu", args, { timeoutMs: 40_000 });
  assert.is(filled.code, 0, filled.output);
  [brain, chest] = (await Promise.all([referenceFor("mr-brain"), referenceFor("ct-chest")])) as [
    FiledObject[],
    FiledObject[],
  ];
  const head = datasetOf(brain[0] as FiledObject);
  const text = (key: string) => head.getText(key) ?? "";
  brainKeys = {
    PatientID: text("PatientID"),
    StudyInstanceUID: text("StudyInstanceUID"),
    SeriesInstanceUID: text("SeriesInstanceUID"),
  };
});

test.after(async () => {
  await archive.stop();
  await receiver.close();
  await rm(folder, { recursive: true });
});

async function referenceFor(name: "mr-brain" | "ct-chest"): Promise<FiledObject[]> {
  const sources = await seriesObjects(name);
  const study = datasetOf(sources[0] as FiledObject).getText("StudyInstanceUID");
  const path = join(folder, name);
  await mkdir(path);
  const keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", `StudyInstanceUID=${study}`];
  const args = ["-S", "-aec", ARCHIVE, "+B", "-od", path, ...keys, "127.0.0.1", String(archive.port)];
  const result = await runTool("getscu", args, { timeoutMs: 40_000 });
  assert.is(result.code, 0, result.output);
  const objects = await objectsIn(path);
  assert.equal(objects.map(uidOf).sort(), sources.map(uidOf).sort());
  return objects;
}

async function saveIn(path: string, request: StoreRequest): Promise<void> {
  await request.save(join(path, `${request.sopInstanceUid}.dcm`));
}

function datasetOf({ dataSet, transferSyntaxUid }: FiledObject): Dataset {
  return readDataset(dataSet, { transferSyntaxUid });
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function withArchive(run: (association: Association) => Promise<void>): Promise<void> {
  const queries = [PATIENT_ROOT_FIND, STUDY_ROOT_FIND, PATIENT_ROOT_GET, STUDY_ROOT_GET];
  const others = [PATIENT_ROOT_MOVE, STUDY_ROOT_MOVE, VERIFICATION];
  await using association = await connect({
    ...target,
    contexts: [
      ...[...queries, ...others].map((abstractSyntax) => ({ abstractSyntax })),
      ...[MR, CT].map((abstractSyntax) => ({ abstractSyntax, transferSyntaxes, scpRole: true })),
    ],
  });
  await run(association);
}

test("C-FIND at every level of both models", async () => {
  const { PatientID, StudyInstanceUID, SeriesInstanceUID } = brainKeys;
  const [first] = brain as [FiledObject];
  const patients = await all(
    find(target, "patient", createDataset({ QueryRetrieveLevel: "PATIENT", PatientID: "", PatientName: "" })),
  );
  const ids = [brain, chest].map((objects) => datasetOf(objects[0] as FiledObject).getText("PatientID"));
  assert.equal(patients.map((match) => match.getText("PatientID")).sort(), ids.sort());
  const queries: [model: "patient" | "study", keys: Record<string, string>, count: number][] = [
    ["patient", { QueryRetrieveLevel: "STUDY", PatientID, StudyInstanceUID: "" }, 1],
    ["study", { QueryRetrieveLevel: "STUDY", StudyInstanceUID: "" }, 2],
    ["study", { QueryRetrieveLevel: "SERIES", StudyInstanceUID, SeriesInstanceUID: "", Modality: "" }, 1],
    [
      "study",
      { QueryRetrieveLevel: "IMAGE", StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID: "" },
      brain.length,
    ],
    [
      "patient",
      {
        QueryRetrieveLevel: "IMAGE",
        ...{ PatientID, StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID: first.sopInstanceUid },
      },
      1,
    ],
    ["study", { QueryRetrieveLevel: "STUDY", StudyInstanceUID: "1.2.3.4" }, 0],
  ];
  await withArchive(async (association) => {
    for (const [model, keys, count] of queries) {
      const matches = await all(association.find(model, createDataset(keys)));
      assert.is(matches.length, count, JSON.stringify(keys));
      for (const match of matches) {
        for (const [key, value] of Object.entries(keys)) {
          if (value) assert.is(match.getText(key), value);
          else assert.ok(match.getText(key), `${key} is returned`);
        }
      }
    }
  });
});

test("leaving a C-FIND early and its limit cancel it, and the association can be used on", async () => {
  const { StudyInstanceUID, SeriesInstanceUID } = brainKeys;
  const keys = createDataset({
    QueryRetrieveLevel: "IMAGE",
    ...{ StudyInstanceUID, SeriesInstanceUID, SOPInstanceUID: "" },
  });
  await withArchive(async (association) => {
    for await (const match of association.find("study", keys)) {
      assert.ok(match.getText("SOPInstanceUID"));
      break;
    }
    assert.is((await association.echo()).status, 0);
    assert.is((await all(association.find("study", keys, { limit: 3 }))).length, 3);
    const controller = new AbortController();
    const cancelled = async () => {
      for await (const _match of association.find("study", keys, { signal: controller.signal })) {
        controller.abort(new Error("enough"));
      }
    };
    assert.is((await rejection(cancelled())).message, "enough");
    assert.is((await all(association.find("study", keys))).length, brain.length);
  });
});

/** Keys of a retrieval, and what has to come. */
function retrievals(): [model: "patient" | "study", keys: Record<string, string>, objects: FiledObject[]][] {
  const { PatientID, StudyInstanceUID, SeriesInstanceUID } = brainKeys;
  const [first, second] = brain as [FiledObject, FiledObject];
  const series = { QueryRetrieveLevel: "SERIES", StudyInstanceUID, SeriesInstanceUID };
  const chestStudy = datasetOf(chest[0] as FiledObject).getText("StudyInstanceUID") ?? "";
  return [
    ["patient", { QueryRetrieveLevel: "PATIENT", PatientID }, brain],
    ["study", { QueryRetrieveLevel: "STUDY", StudyInstanceUID: chestStudy }, chest],
    ["study", series, brain],
    [
      "study",
      { ...series, QueryRetrieveLevel: "IMAGE", SOPInstanceUID: [first, second].map(uidOf).join("\\") },
      [first, second],
    ],
  ];
}

function uidOf({ sopInstanceUid }: FiledObject): string {
  return sopInstanceUid;
}

/** SOP Instance UID may be a list, which `createDataset` takes as an array. */
function identifier({ SOPInstanceUID, ...keys }: Record<string, string>): Dataset {
  return createDataset({ ...keys, ...(SOPInstanceUID && { SOPInstanceUID: SOPInstanceUID.split("\\") }) });
}

function assertProgress(progress: RetrieveProgress[], count: number): void {
  const last = progress.at(-1) as RetrieveProgress;
  assert.equal([last.status, last.completed, last.failed, last.warning], [0, count, 0, 0]);
  for (const step of progress.slice(0, -1)) {
    assert.is(step.status, 0xff00);
    assert.is(step.completed + (step.remaining ?? Number.NaN), count);
  }
}

test("C-GET at every level: what getscu gets, byte by byte", async () => {
  await withArchive(async (association) => {
    for (const [model, keys, objects] of retrievals()) {
      await withFolder(async (received) => {
        const store = (request: StoreRequest) => saveIn(received, request);
        const progress = await all(association.get(model, identifier(keys), { store }));
        assertProgress(progress, objects.length);
        await assertArrived(received, objects);
      });
    }
  });
});

test("C-MOVE at every level to our own server", async () => {
  await withArchive(async (association) => {
    for (const [model, keys, objects] of retrievals()) {
      await withFolder(async (received) => {
        receivedIn = received;
        const options = { destination: "RECEIVER" };
        const progress = await all(association.move(model, identifier(keys), options));
        assertProgress(progress, objects.length);
        await assertArrived(received, objects);
      });
    }
    const unknown = await rejection(
      all(association.move("study", identifier(retrievals()[1]?.[1] ?? {}), { destination: "NOWHERE" })),
    );
    assert.is((unknown as DimseStatusError).status, 0xa801);
    assert.is((await association.echo()).status, 0);
  });
});

test("leaving a C-GET and a C-MOVE early cancels them; an error in the store handler is counted", async () => {
  const [, keys] = retrievals()[2] as ReturnType<typeof retrievals>[number];
  await withArchive(async (association) => {
    const got: string[] = [];
    const store = ({ sopInstanceUid }: StoreRequest) => void got.push(sopInstanceUid);
    for await (const { completed } of association.get("study", identifier(keys), { store })) {
      if (completed === 2) break;
    }
    assert.ok(got.length >= 2 && got.length < brain.length, `${got.length} objects`);
    assert.is((await association.echo()).status, 0);
    await withFolder(async (received) => {
      receivedIn = received;
      const before = receiver.of("store").length;
      for await (const step of association.move("study", identifier(keys), { destination: "RECEIVER" })) {
        if (step.completed === 2) break;
      }
      assert.ok(receiver.of("store").length - before < brain.length);
    });
    const refusing = ({ sopInstanceUid }: StoreRequest) => {
      if (sopInstanceUid === brain[3]?.sopInstanceUid) throw new Error("broken");
    };
    const progress = await all(association.get("study", identifier(keys), { store: refusing }));
    const last = progress.at(-1) as RetrieveProgress;
    assert.equal([last.status, last.completed, last.failed], [0xb000, brain.length - 1, 1]);
    assert.equal(last.failedSopInstanceUids, [brain[3]?.sopInstanceUid]);
  });
});

test("objects that this side takes no context for: a failure, and each is counted", async () => {
  const [, keys] = retrievals()[1] as ReturnType<typeof retrievals>[number];
  await using association = await connect({ ...target, contexts: [{ abstractSyntax: STUDY_ROOT_GET }] });
  const error = (await rejection(
    all(association.get("study", identifier(keys), { store() {} })),
  )) as DimseStatusError;
  assert.is(error.code, "DIMSE_STATUS");
  assert.is(error.details.failed, chest.length);
});

test("C-STORE fills it too: what was sent is found", async () => {
  const objects = (await seriesObjects("pet-wholebody")).slice(0, 3);
  const outcomes = await store(
    target,
    objects.map(({ path }) => path),
  );
  assert.equal(
    outcomes.map(({ result, error }) => result?.status ?? error),
    [0, 0, 0],
  );
  const [head] = objects.map(datasetOf);
  const keys = createDataset({
    QueryRetrieveLevel: "IMAGE",
    StudyInstanceUID: head?.getText("StudyInstanceUID") ?? "",
    SeriesInstanceUID: head?.getText("SeriesInstanceUID") ?? "",
    SOPInstanceUID: "",
  });
  const found = (await all(find(target, "study", keys))).map((match) => match.getText("SOPInstanceUID"));
  assert.equal(found.sort(), objects.map(uidOf).sort());
});
