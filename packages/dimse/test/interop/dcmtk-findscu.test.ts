import { createDataset, type Dataset } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { DimseStatusError } from "../../src/errors.ts";
import type { DimseHandlers, FindRequest } from "../../src/scp/handler-types.ts";
import { PATIENT_ROOT_FIND, STUDY_ROOT_FIND } from "../../src/sop-class/query-retrieve.ts";
import { MODALITY_WORKLIST_FIND } from "../../src/sop-class/worklist.ts";
import { type Loopback, startLoopback } from "../support/loopback.ts";

const test = testSuite("interop/findscu-models", { tools: ["findscu"], timeoutMs: 60_000 });

function start(find: NonNullable<DimseHandlers["find"]>): Promise<Loopback> {
  return startLoopback({ handlers: { find } });
}

function findscu({ port }: Loopback, keys: readonly string[], ...args: string[]): Promise<ToolResult> {
  const all = keys.flatMap((key) => ["-k", key]);
  return runTool("findscu", ["-v", ...args, ...all, "127.0.0.1", String(port)], { timeoutMs: 40_000 });
}

/** Responses that findscu prints, by the value of an attribute. */
function valuesOf({ output }: ToolResult, tag: string): string[] {
  return [...output.matchAll(new RegExp(`^[IW]: \\(${tag}\\) .. \\[(.*?) *\\]`, "gm"))].map(
    ([, value]) => value ?? "",
  );
}

const MODELS: [option: string, sopClassUid: string, levels: string[]][] = [
  ["-P", PATIENT_ROOT_FIND, ["PATIENT", "STUDY", "SERIES", "IMAGE"]],
  ["-S", STUDY_ROOT_FIND, ["STUDY", "SERIES", "IMAGE"]],
];

for (const [option, sopClassUid, levels] of MODELS) {
  test(`findscu ${option} asks at every level, and reads the matches`, async () => {
    const asked: Dataset[] = [];
    await using server = await start(function* (request: FindRequest) {
      assert.is(request.sopClassUid, sopClassUid);
      asked.push(request.identifier);
      for (const PatientID of ["A1", "A2", "A3"]) {
        const QueryRetrieveLevel = request.identifier.getText("QueryRetrieveLevel") ?? "";
        yield createDataset({ QueryRetrieveLevel, PatientID, StudyInstanceUID: `1.2.${PatientID.slice(1)}` });
      }
    });
    for (const level of levels) {
      const keys = [`QueryRetrieveLevel=${level}`, "PatientID=A*", "StudyDate=20200101-20201231"];
      const result = await findscu(server, keys, option);
      assert.is(result.code, 0, result.output);
      assert.equal(valuesOf(result, "0010,0020").slice(-3), ["A1", "A2", "A3"]);
      const identifier = asked.at(-1) as Dataset;
      assert.is(identifier.getText("QueryRetrieveLevel"), level);
      assert.is(identifier.getText("PatientID"), "A*");
      assert.is(identifier.getText("StudyDate"), "20200101-20201231");
    }
    assert.equal(
      server.of("find").map(({ status, matches }) => [status, matches]),
      levels.map(() => [0, 3]),
    );
  });
}

for (const [option, sopClassUid] of [
  ["-P", PATIENT_ROOT_FIND],
  ["-S", STUDY_ROOT_FIND],
  ["-W", MODALITY_WORKLIST_FIND],
] as const) {
  test(`findscu ${option} --cancel ends the query with FE00, and its handler`, async () => {
    let isEnded = false;
    await using server = await start(async function* () {
      try {
        for (let count = 1; ; count += 1) {
          yield createDataset({ PatientID: String(count) });
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
      } finally {
        isEnded = true;
      }
    });
    const result = await findscu(server, ["PatientID"], option, "--cancel", "3", "-d");
    assert.is(result.code, 0, result.output.slice(-2000));
    assert.match(result.output, /DIMSE Status *: 0xfe00/);
    const [event] = server.of("find");
    assert.equal([event?.sopClassUid, event?.status], [sopClassUid, 0xfe00]);
    assert.ok((event?.matches ?? 0) >= 3);
    assert.is(isEnded, true);
  });
}

test("a model that is not served is no context, and findscu says so", async () => {
  await using server = await start(() => []);
  const result = await findscu(server, ["QueryRetrieveLevel=STUDY"], "-O");
  assert.is.not(result.code, 0);
  assert.match(result.output, /No Acceptable Presentation Contexts/i);
});

test("no match, FF01, and failures arrive", async () => {
  await using server = await start(function* ({ identifier }: FindRequest) {
    const id = identifier.getText("PatientID");
    if (id === "FAIL") throw new DimseStatusError(0xa900, "not with this level");
    if (id === "SOME") yield { dataset: createDataset({ PatientID: "SOME" }), status: 0xff01 };
  });
  const ask = (id: string) => findscu(server, ["QueryRetrieveLevel=STUDY", `PatientID=${id}`], "-S", "-d");
  const none = await ask("NONE");
  assert.is(none.code, 0);
  assert.match(none.output, /DIMSE Status *: 0x0000/);
  const some = await ask("SOME");
  assert.match(some.output, /DIMSE Status *: 0xff01/);
  const failed = await ask("FAIL");
  assert.match(failed.output, /DIMSE Status *: 0xa900/);
  assert.equal(
    server.of("find").map(({ status, matches }) => [status, matches]),
    [
      [0, 0],
      [0, 1],
      [0xa900, 0],
    ],
  );
});

test("a worklist's sequences and the transfer syntaxes that findscu proposes", async () => {
  for (const option of ["-x=", "-xe", "-xb", "-xi", "-xd"]) {
    let modality: string | undefined;
    let transferSyntaxUid = "";
    await using server = await start(function* (request: FindRequest) {
      transferSyntaxUid = request.transferSyntaxUid;
      const [step] = request.identifier.get("ScheduledProcedureStepSequence") ?? [];
      modality = step?.getText("Modality");
      yield createDataset({
        PatientName: "Doe^Jane",
        ScheduledProcedureStepSequence: [
          {
            ScheduledStationAETitle: "CT1",
            ScheduledProtocolCodeSequence: [{ CodeValue: "P1", CodeMeaning: "Head" }],
          },
        ],
      });
    });
    const keys = ["PatientName", "ScheduledProcedureStepSequence[0].Modality=CT"];
    const result = await findscu(server, keys, "-W", option);
    assert.is(result.code, 0, result.output);
    assert.is(modality, "CT");
    assert.match(result.output, /\(0008,0100\) SH \[P1\]/, option);
    // Explicit VR where it is proposed: it says what it holds.
    assert.is(transferSyntaxUid, option === "-xi" ? "1.2.840.10008.1.2" : "1.2.840.10008.1.2.1");
  }
});
