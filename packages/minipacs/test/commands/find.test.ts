// Needs a process of its own: it emits SIGINT, which others listen to.
import { type Dataset, keywordForTag } from "@minipacs/dicom-core";
import { type DimseHandlers, DimseStatusError } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { endingOf } from "../../src/commands/cli-error.ts";
import { runFind } from "../../src/commands/find.ts";
import { captured } from "../support/captured-output.ts";
import { withNode } from "../support/node.ts";
import { withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/find");

test("find prints matches and how many", () =>
  withPacs(async (pacs) => {
    const address = `127.0.0.1:${pacs.dicomPort}`;
    const options = { model: "worklist", charset: "ISO_IR 192" };
    const all = await captured(() => runFind(address, options));
    assert.match(all.stdout, /Müller\^Hans[\s\S]*Özdemir\^Fatma[\s\S]*2 matches\n$/);
    const key = ["PatientName=*hans", "ScheduledProcedureStepSequence[0].Modality=CT"];
    assert.match((await captured(() => runFind(address, { ...options, key }))).stdout, /\n1 match\n$/);
    const study = await captured(() => runFind(address, { ...options, model: "study", key: ["StudyDate"] }));
    assert.is(study.error?.exitCode, 1);
    assert.match(
      study.error?.message ?? "",
      /accepted for Study Root.* The other side answers no Query\/Retrieve, but takes --model worklist\.$/,
    );
  }));

test("find tells of values that an attribute may not have, and sends them", () =>
  withPacs(async (pacs) => {
    const run = (...key: string[]) =>
      captured(() =>
        runFind(`127.0.0.1:${pacs.dicomPort}`, { model: "worklist", charset: "ISO_IR 192", key }),
      );
    const { stdout, stderr } = await run("ScheduledProcedureStepStartDate=2026-12-01", "Modality=ct");
    assert.match(stdout, /^0 matches$/m);
    assert.match(stderr, /StartDate \(DA\): .*YYYYMMDD.*; "2026-12-01" is sent all the same\.\n/);
    assert.match(stderr, /Modality \(CS\): only upper case letters.*; "ct" is sent all the same\.\n/);
    const told = pacs.events.recent().flatMap((event) => (event.type === "warning" ? [event.code] : []));
    assert.equal(told, ["WORKLIST_QUERY_VALUE"]);
    const right = ["ScheduledProcedureStepStartDate=20261201-", "PatientName=*", "PatientBirthDate=*"];
    assert.is((await run(...right)).stderr, "");
  }));

test("find --json prints one object a match, and --limit cancels", () =>
  withPacs(async (pacs) => {
    const address = `127.0.0.1:${pacs.dicomPort}`;
    const options = { model: "worklist", charset: "ISO_IR 192", key: ["PatientName", "AccessionNumber"] };
    const json = await captured(() => runFind(address, { ...options, json: true }));
    const names = json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line)["00100010"].Value[0].Alphabetic);
    assert.equal(names, ["Müller^Hans", "Özdemir^Fatma"]);
    const limited = await captured(() => runFind(address, { ...options, limit: "1" }));
    assert.match(limited.stdout, /Müller[\s\S]*\n1 match, perhaps more beyond the --limit\n$/);
    assert.not.match(limited.stdout, "Özdemir");
  }));

test("find asks for the usual keys of a model, at the level that the keys say", async () => {
  const asked: string[] = [];
  const handlers: DimseHandlers = {
    *find({ identifier }) {
      const keywords = [...identifier.elements()].map(({ tag }) => keywordForTag(tag) ?? "");
      const keys = keywords.filter(
        (keyword) => !/^(?:SpecificCharacterSet|QueryRetrieveLevel)$/.test(keyword),
      );
      asked.push([identifier.getText("QueryRetrieveLevel"), ...keys].join(" "));
      yield identifier;
    },
  };
  await withNode(handlers, async (address) => {
    const run = (model: string, ...key: string[]) =>
      captured(() => runFind(address, { model, charset: "", ...(key.length > 0 && { key }) }));
    assert.match((await run("study")).stdout, /StudyInstanceUID\n[\s\S]*\n1 match\n$/);
    assert.match((await run("patient")).stdout, /PatientID/);
    await run("study", "StudyInstanceUID=1.2", "SeriesInstanceUID");
    await run("patient", "StudyInstanceUID", "PatientID=1");
    await run("study", "SOPInstanceUID");
  });
  const study = "StudyDate StudyTime AccessionNumber";
  assert.equal(asked, [
    `STUDY ${study} PatientName PatientID StudyInstanceUID StudyID`,
    "PATIENT PatientName PatientID PatientBirthDate PatientSex",
    "SERIES Modality SeriesDescription StudyInstanceUID SeriesInstanceUID SeriesNumber",
    `STUDY ${study} PatientID StudyInstanceUID StudyID`,
    "IMAGE SOPClassUID SOPInstanceUID InstanceNumber",
  ]);
});

/** The identifier that a worklist query comes to. */
async function worklistQueryOf(...key: string[]): Promise<Dataset> {
  const received: Dataset[] = [];
  const handlers: DimseHandlers = {
    // biome-ignore lint/correctness/useYield: nothing is found
    *find({ identifier }) {
      received.push(identifier);
    },
  };
  await withNode(handlers, async (address) => {
    const exactKeys = key.includes("exact");
    const options = { model: "worklist", charset: "", key: key.filter((one) => one !== "exact"), exactKeys };
    assert.is((await captured(() => runFind(address, options))).error, undefined);
  });
  return received[0] as Dataset;
}

test("keys of the scheduled step are put into its sequence, beside the usual ones", async () => {
  const query = await worklistQueryOf("Modality=CT", "(0040,0001)=CT1", "PatientName=A*", "MedicalAlerts");
  assert.not.ok(query.has("Modality") || query.has("ScheduledStationAETitle"));
  assert.is(query.getText("PatientName"), "A*");
  assert.ok(query.has("MedicalAlerts") && query.has("AccessionNumber") && query.has("StudyInstanceUID"));
  const [step, ...more] = query.get("ScheduledProcedureStepSequence") ?? [];
  assert.is(more.length, 0);
  assert.equal([step?.get("Modality"), step?.get("ScheduledStationAETitle")], ["CT", "CT1"]);
  assert.ok(step?.has("ScheduledProcedureStepID"));
  const code = (await worklistQueryOf("ScheduledProtocolCodeSequence[0].CodeValue=X"))
    .get("ScheduledProcedureStepSequence")?.[0]
    ?.get("ScheduledProtocolCodeSequence")?.[0];
  assert.is(code?.getText("CodeValue"), "X");
});

test("who asks for a whole step gets no usual keys in it", async () => {
  for (const key of ["ScheduledProcedureStepSequence", "ScheduledProcedureStepSequence[0]"]) {
    const query = await worklistQueryOf(key);
    assert.not.ok(
      query.get("ScheduledProcedureStepSequence")?.some(({ size }) => size > 0),
      key,
    );
    assert.ok(query.has("PatientName"));
  }
});

test("--exact-keys asks for nothing else, where it stands", async () => {
  const query = await worklistQueryOf("Modality=CT", "PatientName", "exact");
  assert.equal(
    [...query.elements()].map(({ tag }) => keywordForTag(tag)),
    ["SpecificCharacterSet", "Modality", "PatientName"],
  );
});

test("a query with the usual keys is one that a worklist has nothing to say of", () =>
  withPacs(async (pacs) => {
    const address = `127.0.0.1:${pacs.dicomPort}`;
    const options = { model: "worklist", charset: "ISO_IR 192", key: ["Modality=CT"] };
    const { stdout } = await captured(() => runFind(address, options));
    assert.match(stdout, /AccessionNumber[\s\S]*Müller\^Hans[\s\S]*\n1 match\n$/);
    assert.equal(
      pacs.events.recent().filter(({ type }) => type === "warning"),
      [],
    );
  }));

test("find explains keys that the other side cannot use", async () => {
  const handlers: DimseHandlers = {
    // biome-ignore lint/correctness/useYield: it fails at once
    *find() {
      throw new DimseStatusError(0xa900);
    },
  };
  await withNode(handlers, async (address) => {
    const { error } = await captured(() => runFind(address, { model: "study", charset: "" }));
    assert.is(error?.exitCode, 1);
    assert.match(error?.message ?? "", /: status A900, identifier does not match SOP class\. Level and keys/);
  });
});

test("find refuses what is no query", async () => {
  const run = async (changes: { model?: string; key?: string[]; charset?: string; limit?: string }) => {
    const options = { model: "worklist", charset: "ISO_IR 192", key: [], ...changes };
    const { error } = await captured(() => runFind("localhost:1", options));
    assert.is(error?.exitCode, 2);
    return error?.message ?? "";
  };
  assert.match(await run({ model: "moon" }), /"moon" is no query model/);
  assert.match(await run({ limit: "0" }), /^--limit takes a number from 1, not "0"\.$/);
  assert.match(await run({ key: ["Rows=many"] }), /"Rows=many" cannot be used/);
  assert.match(await run({ key: ["Nonsense"] }), /neither a keyword/);
  const latin = { model: "worklist", charset: "latin1" };
  const { error } = await captured(() => runFind("localhost:1", latin));
  assert.is(endingOf(error).exitCode, 2);
  assert.match(
    error?.message ?? "",
    /^--charset: The character set is not .*, such as "ISO_IR 192" \(UTF-8\)/,
  );
});

test("Ctrl+C cancels a query, and tells what came until then", async () => {
  let isCancelled = false;
  const handlers: DimseHandlers = {
    async *find({ identifier, signal }) {
      yield identifier;
      // Once the first match has gone out.
      setTimeout(() => process.emit("SIGINT"), 200);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      isCancelled = true;
    },
  };
  await withNode(handlers, async (address) => {
    const { stdout, error } = await captured(() => runFind(address, { model: "study", charset: "" }));
    assert.match(stdout, /^# 1\n/);
    assert.is(error?.message, "Cancelled: 1 match until then.");
    assert.is(error?.exitCode, 130);
    assert.ok(isCancelled);
  });
});
