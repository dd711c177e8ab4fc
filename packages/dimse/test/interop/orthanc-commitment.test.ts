import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDataset, createUid, type Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { NActionRequest, NEventReportRequest } from "../../src/scp/handler-types.ts";
import { connect } from "../../src/scu/connect.ts";
import { store } from "../../src/scu/store-all.ts";
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from "../../src/sop-class/storage-commitment.ts";
import { type Loopback, startLoopback } from "../support/loopback.ts";
import { type FiledObject, seriesObjects } from "../support/objects.ts";
import { ORTHANC, ORTHANC_TOOL, type Orthanc, startOrthanc } from "../support/orthanc.ts";

const test = testSuite("interop/orthanc-commitment", {
  tools: [ORTHANC_TOOL],
  data: true,
  timeoutMs: 60_000,
});

let folder: string;
let orthanc: Orthanc;
let server: Loopback;
let target: { host: string; port: number; calledAeTitle: string; callingAeTitle: string };
let actions: NActionRequest[] = [];
let reports: NEventReportRequest[] = [];
let refusal: DimseStatusError | undefined;
let objects: FiledObject[];

test.before(async () => {
  folder = await mkdtemp(join(tmpdir(), "orthanc-"));
  server = await startLoopback({
    handlers: {
      nAction(request) {
        if (refusal) throw refusal;
        actions.push(request);
      },
      nEventReport: (request) => void reports.push(request),
    },
  });
  orthanc = await startOrthanc(folder, { MINIPACS: server.port });
  target = {
    ...{ host: "127.0.0.1", port: orthanc.port },
    ...{ calledAeTitle: ORTHANC, callingAeTitle: "MINIPACS" },
  };
  objects = (await seriesObjects("mr-brain")).slice(0, 2);
});
test.after(async () => {
  await orthanc.stop();
  await server.close();
  await rm(folder, { recursive: true });
});
test.beforeEach(() => {
  actions = [];
  reports = [];
  refusal = undefined;
  server.events.length = 0;
});

function reference({ sopClassUid, sopInstanceUid }: Pick<FiledObject, "sopClassUid" | "sopInstanceUid">) {
  return { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
}

/** SOP instance UIDs of a sequence, with the failure reasons of the failed. */
function namedIn(
  dataset: Dataset | undefined,
  key: "ReferencedSOPSequence" | "FailedSOPSequence",
): unknown[] {
  return (dataset?.get(key) ?? []).map((item) => [
    item.getText("ReferencedSOPInstanceUID"),
    ...(key === "FailedSOPSequence" ? [item.get("FailureReason")] : []),
  ]);
}

interface Report {
  Status: "Pending" | "Success" | "Failure";
  RemoteAET: string;
  Success: { SOPInstanceUID: string }[];
  Failures: { SOPInstanceUID: string; FailureReason: number }[];
}

/** Orthanc's state of a request once a report has come. */
async function reportedState(id: string): Promise<Report> {
  for (;;) {
    const report = await orthanc.get<Report>(`/storage-commitment/${id}`);
    if (report.Status !== "Pending") return report;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("Orthanc's N-ACTION arrives, and our N-EVENT-REPORT of success and of failures there", async () => {
  for (const hasFailure of [false, true]) {
    actions = [];
    const wanted = objects.map(({ sopClassUid, sopInstanceUid }) => ({
      SOPClassUID: sopClassUid,
      SOPInstanceUID: sopInstanceUid,
    }));
    const { ID } = await orthanc.post<{ ID: string }>("/modalities/MINIPACS/storage-commitment", {
      DicomInstances: wanted,
    });
    const [action] = actions;
    assert.equal(
      [action?.sopClassUid, action?.sopInstanceUid, action?.actionTypeId],
      [STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE, 1],
    );
    const transaction = action?.dataset?.getText("TransactionUID");
    assert.is(transaction, ID);
    assert.equal(
      namedIn(action?.dataset, "ReferencedSOPSequence"),
      objects.map(({ sopInstanceUid }) => [sopInstanceUid]),
    );
    assert.is((await orthanc.get<Report>(`/storage-commitment/${ID}`)).Status, "Pending");

    const [first, second] = objects as [FiledObject, FiledObject];
    const failed = hasFailure ? [{ ...reference(second), FailureReason: 0x0112 }] : [];
    await using association = await connect({
      ...target,
      contexts: [{ abstractSyntax: STORAGE_COMMITMENT, scuRole: false, scpRole: true }],
    });
    assert.is(association.contexts[0]?.result, 0);
    const response = await association.nEventReport({
      sopClassUid: STORAGE_COMMITMENT,
      sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
      eventTypeId: hasFailure ? 2 : 1,
      dataset: createDataset({
        TransactionUID: ID,
        ReferencedSOPSequence: hasFailure ? [reference(first)] : objects.map(reference),
        ...(hasFailure && { FailedSOPSequence: failed }),
      }),
    });
    assert.is(response.status, 0);
    await association.release();
    const state = await reportedState(ID);
    assert.is(state.Status, hasFailure ? "Failure" : "Success");
    assert.is(state.RemoteAET, "MINIPACS");
    const uids = objects.map(({ sopInstanceUid }) => sopInstanceUid);
    assert.equal(
      state.Success.map(({ SOPInstanceUID }) => SOPInstanceUID).sort(),
      (hasFailure ? uids.slice(0, 1) : uids).sort(),
    );
    assert.equal(
      state.Failures.map(({ SOPInstanceUID, FailureReason }) => [SOPInstanceUID, FailureReason]),
      hasFailure ? [[second.sopInstanceUid, 0x0112]] : [],
    );
  }
});

test("our N-ACTION is answered by Orthanc's N-EVENT-REPORT over an association of its own", async () => {
  const [held, missing] = objects as [FiledObject, FiledObject];
  const [outcome] = await store(target, [held.path]);
  assert.is(outcome?.result?.status, 0);
  for (const wanted of [[held], [held, missing]]) {
    reports = [];
    server.events.length = 0;
    const TransactionUID = createUid();
    await using association = await connect({
      ...target,
      contexts: [{ abstractSyntax: STORAGE_COMMITMENT }],
    });
    const response = await association.nAction({
      sopClassUid: STORAGE_COMMITMENT,
      sopInstanceUid: STORAGE_COMMITMENT_INSTANCE,
      actionTypeId: 1,
      dataset: createDataset({ TransactionUID, ReferencedSOPSequence: wanted.map(reference) }),
    });
    assert.is(response.status, 0);
    await association.release();
    await server.first("n-event-report");
    const [report] = reports;
    const hasFailure = wanted.includes(missing);
    assert.equal(
      [report?.sopClassUid, report?.sopInstanceUid, report?.eventTypeId],
      [STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE, hasFailure ? 2 : 1],
    );
    assert.is(report?.dataset?.getText("TransactionUID"), TransactionUID);
    assert.equal(namedIn(report?.dataset, "ReferencedSOPSequence"), [[held.sopInstanceUid]]);
    assert.equal(
      namedIn(report?.dataset, "FailedSOPSequence"),
      hasFailure ? [[missing.sopInstanceUid, 0x0112]] : [],
    );
    assert.is(report?.association.callingAeTitle, ORTHANC);
    await server.first("association-released");
  }
});

test("an N-ACTION that we refuse is a failure there", async () => {
  const wanted = { SOPClassUID: "1.2.840.10008.5.1.4.1.1.4", SOPInstanceUID: "1.2.3" };
  refusal = new DimseStatusError(0x0110, "not now");
  const request = { DicomInstances: [wanted] };
  assert.is(await orthanc.statusOf("/modalities/MINIPACS/storage-commitment", request), 500);
  assert.equal(
    [server.of("n-action")[0]?.status, server.of("n-action")[0]?.errorComment],
    [0x0110, "not now"],
  );
});
