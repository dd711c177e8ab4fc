import { join } from "node:path";
import { formatDate } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs findscu", { tools: ["findscu", "dcmdump"] });

let server: BuiltServer;
test.before(async () => {
  server = await BuiltServer.start(["--headless", "--port", "0", "--ephemeral"]);
});
test.after(() => server.stop());

/** What findscu prints of each answer. */
async function find(...keys: string[]): Promise<string[]> {
  const args = ["-W", "-aet", "MODALITY", "127.0.0.1", String(server.port)];
  const { code, output } = await runTool("findscu", [...args, ...keys.flatMap((key) => ["-k", key])]);
  assert.is(code, 0, output);
  const [, ...answers] = output.split(/Find Response: \d+ \(Pending\)/);
  for (const answer of answers) assert.match(answer, /\(0008,0005\) CS \[ISO_IR 192\]/);
  return answers;
}

const STEP = "ScheduledProcedureStepSequence[0]";
const RETURN_KEYS = [
  "PatientName",
  "PatientID",
  "AccessionNumber",
  "StudyInstanceUID",
  "RequestedProcedureDescription",
  `${STEP}.Modality`,
  `${STEP}.ScheduledStationAETitle`,
  `${STEP}.ScheduledProcedureStepStartDate`,
  `${STEP}.ScheduledProcedureStepStartTime`,
  `${STEP}.ScheduledProcedureStepDescription`,
  `${STEP}.ScheduledProcedureStepID`,
];

const today = formatDate(new Date());
const dayFromNow = (days: number) => formatDate(new Date(Date.now() + days * 86_400_000));

async function accessionNumbers(...keys: string[]): Promise<(string | undefined)[]> {
  const answers = await find("AccessionNumber", ...keys);
  return answers.map((answer) => /\(0008,0050\) SH \[(\S+) *\]/.exec(answer)?.[1]);
}

test("both samples, in order, with the requested return keys", async () => {
  const [first = "", second = "", ...more] = await find(...RETURN_KEYS);
  assert.is(more.length, 0);
  for (const [answer, values] of [
    [first, ["Müller^Hans", "P-00001", "ACC-001", "CT Thorax/Abdomen", "CT", "CT_SCANNER1"]],
    [second, ["Özdemir^Fatma", "P-00002", "ACC-002", "MRT Schädel nativ", "MR", "MR_UNIT2"]],
  ] as const) {
    for (const value of [...values, today])
      assert.match(answer, new RegExp(`\\[${value.replace("^", "\\^")} *\\]`));
    // findscu prints the null byte that makes the length even.
    assert.match(answer, /\(0020,000d\) UI \[2\.25\.\d+\0?\]/);
    assert.match(answer, /\(0040,0009\) SH \[SPS-00[12] *\]/);
  }
});

test("only the keys that were asked for", async () => {
  const [answer = ""] = await find("PatientName", `${STEP}.Modality`);
  const tags = [...answer.matchAll(/\(([0-9a-f]{4},[0-9a-f]{4})\) [A-Z]{2}/g)].map(([, tag]) => tag);
  assert.equal(tags, ["0008,0005", "0010,0010", "0040,0100", "0008,0060"]);
});

const FILTERS: [string, string[], string[]][] = [
  ["modality", [`${STEP}.Modality=CT`], ["ACC-001"]],
  ["another modality", [`${STEP}.Modality=MR`], ["ACC-002"]],
  ["a modality that is not there", [`${STEP}.Modality=US`], []],
  ["today's date", [`${STEP}.ScheduledProcedureStepStartDate=${today}`], ["ACC-001", "ACC-002"]],
  ["another date", [`${STEP}.ScheduledProcedureStepStartDate=19990101`], []],
  [
    "a date range",
    [`${STEP}.ScheduledProcedureStepStartDate=${dayFromNow(-1)}-${dayFromNow(1)}`],
    ["ACC-001", "ACC-002"],
  ],
  ["an open range", [`${STEP}.ScheduledProcedureStepStartDate=${today}-`], ["ACC-001", "ACC-002"]],
  ["a range before", [`${STEP}.ScheduledProcedureStepStartDate=-${dayFromNow(-1)}`], []],
  ["a name with *", ["PatientName=Mü*"], ["ACC-001"]],
  ["a name with ?", ["PatientName=?zdemir^Fatma"], ["ACC-002"]],
  ["a name in another case", ["PatientName=müller*"], ["ACC-001"]],
  ["a wildcard for all", ["PatientName=*"], ["ACC-001", "ACC-002"]],
  ["accession number", ["AccessionNumber=ACC-002"], ["ACC-002"]],
  ["accession number with a wildcard", ["AccessionNumber=ACC-*"], ["ACC-001", "ACC-002"]],
  ["patient ID", ["PatientID=P-00001"], ["ACC-001"]],
  ["station AE title", [`${STEP}.ScheduledStationAETitle=MR_UNIT2`], ["ACC-002"]],
  [
    "several keys",
    [`${STEP}.ScheduledStationAETitle=MR_UNIT2`, `${STEP}.Modality=MR`, "PatientName=Ö*"],
    ["ACC-002"],
  ],
  ["keys that exclude each other", [`${STEP}.Modality=CT`, "PatientName=Ö*"], []],
];

for (const [what, keys, expected] of FILTERS) {
  test(`filters by ${what}`, async () => {
    // The terms say how findscu's UTF-8 command line is to be read.
    assert.equal(await accessionNumbers("SpecificCharacterSet=ISO_IR 192", ...keys), expected);
  });
}

test("logs the query", async () => {
  await find("PatientID=P-0000?");
  await server.line(/^\[C-FIND\] worklist from MODALITY \(127\.0\.0\.1\): PatientID=P-0000\?: 2 matches$/m);
});

test("answers in Latin-1 where that is configured", async () => {
  const latin = await BuiltServer.start([
    ...["--headless", "--port", "0", "--ephemeral", "--charset", "ISO_IR 100"],
  ]);
  try {
    await withFolder(async (folder) => {
      const args = ["-W", "-X", "-od", folder, "127.0.0.1", String(latin.port), "-k", "PatientName"];
      assert.is((await runTool("findscu", args)).code, 0);
      const answer = join(folder, "rsp0001.dcm");
      assert.match((await runTool("dcmdump", [answer])).stdout, /\(0008,0005\) CS \[ISO_IR 100\]/);
      assert.match((await runTool("dcmdump", ["+U8", answer])).stdout, /Müller\^Hans/);
    });
  } finally {
    await latin.stop();
  }
});
