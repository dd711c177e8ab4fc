import { createDataset, type Dataset, type DatasetInit, isValidUid } from "@minipacs/dicom-core";
import { type Association, connect, MPPS } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { formatEventLine } from "../../src/events/describe-event.ts";
import type { Pacs } from "../../src/pacs.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/mpps service");

const UID = "1.2.3.4";

function inProgress(values: DatasetInit): Dataset {
  return createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    PatientName: "Müller^Hans",
    PerformedProcedureStepStatus: "IN PROGRESS",
    ...values,
  });
}

function withAssociation<T>(use: (association: Association, pacs: Pacs) => Promise<T>): Promise<T> {
  return withPacs(async (pacs) => {
    const association = await connect({ ...targetOf(pacs), contexts: [{ abstractSyntax: MPPS }] });
    const result = await use(association, pacs);
    await association.release();
    return result;
  });
}

const create = (association: Association, values: DatasetInit, sopInstanceUid: string | undefined = UID) =>
  association.nCreate({ sopClassUid: MPPS, sopInstanceUid, dataset: inProgress(values) });

test("links a step by the accession number of its scheduled step", () =>
  withAssociation(async (association, pacs) => {
    const response = await create(association, {
      ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-001" }],
    });
    assert.is(response.status, 0);
    const step = pacs.mpps.get(UID);
    assert.is(step?.isLinked, true);
    assert.equal(step?.accessionNumbers, ["ACC-001"]);
    assert.equal(step?.worklistEntryIds, [pacs.worklist.list()[0]?.id]);
    assert.is(step?.patientName, "Müller^Hans");
    const event = await eventOf(pacs, "mpps.create");
    assert.is(formatEventLine(event), "[MPPS] N-CREATE LINKED – AccNo ACC-001");
  }));

test("links by the root's accession number where no item names one", () =>
  withAssociation(async (association, pacs) => {
    await create(association, {
      AccessionNumber: "ACC-002",
      ScheduledStepAttributesSequence: [{ AccessionNumber: undefined }],
    });
    assert.is(pacs.mpps.get(UID)?.isLinked, true);
    await create(association, { AccessionNumber: "ACC-002" }, "1.2.3.5");
    assert.is(pacs.mpps.get("1.2.3.5")?.isLinked, true);
  }));

test("a step without its entry is kept, unlinked", () =>
  withAssociation(async (association, pacs) => {
    await create(association, {
      AccessionNumber: "ACC-001",
      ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-999" }],
    });
    assert.is(pacs.mpps.get(UID)?.isLinked, false);
    const event = await eventOf(pacs, "mpps.create");
    assert.is(
      formatEventLine(event),
      "[MPPS] N-CREATE UNLINKED – no matching worklist entry (AccNo: ACC-999)",
    );
  }));

test("names all entries of a step that performs several", () =>
  withAssociation(async (association, pacs) => {
    await create(association, {
      ScheduledStepAttributesSequence: [{ AccessionNumber: "ACC-001" }, { AccessionNumber: "ACC-002" }],
    });
    assert.is(pacs.mpps.get(UID)?.worklistEntryIds.length, 2);
    assert.match(formatEventLine(await eventOf(pacs, "mpps.create")), /AccNo ACC-001, ACC-002$/);
  }));

test("assigns a UID where the modality sends none", () =>
  withAssociation(async (association, pacs) => {
    const { status, sopInstanceUid = "" } = await association.nCreate({
      sopClassUid: MPPS,
      dataset: inProgress({}),
    });
    assert.is(status, 0);
    assert.ok(isValidUid(sopInstanceUid));
    assert.ok(pacs.mpps.has(sopInstanceUid));
  }));

test("refuses a step that is there with 0111, and leaves it as it is", () =>
  withAssociation(async (association, pacs) => {
    await create(association, { AccessionNumber: "ACC-001" });
    assert.is((await create(association, { AccessionNumber: "ACC-002" })).status, 0x0111);
    assert.equal(pacs.mpps.get(UID)?.accessionNumbers, ["ACC-001"]);
    assert.is(pacs.mpps.size, 1);
    const event = await eventOf(pacs, "mpps.create", ({ status }) => status !== 0);
    assert.is(event.step, undefined);
    assert.match(formatEventLine(event), /^\[MPPS\] N-CREATE FAILED – 1\.2\.3\.4 .*status 0111/);
  }));

test("N-SET changes what it names, keeps the rest, and is added to the history", () =>
  withAssociation(async (association, pacs) => {
    await create(association, {
      AccessionNumber: "ACC-001",
      PerformedSeriesSequence: [],
      PatientWeight: "70.50",
    });
    const response = await association.nSet({
      sopClassUid: MPPS,
      sopInstanceUid: UID,
      dataset: createDataset({
        SpecificCharacterSet: "ISO_IR 100",
        PerformedProcedureStepStatus: "COMPLETED",
        PerformedProcedureStepDescription: "Schädel",
        PerformedProcedureStepEndDate: "20261124",
        PerformedSeriesSequence: [{ SeriesInstanceUID: "1.2.9", ProtocolName: "Schädel" }],
        PatientSize: "1.80",
      }),
    });
    assert.is(response.status, 0);
    const step = pacs.mpps.get(UID);
    assert.is(step?.status, "COMPLETED");
    assert.is(step?.endDate, "20261124");
    assert.is(step?.description, "Schädel");
    assert.is(step?.patientName, "Müller^Hans");
    assert.equal(
      step?.history.map(({ service, status, callingAeTitle }) => [service, status, callingAeTitle]),
      [
        ["N-CREATE", "IN PROGRESS", "TEST-SCU"],
        ["N-SET", "COMPLETED", "TEST-SCU"],
      ],
    );
    const dataset = pacs.mpps.dataset(UID);
    assert.is(dataset?.getText("PatientWeight"), "70.50");
    assert.is(dataset?.getText("PatientSize"), "1.80");
    assert.is(dataset?.get("PerformedSeriesSequence")?.[0]?.getText("ProtocolName"), "Schädel");
    const event = await eventOf(pacs, "mpps.set");
    assert.is(formatEventLine(event), "[MPPS] N-SET LINKED – AccNo ACC-001 (COMPLETED)");
  }));

test("events of a step do not grow with its history", () =>
  withAssociation(async (association, pacs) => {
    await create(association, {});
    const sizes = new Set<number>();
    pacs.events.subscribe((event) => {
      if (event.type === "mpps.set") sizes.add(JSON.stringify(event.step).length);
    });
    const dataset = createDataset({ PerformedProcedureStepDescription: "Thorax" });
    for (let count = 0; count < 5; count += 1) {
      await association.nSet({ sopClassUid: MPPS, sopInstanceUid: UID, dataset });
    }
    assert.is(sizes.size, 1);
    assert.is(pacs.mpps.get(UID)?.history.length, 6);
  }));

test("N-SET links a step whose entry came later", () =>
  withAssociation(async (association, pacs) => {
    await create(association, { AccessionNumber: "ACC-006" });
    assert.is(pacs.mpps.get(UID)?.isLinked, false);
    pacs.loadSamples();
    const dataset = createDataset({ PerformedProcedureStepStatus: "DISCONTINUED" });
    await association.nSet({ sopClassUid: MPPS, sopInstanceUid: UID, dataset });
    assert.is(pacs.mpps.get(UID)?.isLinked, true);
  }));

test("refuses to set a step that is not there with 0112", () =>
  withAssociation(async (association, pacs) => {
    const dataset = createDataset({ PerformedProcedureStepStatus: "COMPLETED" });
    const { status } = await association.nSet({ sopClassUid: MPPS, sopInstanceUid: "1.2.9", dataset });
    assert.is(status, 0x0112);
    assert.is(pacs.mpps.size, 0);
  }));
