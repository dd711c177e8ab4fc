/** A worklist entry becomes a performed step, and images of the same study. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createDataset, type Dataset, type DatasetInit, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { endingOf } from "../../src/commands/cli-error.ts";
import { runFind } from "../../src/commands/find.ts";
import { type MppsCommandOptions, runMpps } from "../../src/commands/mpps.ts";
import { runPhantom } from "../../src/commands/phantom.ts";
import { readScheduledStep } from "../../src/commands/scheduled-step.ts";
import type { Pacs } from "../../src/pacs.ts";
import { captured } from "../support/captured-output.ts";
import { markedTexts } from "../support/marked-texts.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/scheduled-step");

const code = (CodeValue: string, CodeMeaning: string) => [
  { CodeValue, CodingSchemeDesignator: "99LOCAL", CodeMeaning },
];

const ENTRY: DatasetInit = {
  SpecificCharacterSet: "ISO_IR 100",
  AccessionNumber: "A-1",
  PatientName: "Müller^Anna",
  PatientID: "T-1",
  PatientBirthDate: "19800203",
  PatientSex: "F",
  StudyInstanceUID: "1.2.840.99.1",
  ReferencedStudySequence: [{ ReferencedSOPClassUID: "1.2.3", ReferencedSOPInstanceUID: "1.2.3.4" }],
  RequestedProcedureID: "RP-7",
  RequestedProcedureDescription: "Schädel",
  RequestedProcedureCodeSequence: code("P1", "Schädel"),
  ScheduledProcedureStepSequence: [
    {
      Modality: "CT",
      ScheduledStationAETitle: "CT1",
      ScheduledProcedureStepID: "SPS-7",
      ScheduledProcedureStepDescription: "Schädel nativ",
      ScheduledProtocolCodeSequence: code("S1", "nativ, für Ärzte"),
    },
  ],
};

/** Runs with a strict server that has the entry, and the file that the query for it was written to. */
function withEntry(use: (found: { pacs: Pacs; address: string; entry: string }) => Promise<void>) {
  return withFolder((folder) =>
    withPacs(
      async (pacs) => {
        pacs.worklist.add([{ dataset: createDataset(ENTRY) }]);
        const address = `127.0.0.1:${pacs.dicomPort}`;
        const key = ["AccessionNumber=A-1", "ReferencedStudySequence"];
        const options = { model: "worklist", charset: "ISO_IR 192", key, json: true };
        const entry = join(folder, "entry.json");
        await writeFile(entry, (await captured(() => runFind(address, options))).stdout);
        await use({ pacs, address, entry });
      },
      { samples: false, mpps: "strict", charset: "ISO_IR 100" },
    ),
  );
}

async function perform(pacs: Pacs, address: string, options: MppsCommandOptions): Promise<Dataset> {
  const uid = `1.2.${pacs.mpps.size + 1}`;
  const { error } = await captured(() => runMpps(address, { uid, ...options }));
  assert.is(error, undefined);
  assert.equal(pacs.mpps.get(uid)?.violations, []);
  return pacs.mpps.dataset(uid) as Dataset;
}

const textsOf = (dataset: Dataset | undefined, ...keywords: string[]) =>
  keywords.map((keyword) => dataset?.getText(keyword));

test("a step has what the entry says, in its own places", () =>
  withEntry(async ({ pacs, address, entry }) => {
    const step = await perform(pacs, address, { entry });
    assert.equal(
      textsOf(step, "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "Modality", "StudyID"),
      ["Müller^Anna", "T-1", "19800203", "F", "CT", "RP-7"],
    );
    assert.is(step.getText("PerformedProcedureStepDescription"), "Schädel nativ");
    assert.is(step.get("ProcedureCodeSequence")?.[0]?.getText("CodeMeaning"), "Schädel");
    assert.is(step.get("PerformedProtocolCodeSequence")?.[0]?.getText("CodeMeaning"), "nativ, für Ärzte");
    assert.is(step.get("PerformedSeriesSequence")?.[0]?.getText("ProtocolName"), "CT");
    const [item, ...more] = step.get("ScheduledStepAttributesSequence") ?? [];
    assert.is(more.length, 0);
    assert.equal(
      textsOf(
        item,
        "AccessionNumber",
        "StudyInstanceUID",
        "RequestedProcedureID",
        "ScheduledProcedureStepID",
      ),
      ["A-1", "1.2.840.99.1", "RP-7", "SPS-7"],
    );
    assert.equal(textsOf(item, "RequestedProcedureDescription", "ScheduledProcedureStepDescription"), [
      "Schädel",
      "Schädel nativ",
    ]);
    assert.is(item?.get("RequestedProcedureCodeSequence")?.[0]?.getText("CodeValue"), "P1");
    assert.is(item?.get("ScheduledProtocolCodeSequence")?.[0]?.getText("CodeValue"), "S1");
    assert.is(item?.get("ReferencedStudySequence")?.[0]?.getText("ReferencedSOPInstanceUID"), "1.2.3.4");
    assert.not.ok(step.has("RequestedProcedureID") || step.has("ScheduledStationAETitle"));
    assert.is(pacs.mpps.list()[0]?.isLinked, true);
  }));

test("options go before the entry, also where they take a value away", () =>
  withEntry(async ({ pacs, address, entry }) => {
    const options = { patientId: "", modality: "MR", accession: "A-2", studyUid: "1.2.9", stepId: "X" };
    const step = await perform(pacs, address, { entry, ...options });
    assert.equal(textsOf(step, "PatientName", "PatientID", "Modality"), ["Müller^Anna", "", "MR"]);
    assert.equal(
      textsOf(
        step.get("ScheduledStepAttributesSequence")?.[0],
        ...["AccessionNumber", "StudyInstanceUID", "ScheduledProcedureStepID", "RequestedProcedureID"],
      ),
      ["A-2", "1.2.9", "X", "RP-7"],
    );
  }));

test("without an entry a step is of a test patient, and of the study that is named", () =>
  withEntry(async ({ pacs, address }) => {
    const step = await perform(pacs, address, { studyUid: "1.2.9", stepId: "X" });
    assert.equal(textsOf(step, "PatientName", "PatientID", "Modality"), ["Test^Patient", "TEST-1", "OT"]);
    const [item] = step.get("ScheduledStepAttributesSequence") ?? [];
    assert.equal(textsOf(item, "StudyInstanceUID", "ScheduledProcedureStepID"), ["1.2.9", "X"]);
  }));

test("phantoms are of the patient and the study of an entry, unless options say other ones", () =>
  withEntry(async ({ entry }) =>
    withFolder(async (folder) => {
      const made = async (options: { patientId?: string }) => {
        const small = { kind: "ct", count: "1", size: "32", entry };
        const { error } = await captured(() => runPhantom(folder, { ...small, ...options }));
        assert.is(error, undefined);
        const { dataset } = readDicomFile(await readFile(join(folder, "ct", "0001.dcm")));
        return textsOf(dataset, "PatientName", "PatientID", "StudyInstanceUID", "AccessionNumber");
      };
      assert.equal(await made({}), ["Müller^Anna", "T-1", "1.2.840.99.1", "A-1"]);
      assert.equal((await made({ patientId: "P-9" }))[1], "P-9");
    }),
  ));

test("an entry can be a line, lines, an array, or one alone over several lines", () =>
  withFolder(async (folder) => {
    const file = join(folder, "entry.json");
    const one = { "00080050": { vr: "SH", Value: ["A-1"] } };
    const several = { "00400100": { vr: "SQ", Value: [{}, {}] } };
    const read = async (text: string | Buffer) => {
      await writeFile(file, text);
      return (await readScheduledStep(file)).entry.getText("AccessionNumber");
    };
    const fails = async (text: string | Buffer) => {
      try {
        return `read: ${await read(text)}`;
      } catch (error) {
        return (error as Error).message;
      }
    };
    const line = JSON.stringify(one);
    const whole = JSON.stringify(one, null, 2);
    for (const text of [line, `${line}\n`, `\r\n${line}\r\n`, `[${line}]`, whole, ...markedTexts(line)]) {
      assert.is(await read(text), "A-1");
    }
    const separated = `{"00081030":{"vr":"LO","Value":["a\u2028b"]}}`;
    for (const text of [
      `${line}\n${line}\n`,
      `${line}\r\n${line}\r\n`,
      `\n${line}\n\n${line}`,
      `${separated}\n${line}`,
      ...markedTexts(`${line}\r\n${line}\r\n`),
    ]) {
      assert.match(await fails(text), /^entry\.json holds 2 scheduled steps, but one is performed\./);
    }
    assert.is(await fails(`${line}\n{"00080050"`), "entry.json is no JSON.");
    assert.is(await read(JSON.stringify({ ...one, "00400100": { vr: "SQ" } })), "A-1", "no item");
    assert.match(await fails(JSON.stringify(several)), /holds 2 scheduled steps/);
    assert.match(await fails(""), /^entry\.json holds no worklist entry: the query has found none\./);
    assert.match(await fails("[]"), /holds no worklist entry/);
    assert.is(await fails("hello"), "entry.json is no JSON.");
    assert.match(await fails('{"a":1}'), /^entry\.json is no worklist entry as find --json prints it: .*tag/);
  }));

test("an entry that says nothing is refused, as is one whose values no object can have", () =>
  withFolder(async (folder) => {
    const file = join(folder, "entry.json");
    const of = async (entry: object, run: () => Promise<void>) => {
      await writeFile(file, JSON.stringify(entry));
      return endingOf((await captured(run)).error);
    };
    const mpps = () => runMpps("localhost:1", { entry: file });
    for (const entry of [
      {},
      { "00080005": { vr: "CS", Value: ["ISO_IR 192"] } },
      { "00400100": { vr: "SQ", Value: [{}] } },
      { "00400100": { vr: "SQ" } },
      { "00100010": { vr: "PN" }, "00400100": { vr: "SQ", Value: [{ "00080060": { vr: "CS" } }] } },
    ]) {
      const { message, exitCode } = await of(entry, mpps);
      assert.match(message, /^entry\.json holds a worklist entry without values: it says neither patient/);
      assert.is(exitCode, 2);
    }
    const objects = (options = {}) => runPhantom(folder, { kind: "sr", entry: file, ...options });
    const uid = { "0020000D": { vr: "UI", Value: ["abc"] } };
    assert.equal(await of(uid, objects), {
      message:
        "entry.json holds an entry that objects cannot be made of: StudyInstanceUID: a UID is expected. --study-uid goes before it.",
      exitCode: 2,
    });
    const long = { "00080050": { vr: "SH", Value: ["A-".repeat(20)] } };
    assert.match(
      (await of(long, objects)).message,
      /^entry\.json holds .*: AccessionNumber \(SH\): .*\. --accession goes/,
    );
    assert.match(
      (await of(uid, () => objects({ studyUid: "def" }))).message,
      /: --study-uid: a UID is expected/,
    );
    await writeFile(file, JSON.stringify(uid));
    assert.is((await captured(() => objects({ studyUid: "1.2.3" }))).error, undefined);
  }));
