/** MPPS messages that pydicom encodes, in several character sets, against a strict server; and what `minipacs mpps` sends. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runMpps } from "../../src/commands/mpps.ts";
import { captured } from "../support/captured-output.ts";
import { MppsPeer } from "../support/mpps-peer.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/mpps pydicom", { tools: [PYTHON], timeoutMs: 30_000 });

/** Writes an N-CREATE and an N-SET data set, each in its set, and prints them in hex. */
const SCRIPT = `
import sys
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO
from pydicom.filewriter import write_dataset

def hexed(ds):
    fp = DicomBytesIO()
    fp.is_little_endian = True
    fp.is_implicit_VR = True
    write_dataset(fp, ds)
    print(fp.getvalue().hex())

def item(**values):
    ds = Dataset()
    for keyword, value in values.items():
        setattr(ds, keyword, value)
    return ds

create_set, name, set_set, protocol = sys.argv[1:]
ds = item(
    SpecificCharacterSet=create_set.split("+"), Modality="MR", ProcedureCodeSequence=[],
    ReferencedPatientSequence=[], PatientName=name, PatientID="P1", PatientBirthDate="", PatientSex="O",
    StudyID="", PerformedStationAETitle="MR1", PerformedStationName="", PerformedLocation="",
    PerformedProcedureStepStartDate="20261124", PerformedProcedureStepStartTime="101500",
    PerformedProcedureStepEndDate="", PerformedProcedureStepEndTime="",
    PerformedProcedureStepStatus="IN PROGRESS", PerformedProcedureStepID="P1",
    PerformedProcedureStepDescription="", PerformedProcedureTypeDescription="",
    PerformedProtocolCodeSequence=[], PerformedSeriesSequence=[],
    ScheduledStepAttributesSequence=[item(
        StudyInstanceUID="1.2.3", AccessionNumber="ACC-002", ReferencedStudySequence=[],
        RequestedProcedureID="", RequestedProcedureDescription="", ScheduledProcedureStepID="",
        ScheduledProcedureStepDescription="", ScheduledProtocolCodeSequence=[])])
hexed(ds)
hexed(item(
    SpecificCharacterSet=set_set.split("+"), PerformedProcedureStepStatus="COMPLETED",
    PerformedProcedureStepEndDate="20261124", PerformedProcedureStepEndTime="104500",
    PerformedSeriesSequence=[item(
        PerformingPhysicianName="", ProtocolName=protocol, OperatorsName="", SeriesInstanceUID="1.2.9",
        SeriesDescription="", RetrieveAETitle="", ReferencedImageSequence=[],
        ReferencedNonImageCompositeSOPInstanceSequence=[])]))
`;

for (const [createSet, name, setSet, protocol] of [
  ["ISO_IR 100", "Müller^Jörg", "ISO_IR 100", "Schädel"],
  ["ISO_IR 100", "Müller^Jörg", "ISO_IR 144", "Череп"],
  ["+ISO 2022 IR 87", "Yamada^Tarou=山田^太郎", "ISO_IR 100", "Schädel"],
  ["+ISO 2022 IR 149", "Hong^Gildong=洪^吉洞=홍^길동", "+ISO 2022 IR 87", "頭部"],
  ["GB18030", "Wang^XiaoDong=王^小东", "ISO_IR 192", "Schädel 頭部"],
] as const) {
  test(`${createSet}, then ${setSet}: a strict server keeps both texts`, () =>
    withPacs(
      async (pacs) => {
        const { code, stdout, output } = await withFolder(async (folder) => {
          const script = join(folder, "mpps.py");
          await writeFile(script, SCRIPT);
          return runTool(PYTHON, [script, createSet, name, setSet, protocol]);
        });
        assert.is(code, 0, output);
        const [create, set] = stdout.split("\n").map((line) => Buffer.from(line, "hex"));
        const peer = await MppsPeer.open(pacs.dicomPort);
        assert.is((await peer.create("1.2.3.4", undefined, { dataset: create as Buffer })).status, 0);
        assert.is((await peer.set("1.2.3.4", [], { dataset: set as Buffer })).status, 0);
        await peer.close();
        const step = pacs.mpps.get("1.2.3.4");
        assert.equal(step?.violations, []);
        assert.is(step?.patientName, name);
        assert.match(step?.linkReason ?? "", /^accession number ACC-002(;|$)/);
        const series = pacs.mpps.dataset("1.2.3.4")?.get("PerformedSeriesSequence")?.[0];
        assert.is(series?.getText("ProtocolName"), protocol);
      },
      { mpps: "strict" },
    ));
}

test("a strict server has nothing to say about what the command sends", () =>
  withPacs(
    async (pacs) => {
      const options = { modality: "CT", patientName: "Doe^Jane", patientId: "P1", accession: "ACC-001" };
      const { error } = await captured(() => runMpps(`127.0.0.1:${pacs.dicomPort}`, options));
      assert.is(error, undefined);
      const [step] = pacs.mpps.list();
      assert.equal(step?.violations, []);
      assert.is(step?.status, "COMPLETED");
    },
    { mpps: "strict" },
  ));
