import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, type Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers } from "../../src/scp/handler-types.ts";
import { STUDY_ROOT_FIND } from "../../src/sop-class/query-retrieve.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { type Loopback, startLoopback } from "../support/loopback.ts";
import {
  assertArrived,
  type FiledObject,
  objectsIn,
  pydicomObjects,
  seriesObjects,
  typeOf,
} from "../support/objects.ts";
import { ORTHANC, ORTHANC_TOOL, type Orthanc, startOrthanc } from "../support/orthanc.ts";
import { type ServerTool, startServerTool } from "../support/server-tool.ts";

const test = testSuite("interop/orthanc-as-scu", {
  tools: [ORTHANC_TOOL, "storescp", "movescu"],
  data: true,
  timeoutMs: 60_000,
});

const PEER = "/modalities/MINIPACS";

let folder: string;
let orthanc: Orthanc;
/** What DCMTK gets goes here. */
let reference: string;
let storescp: ServerTool;
let server: Loopback;
/** What the server does; set by each test. */
let handlers: DimseHandlers = {};
let brain: FiledObject[];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "orthanc-"));
  brain = await seriesObjects("mr-brain");
  server = await startLoopback({
    handlers: {
      store: (request) => handlers.store?.(request),
      find: (request) => handlers.find?.(request) ?? [],
      move: (request) => handlers.move?.(request) ?? [],
    },
    resolveDestination: (title) =>
      title === ORTHANC ? { host: "127.0.0.1", port: orthanc.port } : undefined,
  });
  reference = join(folder, "reference");
  await mkdir(reference);
  storescp = await startServerTool("storescp", (port) => ["+B", "+xa", "-uf", "-od", reference, port]);
  orthanc = await startOrthanc(folder, { MINIPACS: server.port, STORESCP: storescp.port });
});
test.after(async () => {
  await orthanc.stop();
  await storescp.stop();
  await server.close();
  await rm(folder, { recursive: true });
});
test.beforeEach(() => {
  handlers = {};
  server.events.length = 0;
});

test("C-ECHO", async () => {
  await orthanc.post(`${PEER}/echo`, {});
  const event = await server.first("echo");
  assert.equal([event.association.callingAeTitle, event.association.calledAeTitle], [ORTHANC, "MINIPACS"]);
});

/** Puts objects into the archive; returns their identifiers there. */
async function addToArchive(objects: readonly FiledObject[]): Promise<string[]> {
  const ids: string[] = [];
  for (const { path } of objects) ids.push((await orthanc.add(new Uint8Array(await readFile(path)))).ID);
  return ids;
}

test("C-STORE of several SOP classes and transfer syntaxes arrives as at DCMTK's storescp", async () => {
  const objects = await pydicomObjects(
    "CT_small.dcm",
    "MR_small_RLE.dcm",
    "SC_rgb_jpeg_gdcm.dcm",
    "JPEG2000.dcm",
    "waveform_ecg.dcm",
    "test-SR.dcm",
  );
  const Resources = await addToArchive(objects);
  const received = join(folder, "received");
  await mkdir(received);
  handlers = {
    async store(request) {
      await request.save(join(received, `${request.sopInstanceUid}.dcm`));
    },
  };
  for (const peer of [PEER, "/modalities/STORESCP"]) {
    const answer = await orthanc.post<{ InstancesCount: number; FailedInstancesCount: number }>(
      `${peer}/store`,
      { Resources, Synchronous: true },
    );
    assert.equal([answer.InstancesCount, answer.FailedInstancesCount], [objects.length, 0]);
  }
  const there = await objectsIn(reference);
  // Orthanc reads and writes anew what it holds, but keeps transfer syntaxes.
  assert.equal(there.map(typeOf).sort(), objects.map(typeOf).sort());
  await assertArrived(received, there);
});

test("C-STORE that is refused is a failure there", async () => {
  const Resources = await addToArchive(brain.slice(0, 1));
  handlers = {
    store() {
      throw new DimseStatusError(0xa700, "disk full");
    },
  };
  assert.is(await orthanc.statusOf(`${PEER}/store`, { Resources, Synchronous: true }), 500);
  assert.is(server.of("store")[0]?.status, 0xa700);
});

interface Query {
  ID: string;
}

/** A query of Orthanc, and what it has understood. */
async function query(level: string, keys: Record<string, string>) {
  const { ID } = await orthanc.post<Query>(`${PEER}/query`, { Level: level, Query: keys });
  const answers = await orthanc.get<Record<string, string>[]>(`/queries/${ID}/answers?expand&simplify`);
  return { ID, answers };
}

test("C-FIND: keys, matches and text in several character sets arrive", async () => {
  let asked: Dataset | undefined;
  handlers = {
    *find({ identifier, sopClassUid }) {
      assert.is(sopClassUid, STUDY_ROOT_FIND);
      asked = identifier;
      for (const [SpecificCharacterSet, PatientName, StudyInstanceUID] of [
        ["ISO_IR 100", "Müller^Jürgen", "1.2.3.1"],
        ["ISO_IR 192", "Ωμέγα^Άννα", "1.2.3.2"],
        ["ISO_IR 144", "Люкceмбypг", "1.2.3.3"],
      ] as const) {
        yield createDataset({
          ...{ SpecificCharacterSet, PatientName, StudyInstanceUID, QueryRetrieveLevel: "STUDY" },
        });
      }
    },
  };
  const { answers } = await query("Study", { PatientName: "M*", StudyDescription: "" });
  assert.equal(
    answers.map(({ PatientName, StudyInstanceUID }) => [PatientName, StudyInstanceUID]),
    [
      ["Müller^Jürgen", "1.2.3.1"],
      ["Ωμέγα^Άννα", "1.2.3.2"],
      ["Люкceмбypг", "1.2.3.3"],
    ],
  );
  assert.is(asked?.getText("PatientName"), "M*");
  assert.is(asked?.getText("QueryRetrieveLevel"), "STUDY");
  const failing = () => {
    throw new DimseStatusError(0xa900, "not like this");
  };
  handlers = { find: failing };
  assert.is(await orthanc.statusOf(`${PEER}/query`, { Level: "Study", Query: {} }), 500);
});

test("C-FIND of a worklist, with its sequences", async () => {
  handlers = {
    *find({ sopClassUid }) {
      assert.is(sopClassUid, MODALITY_WORKLIST_FIND);
      yield createDataset({
        PatientID: "W1",
        ScheduledProcedureStepSequence: [{ Modality: "MR", ScheduledStationAETitle: "MR1" }],
      });
    },
  };
  const keys = { PatientID: "", ScheduledProcedureStepSequence: [{ Modality: "MR" }] };
  const [match] = await orthanc.post<Record<string, unknown>[]>(`${PEER}/find-worklist`, keys);
  assert.is(match?.PatientID, "W1");
  assert.equal(match?.ScheduledProcedureStepSequence, [{ Modality: "MR", ScheduledStationAETitle: "MR1" }]);
});

test("C-MOVE of what was found, to Orthanc itself", async () => {
  const StudyInstanceUID = "1.2.3.4";
  let asked: Dataset | undefined;
  handlers = {
    find: () => [createDataset({ QueryRetrieveLevel: "STUDY", StudyInstanceUID, PatientID: "P" })],
    move({ identifier }) {
      asked = identifier;
      return brain.map(({ path }) => path);
    },
  };
  const { ID } = await query("Study", { StudyInstanceUID });
  const retrieval = { TargetAet: ORTHANC, Synchronous: true };
  await orthanc.post(`/queries/${ID}/answers/0/retrieve`, retrieval);
  assert.is(asked?.getText("StudyInstanceUID"), StudyInstanceUID);
  assert.equal([server.of("move")[0]?.status, server.of("move")[0]?.completed], [0, brain.length]);
  const instances = await orthanc.get<{ MainDicomTags: { SOPInstanceUID: string } }[]>("/instances?expand");
  const there = new Set(instances.map(({ MainDicomTags }) => MainDicomTags.SOPInstanceUID));
  assert.ok(brain.every(({ sopInstanceUid }) => there.has(sopInstanceUid)));
});

test("C-MOVE at series level by UIDs; a destination that is not known is a failure there", async () => {
  handlers = { move: () => brain.slice(0, 2).map(({ path }) => path) };
  const move = {
    Level: "Series",
    Resources: [{ StudyInstanceUID: "1.2.3", SeriesInstanceUID: "1.2.3.4" }],
    Synchronous: true,
  };
  await orthanc.post(`${PEER}/move`, { ...move, TargetAet: ORTHANC });
  assert.is(server.of("move")[0]?.completed, 2);
  assert.is(await orthanc.statusOf(`${PEER}/move`, { ...move, TargetAet: "NOWHERE" }), 500);
  assert.is(server.of("move")[1]?.status, 0xa801);
});

test("movescu has our server send to Orthanc", async () => {
  handlers = { move: () => brain.map(({ path }) => path) };
  const keys = ["-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID=1.2.3"];
  const args = ["-S", "-aem", ORTHANC, ...keys, "127.0.0.1", String(server.port)];
  const result = await runTool("movescu", args, { timeoutMs: 40_000 });
  assert.is(result.code, 0, result.output);
  const [event] = server.of("move");
  assert.equal([event?.status, event?.completed, event?.failed], [0, brain.length, 0]);
  const there = await orthanc.post<string[]>("/tools/find", {
    Level: "Instance",
    Query: { SOPInstanceUID: brain.map(({ sopInstanceUid }) => sopInstanceUid).join("\\") },
  });
  assert.is(there.length, brain.length);
});
