import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { CHARACTER_SETS, createDataset, type DatasetInit } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { PEOPLE } from "../support/people.ts";
import { eventOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs worklist matching", {
  tools: ["findscu", PYTHON],
  timeoutMs: 120_000,
});

const STEP = "ScheduledProcedureStepSequence[0]";

async function findscu(pacs: Pacs, args: readonly string[]): Promise<string[]> {
  const { code, output } = await runTool(
    "findscu",
    ["-W", "-aet", "MODALITY", ...args, "127.0.0.1", String(pacs.dicomPort)].flat(),
    { timeoutMs: 60_000 },
  );
  assert.is(code, 0, output);
  const [, ...answers] = output.split(/Find Response: \d+ \(Pending\)/);
  return answers;
}

const step = (date: string, time: string, modality: string, station: string): DatasetInit => ({
  Modality: modality,
  ScheduledStationAETitle: station,
  ScheduledProcedureStepStartDate: date,
  ScheduledProcedureStepStartTime: time,
  ScheduledPerformingPhysicianName: "Doctor^Who",
});
const entry = (
  AccessionNumber: string,
  PatientName: string,
  StudyInstanceUID: string,
  ...steps: DatasetInit[]
) => ({
  dataset: createDataset({
    AccessionNumber,
    PatientName,
    StudyInstanceUID,
    ScheduledProcedureStepSequence: steps,
  }),
});
const ENTRIES = [
  entry("A1", "Smith^John", "1.2.1", step("20261201", "080000", "CT", "CT1")),
  entry("A2", "Smithers^Mary", "1.2.2", step("20261201", "180000", "MR", "MR1")),
  entry("A3", "Miller^Ann", "1.2.3", step("20261202", "0730", "CT", "CT2")),
  entry(
    "A4",
    "",
    "1.2.4",
    step("20261203", "120000.5", "US", "US1"),
    step("20261204", "090000", "CT", "CT1"),
  ),
];

/** Keys as findscu takes them, and the accession numbers of the answers. */
const QUERIES: [string, string[], string[]][] = [
  ["universal", ["PatientName"], ["A1", "A2", "A3", "A4"]],
  ["universal by an asterisk: what has no name too", ["PatientName=*"], ["A1", "A2", "A3", "A4"]],
  ["single value", ["PatientName=Smith^John"], ["A1"]],
  ["single value, another case of letters", ["PatientName=SMITH^john"], ["A1"]],
  ["single value, of a code in another case", [`${STEP}.Modality=ct`], []],
  ["list of UID", ["StudyInstanceUID=1.2.3\\1.2.1\\1.2.9"], ["A1", "A3"]],
  ["wildcard *", ["PatientName=smith*"], ["A1", "A2"]],
  ["wildcard ?", ["PatientName=?iller^Ann"], ["A3"]],
  ["wildcards within a step", [`${STEP}.ScheduledStationAETitle=?T*`], ["A1", "A3", "A4"]],
  ["a day", [`${STEP}.ScheduledProcedureStepStartDate=20261201`], ["A1", "A2"]],
  ["a range of days", [`${STEP}.ScheduledProcedureStepStartDate=20261202-20261203`], ["A3", "A4"]],
  ["from a day on", [`${STEP}.ScheduledProcedureStepStartDate=20261203-`], ["A4", "A4"]],
  ["until a day", [`${STEP}.ScheduledProcedureStepStartDate=-20261201`], ["A1", "A2"]],
  ["a range of times", [`${STEP}.ScheduledProcedureStepStartTime=0800-1200`], ["A1", "A4", "A4"]],
  ["from a time on", [`${STEP}.ScheduledProcedureStepStartTime=120000-`], ["A2", "A4"]],
  [
    "days and times as one range",
    [
      `${STEP}.ScheduledProcedureStepStartDate=20261201-20261202`,
      `${STEP}.ScheduledProcedureStepStartTime=100000-080000`,
    ],
    ["A2", "A3"],
  ],
  ["several keys", [`${STEP}.Modality=CT`, `${STEP}.ScheduledStationAETitle=CT1`], ["A1", "A4"]],
  [
    "keys at both levels",
    ["PatientName=S*", `${STEP}.ScheduledPerformingPhysicianName=doctor*`],
    ["A1", "A2"],
  ],
  ["a sequence without item", ["ScheduledProcedureStepSequence"], ["A1", "A2", "A3", "A4", "A4"]],
  ["an empty item", [STEP], ["A1", "A2", "A3", "A4", "A4"]],
  ["nothing", ["AccessionNumber=A9"], []],
];

test("findscu gets by each kind of matching what PS3.4 C.2.2.2 says", () =>
  withPacs(
    async (pacs) => {
      pacs.worklist.add(ENTRIES);
      for (const [what, keys, expected] of QUERIES) {
        const asked = keys.some((key) => key.startsWith("AccessionNumber"))
          ? keys
          : ["AccessionNumber", ...keys];
        // The fixed path of a sequence's item comes with one of its keys, or makes an empty one.
        const answers = await findscu(
          pacs,
          asked.flatMap((key) => ["-k", key]),
        );
        const found = answers.map((answer) => /\(0008,0050\) SH \[(\S+) *\]/.exec(answer)?.[1]);
        assert.equal(found, expected, what);
      }
    },
    { samples: false, charset: "" },
  ));

/** Return keys of type 1, 1C, 2 and 2C in PS3.4 Table K.6-1: what every entry gets, and what it may lack. */
const MADE_KEYS = [
  ...["StudyInstanceUID", "RequestedProcedureID"],
  ...[`${STEP}.ScheduledProcedureStepID`, `${STEP}.ScheduledProcedureStepStatus`],
];
const OTHER_KEYS = [
  ...["PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientWeight", "PatientState"],
  ...["ConfidentialityConstraintOnPatientDataDescription", "PregnancyStatus", "MedicalAlerts", "Allergies"],
  ...["SpecialNeeds", "AdmissionID", "CurrentPatientLocation", "ReferencedPatientSequence"],
  ...["AccessionNumber", "RequestingPhysician", "ReferringPhysicianName", "ReferencedStudySequence"],
  ...["RequestedProcedureDescription", "RequestedProcedureCodeSequence", "RequestedProcedurePriority"],
  "PatientTransportArrangements",
  ...[
    ...["Modality", "ScheduledStationAETitle", "ScheduledStationName", "ScheduledProcedureStepLocation"],
    ...["ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime", "PreMedication"],
    ...["ScheduledPerformingPhysicianName", "ScheduledProcedureStepDescription", "RequestedContrastAgent"],
    "ScheduledProtocolCodeSequence",
  ].map((keyword) => `${STEP}.${keyword}`),
];

test("each key of type 1 and 2 is answered, with zero length where the entry has nothing of it", () =>
  withPacs(
    async (pacs) => {
      pacs.worklist.add([{ dataset: createDataset({ EthnicGroup: "1" }) }]);
      const keys = [...MADE_KEYS, ...OTHER_KEYS];
      const [answer = ""] = await findscu(
        pacs,
        keys.flatMap((key) => ["-k", key]),
      );
      for (const key of keys) {
        const keyword = key.replace(`${STEP}.`, "");
        const length = MADE_KEYS.includes(key)
          ? "\\[.+\\]"
          : keyword.endsWith("Sequence")
            ? "\\(Sequence with (?:explicit|undefined) length #=0\\)"
            : "\\(no value available\\)";
        assert.match(answer, new RegExp(`${length} +# +\\S+ +\\d+ ${keyword}\\s`), keyword);
      }
      // ASCII answers carry (0008,0005) with zero length.
      assert.match(answer, /\(0008,0005\) CS \(no value available\) +# +0/);
    },
    { samples: false, charset: "" },
  ));

test("a query that is cancelled ends at once", () =>
  withPacs(
    async (pacs) => {
      const count = 5000;
      pacs.worklist.add(Array.from({ length: count }, (_, n) => entry(`A${n}`, "X", `1.2.${n}`, {})));
      await findscu(pacs, ["--cancel", "3", "-k", "PatientName"]);
      const { status } = await eventOf(pacs, "worklist.query");
      assert.is(status, 0xfe00);
      assert.ok((pacs.queries.list()[0]?.answerCount ?? count) < count);
    },
    { samples: false },
  ));

/** Writes `TERM.dcm` of each query, with a name in a character set. */
const WRITE_QUERIES = `
import json, sys
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian
for path, charset, name in json.load(sys.stdin):
    ds = Dataset()
    if charset: ds.SpecificCharacterSet = charset
    ds.PatientName = name
    ds.PatientID = ""
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.is_little_endian, ds.is_implicit_VR = True, False
    ds.preamble = b"\\0" * 128
    ds.save_as(path, write_like_original=True)
`;

/** Prints what pydicom makes of each answer. */
const READ_ANSWERS = `
import json, sys
from pydicom import dcmread
answers = []
for path in json.load(sys.stdin):
    ds = dcmread(path, force=True)
    charset = ds.get("SpecificCharacterSet") or []
    charset = [charset] if isinstance(charset, str) else [str(term) for term in charset]
    answers.append({"name": str(ds.PatientName), "charset": charset})
print(json.dumps(answers))
`;

/** Python starts slower than it does any of this: one start for all character sets. */
async function runPython(script: string, input: unknown): Promise<string> {
  const { code, stdout, output } = await runTool(PYTHON, ["-c", script], {
    timeoutMs: 60_000,
    input: JSON.stringify(input),
  });
  assert.is(code, 0, output);
  return stdout;
}

test("names in each character set, both in the query and in the answer, as pydicom writes and reads them", () =>
  withPacs(
    (pacs) =>
      withFolder(async (folder) => {
        pacs.worklist.add(
          Object.values(PEOPLE).map((name) => ({
            dataset: createDataset({ PatientName: name, PatientID: "1" }),
          })),
        );
        const sets = CHARACTER_SETS.map(({ term, specificCharacterSet }, index) => {
          const query = join(folder, `${index}.dcm`);
          return { term, charset: [...specificCharacterSet], name: PEOPLE[term] as string, query };
        });
        await runPython(
          WRITE_QUERIES,
          sets.map(({ query, charset, name }) => [query, charset, `${name.slice(0, -1)}?`]),
        );
        const received: string[] = [];
        for (const [index, { term, query }] of sets.entries()) {
          // Without restart.
          await pacs.changeSettings({ charset: term });
          const out = join(folder, `answers-${index}`);
          await mkdir(out);
          const { code, output } = await runTool(
            "findscu",
            ["-W", "-X", "-od", out, "127.0.0.1", String(pacs.dicomPort), query],
            { timeoutMs: 60_000 },
          );
          assert.is(code, 0, output);
          const answers = (await readdir(out)).filter((file) => file.startsWith("rsp"));
          assert.is(answers.length, 1, `${term}: ${output}`);
          const answer = join(out, answers[0] as string);
          received.push(answer);
          if (term === "ISO_IR 100") {
            assert.ok((await readFile(answer)).includes(Buffer.from("Müller^Åsa", "latin1")));
          }
        }
        const read = JSON.parse(await runPython(READ_ANSWERS, received)) as unknown[];
        assert.is(read.length, sets.length);
        for (const [index, { term, charset, name }] of sets.entries()) {
          assert.equal(read[index], { name, charset }, term);
        }
      }),
    { samples: false },
  ));
