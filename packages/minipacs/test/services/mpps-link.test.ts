/** Which worklist entries a performed step is for, why, and what becomes of their status. */
import { createDataset, type Dataset, type DatasetInit } from "@minipacs/dicom-core";
import { find } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { formatEventLine } from "../../src/events/describe-event.ts";
import type { Pacs } from "../../src/pacs.ts";
import { COMPLETED, CREATED, changed, SCHEDULED_STEP } from "../support/mpps-messages.ts";
import { MppsPeer, type WireElement } from "../support/mpps-peer.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/mpps link");

const UID = "1.2.3.4";

/** Runs with an empty worklist and an association. */
function withPeer(use: (peer: MppsPeer, pacs: Pacs) => Promise<void>, options = {}): Promise<void> {
  return withPacs(
    async (pacs) => {
      const peer = await MppsPeer.open(pacs.dicomPort);
      await use(peer, pacs);
      await peer.close();
    },
    { samples: false, ...options },
  );
}

/** Adds an entry of one step, or of several with these IDs and modalities; returns its ID. */
function addEntry(
  pacs: Pacs,
  values: DatasetInit,
  steps: [id: string, modality: string][] = [["SPS-1", "CT"]],
): string {
  const dataset = createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    PatientName: "Doe^Jane",
    RequestedProcedureID: "RP-1",
    ...values,
    ScheduledProcedureStepSequence: steps.map(([ScheduledProcedureStepID, Modality]) => ({
      ...{ ScheduledProcedureStepID, Modality, ScheduledProcedureStepStatus: "SCHEDULED" },
    })),
  });
  return pacs.worklist.add([{ dataset }])[0]?.id ?? "";
}

type Changes = Record<string, WireElement[1] | undefined>;
/** An N-CREATE for scheduled steps that differ from the usual one in this. */
const creating = (...items: Changes[]) =>
  changed(CREATED, { "0040,0270": items.map((item) => changed(SCHEDULED_STEP, item)) });

const statuses = (pacs: Pacs, id: string) =>
  pacs.worklist
    .get(id)
    ?.dataset.get("ScheduledProcedureStepSequence")
    ?.map((step: Dataset) => step.getText("ScheduledProcedureStepStatus"));

test("several items: linked if one is there, the others are listed", () =>
  withPeer(async (peer, pacs) => {
    const id = addEntry(pacs, { AccessionNumber: "A1", StudyInstanceUID: "1.2.8" });
    await peer.create(
      UID,
      creating({ "0008,0050": "A1" }, { "0008,0050": "A2", "0020,000d": "1.2.99", "0040,0009": "" }),
    );
    const step = pacs.mpps.get(UID);
    assert.equal(step?.link.entries, [{ id, by: "accession", value: "A1" }]);
    assert.equal(step?.link.notFound, [
      { by: "accession", value: "A2" },
      { by: "studyUid", value: "1.2.99" },
    ]);
    assert.is(
      step?.linkReason,
      "accession number A1; not in the worklist: accession number A2, study instance UID 1.2.99",
    );
    assert.is(
      formatEventLine(await eventOf(pacs, "mpps.create")),
      "[MPPS] N-CREATE LINKED – AccNo A1 (not in the worklist: AccNo A2)",
    );
  }));

/** Performs a step of an entry with another study or patient, and returns what is told of it. */
async function contradicting(
  entries: DatasetInit[],
  item: Changes,
  root: Changes = {},
): Promise<{ contradictions: unknown; warnings: string[]; lines: string[]; isLinked: boolean | undefined }> {
  let told = {
    contradictions: [] as unknown,
    warnings: [""],
    lines: [""],
    isLinked: false as boolean | undefined,
  };
  await withPeer(async (peer, pacs) => {
    const ids = entries.map((values) => addEntry(pacs, values));
    await peer.create(UID, changed(creating(item), root));
    await peer.set(UID, COMPLETED);
    await eventOf(pacs, "mpps.set");
    const events = pacs.events.recent();
    const step = pacs.mpps.get(UID);
    told = {
      contradictions: step?.contradictions.map(({ id, ...one }) => ({ ...one, entry: ids.indexOf(id) })),
      warnings: events.flatMap((event) =>
        event.type === "warning" && event.code === "MPPS_CONTRADICTION" ? [formatEventLine(event)] : [],
      ),
      lines: events.flatMap((event) => (/^mpps/.test(event.type) ? [formatEventLine(event)] : [])),
      isLinked: step?.isLinked,
    };
  });
  return told;
}

test("another patient or study than the entry's: linked, and told with both values", async () => {
  const entry = { AccessionNumber: "A1", StudyInstanceUID: "1.2.8", PatientID: "P-1" };
  const { contradictions, warnings, lines, isLinked } = await contradicting(
    [entry],
    { "0008,0050": "A1", "0020,000d": "1.2.9" },
    { "0010,0020": "P-2" },
  );
  assert.ok(isLinked);
  assert.equal(contradictions, [
    { attribute: "PatientID", ofStep: "P-2", ofEntry: "P-1", entry: 0 },
    { attribute: "StudyInstanceUID", ofStep: "1.2.9", ofEntry: "1.2.8", entry: 0 },
  ]);
  assert.equal(
    warnings.slice(0, 2).map((line) => line.replace(/ from .*/, "")),
    [
      `[WARN] MPPS: PatientID (0010,0020) is P-2, but P-1 in the worklist entry with accession number A1 (N-CREATE ${UID}`,
      `[WARN] MPPS: StudyInstanceUID (0020,000D) is 1.2.9, but 1.2.8 in the worklist entry with accession number A1 (N-CREATE ${UID}`,
    ],
  );
  assert.match(warnings[2] ?? "", /\(N-SET /);
  assert.equal(lines, ["[MPPS] N-CREATE LINKED – AccNo A1", "[MPPS] N-SET LINKED – AccNo A1 (COMPLETED)"]);
});

test("what one side does not say, or one of several entries says, is no contradiction", async () => {
  const entry = { AccessionNumber: "A1", StudyInstanceUID: "1.2.8", PatientID: "P-1" };
  const other = { ...entry, StudyInstanceUID: "1.2.7" };
  const agreeing = { "0008,0050": "A1", "0020,000d": "1.2.8" };
  const quiet: [DatasetInit[], Changes, Changes][] = [
    [[entry], agreeing, { "0010,0020": "P-1" }],
    [[entry], { "0008,0050": "A1", "0020,000d": "" }, { "0010,0020": "" }],
    [[{ ...entry, PatientID: "" }], agreeing, { "0010,0020": "P-2" }],
    [[other, entry], agreeing, { "0010,0020": "P-1" }],
  ];
  for (const [entries, item, root] of quiet) {
    const { contradictions, warnings, isLinked } = await contradicting(entries, item, root);
    assert.ok(isLinked);
    assert.equal([contradictions, warnings], [[], []]);
  }
  const { contradictions } = await contradicting(
    [other, entry],
    { "0008,0050": "A1", "0020,000d": "1.2.6" },
    { "0010,0020": "P-1" },
  );
  assert.equal(
    (contradictions as { ofEntry: string }[]).map(({ ofEntry }) => ofEntry),
    ["1.2.7", "1.2.8"],
  );
});

test("beyond the accession number: by study, then by the ID of the step", () =>
  withPeer(async (peer, pacs) => {
    const id = addEntry(pacs, { AccessionNumber: "A1", StudyInstanceUID: "1.2.8" });
    await peer.create(UID, creating({ "0008,0050": "", "0020,000d": "1.2.8" }));
    assert.equal(pacs.mpps.get(UID)?.link.entries, [{ id, by: "studyUid", value: "1.2.8" }]);
    assert.is(
      formatEventLine(await eventOf(pacs, "mpps.create")),
      "[MPPS] N-CREATE LINKED – study UID 1.2.8",
    );
    await peer.create("1.2.3.5", creating({ "0008,0050": "A9", "0020,000d": "1.2.99" }));
    const step = pacs.mpps.get("1.2.3.5");
    assert.equal(step?.link.entries, [{ id, by: "stepId", value: "SPS-1" }]);
    assert.is(
      step?.linkReason,
      "scheduled procedure step ID SPS-1; not in the worklist: accession number A9, study instance UID 1.2.99",
    );
  }));

test("the ID of a step is not enough where the requested procedure is another one", () =>
  withPeer(async (peer, pacs) => {
    addEntry(pacs, { AccessionNumber: "A1", RequestedProcedureID: "RP-7" });
    await peer.create(UID, creating({ "0008,0050": "" }));
    assert.is(pacs.mpps.get(UID)?.isLinked, false);
    assert.is(
      pacs.mpps.get(UID)?.linkReason,
      "not in the worklist: study instance UID 1.2.3.1, scheduled procedure step ID SPS-1",
    );
  }));

test("nothing to go by: unlinked", () =>
  withPeer(async (peer, pacs) => {
    addEntry(pacs, { AccessionNumber: "" });
    await peer.create(UID, creating({ "0008,0050": "", "0020,000d": "", "0040,0009": "" }));
    const step = pacs.mpps.get(UID);
    assert.is(step?.isLinked, false);
    assert.match(step?.linkReason ?? "", /^neither accession number nor/);
    const line = formatEventLine(await eventOf(pacs, "mpps.create"));
    assert.is(line, "[MPPS] N-CREATE UNLINKED – no matching worklist entry (no AccNo)");
  }));

test("the root is looked at where no item names anything, and that is told", () =>
  withPeer(async (peer, pacs) => {
    const id = addEntry(pacs, { AccessionNumber: "A1" });
    await peer.create(UID, changed(creating({ "0008,0050": "" }), { "0008,0050": "A1" }));
    assert.equal(pacs.mpps.get(UID)?.worklistEntryIds, [id]);
    assert.equal(
      pacs.mpps.get(UID)?.violations.map(({ rule }) => rule),
      ["C3"],
    );
  }));

test("an entry that comes later links in lists at once, and moves with the next message", () =>
  withPeer(async (peer, pacs) => {
    await peer.create(UID, creating({ "0008,0050": "A1" }));
    assert.is(pacs.mpps.list()[0]?.isLinked, false);
    const id = addEntry(pacs, { AccessionNumber: "A1" });
    assert.is(pacs.mpps.list()[0]?.isLinked, true);
    assert.equal(statuses(pacs, id), ["SCHEDULED"]);
    await peer.set(UID, [["0040,0254", "Thorax"]]);
    assert.equal(statuses(pacs, id), ["STARTED"]);
  }));

test("an entry that is removed stays linked with the step that had it", () =>
  withPeer(async (peer, pacs) => {
    const id = addEntry(pacs, { AccessionNumber: "A1" });
    await peer.create(UID, creating({ "0008,0050": "A1" }));
    pacs.worklist.remove([id]);
    assert.equal(pacs.mpps.get(UID)?.worklistEntryIds, [id]);
    assert.is((await peer.set(UID, COMPLETED)).status, 0);
    assert.is(pacs.mpps.get(UID)?.isLinked, true);
  }));

for (const [end, expected] of [
  ["COMPLETED", "COMPLETED"],
  ["DISCONTINUED", "DISCONTINUED"],
] as const) {
  test(`the step is STARTED, then ${expected}, in answers too`, () =>
    withPeer(async (peer, pacs) => {
      const id = addEntry(pacs, { AccessionNumber: "A1" });
      const asked = async () => {
        const step = { ScheduledProcedureStepStatus: undefined };
        const identifier = createDataset({ AccessionNumber: "A1", ScheduledProcedureStepSequence: [step] });
        for await (const answer of find(targetOf(pacs), "worklist", identifier)) {
          return answer?.get("ScheduledProcedureStepSequence")?.[0]?.getText("ScheduledProcedureStepStatus");
        }
        return undefined;
      };
      assert.is(await asked(), "SCHEDULED");
      await peer.create(UID, creating({ "0008,0050": "A1" }));
      assert.is(await asked(), "STARTED");
      await peer.set(UID, changed(COMPLETED, { "0040,0252": end }));
      assert.is(await asked(), expected);
      assert.equal(statuses(pacs, id), [expected]);
    }));
}

test("of several steps the one that is named moves, else those of the modality", () =>
  withPeer(async (peer, pacs) => {
    const steps: [string, string][] = [
      ["S1", "CT"],
      ["S2", "CT"],
      ["S3", "MR"],
    ];
    const id = addEntry(pacs, { AccessionNumber: "A1" }, steps);
    await peer.create(UID, creating({ "0008,0050": "A1", "0040,0009": "S2" }));
    assert.equal(statuses(pacs, id), ["SCHEDULED", "STARTED", "SCHEDULED"]);
    await peer.create("1.2.3.5", creating({ "0008,0050": "A1", "0040,0009": "" }));
    assert.equal(statuses(pacs, id), ["STARTED", "STARTED", "SCHEDULED"]);
  }));

test("of entries of one accession number that of the modality moves, else each that has one step", () =>
  withPeer(async (peer, pacs) => {
    const ct = addEntry(pacs, { AccessionNumber: "A1" }, [["S1", "CT"]]);
    const mr = addEntry(pacs, { AccessionNumber: "A1" }, [["S2", "MR"]]);
    await peer.create(UID, creating({ "0008,0050": "A1", "0040,0009": "" }));
    assert.equal([statuses(pacs, ct), statuses(pacs, mr)], [["STARTED"], ["SCHEDULED"]]);
    const other = creating({ "0008,0050": "A1", "0040,0009": "" });
    await peer.create("1.2.3.5", changed(other, { "0008,0060": "NM" }));
    assert.equal([statuses(pacs, ct), statuses(pacs, mr)], [["STARTED"], ["STARTED"]]);
  }));

test("the worklist is left alone where the server is set so", () =>
  withPeer(
    async (peer, pacs) => {
      const id = addEntry(pacs, { AccessionNumber: "A1" });
      await peer.create(UID, creating({ "0008,0050": "A1" }));
      await peer.set(UID, COMPLETED);
      assert.equal(statuses(pacs, id), ["SCHEDULED"]);
      assert.is(pacs.mpps.get(UID)?.isLinked, true);
    },
    { updatesStepStatus: false },
  ));

test("what a strict server refuses moves nothing", () =>
  withPeer(
    async (peer, pacs) => {
      const id = addEntry(pacs, { AccessionNumber: "A1" });
      await peer.create(UID, changed(creating({ "0008,0050": "A1" }), { "0008,0060": undefined }));
      assert.equal(statuses(pacs, id), ["SCHEDULED"]);
    },
    { mpps: "strict" },
  ));

test("mode and worklist are read anew for each message", () =>
  withPeer(async (peer, pacs) => {
    const id = addEntry(pacs, { AccessionNumber: "A1" });
    const wrong = changed(creating({ "0008,0050": "A1" }), { "0008,0060": undefined });
    await pacs.changeSettings({ updatesStepStatus: false });
    assert.is((await peer.create(UID, wrong)).status, 0);
    assert.equal(statuses(pacs, id), ["SCHEDULED"]);
    await pacs.changeSettings({ updatesStepStatus: true, mpps: "strict" });
    assert.is((await peer.create("1.2.3.5", wrong)).status, 0x0120);
    assert.is((await peer.create("1.2.3.6", creating({ "0008,0050": "A1" }))).status, 0);
    assert.equal(statuses(pacs, id), ["STARTED"]);
  }));
