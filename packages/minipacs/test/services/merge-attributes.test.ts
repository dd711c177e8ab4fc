/** Text of N-CREATE and N-SET in different character sets, and messages of any content. PS3.4 F.7.2.2.3. */
import { createDataset, type Dataset, readDataset, writeDataset } from "@minipacs/dicom-core";
import fc from "fast-check";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { keptDataset, mergeAttributes } from "../../src/services/merge-attributes.ts";
import { CREATED, changed } from "../support/mpps-messages.ts";
import { encode, MppsPeer, type WireElement } from "../support/mpps-peer.ts";
import { withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/merge attributes", { timeoutMs: 30_000 });

const IMPLICIT = "1.2.840.10008.1.2";

/** A data set as it comes over the wire, in a character set. */
function received(
  SpecificCharacterSet: string | string[] | undefined,
  values: Record<string, unknown>,
): Dataset {
  const dataset = createDataset(values as never);
  if (SpecificCharacterSet) dataset.set("SpecificCharacterSet", SpecificCharacterSet);
  return readDataset(writeDataset(dataset, { transferSyntaxUid: IMPLICIT }), { transferSyntaxUid: IMPLICIT });
}

const NAMES = {
  "ISO_IR 100": "Müller^Hans",
  "ISO_IR 144": "Люкceмбypг",
  "ISO_IR 192": "Wang^XiaoDong=王^小东",
  "\\ISO 2022 IR 87": "Yamada^Tarou=山田^太郎=やまだ^たろう",
  "\\ISO 2022 IR 149": "Hong^Gildong=洪^吉洞=홍^길동",
  GB18030: "Wang^XiaoDong=王^小东",
} as const;

for (const [createSet, name] of Object.entries(NAMES)) {
  for (const [changeSet, other] of Object.entries(NAMES)) {
    test(`both texts are right: ${createSet}, then ${changeSet}`, () => {
      const base = received(createSet.split("\\"), { PatientName: name, ReferencedPatientSequence: [] });
      const changes = received(changeSet.split("\\"), {
        PerformedProcedureStepDescription: "x",
        PerformedSeriesSequence: [{ PerformingPhysicianName: other }],
      });
      const { dataset, unreadable } = mergeAttributes(base, changes);
      assert.equal(unreadable, []);
      assert.is(dataset.getText("PatientName"), name);
      const series = dataset.get("PerformedSeriesSequence")?.[0];
      assert.is(series?.getText("PerformingPhysicianName"), other);
      const declared = dataset.getAll("SpecificCharacterSet").join("\\");
      if (createSet === changeSet) assert.is(declared, createSet);
      else assert.ok(["ISO_IR 192", "GB18030", createSet, changeSet].includes(declared), declared);
      const again = readDataset(writeDataset(dataset, { transferSyntaxUid: IMPLICIT }), {
        transferSyntaxUid: IMPLICIT,
      });
      assert.is(again.getText("PatientName"), name);
      assert.is(again.get("PerformedSeriesSequence")?.[0]?.getText("PerformingPhysicianName"), other);
    });
  }
}

test("ASCII changes nothing of the set, text beyond it takes the set of the N-SET where that holds all", () => {
  const base = received("ISO_IR 100", { PatientName: "Müller^Hans" });
  const ascii = mergeAttributes(
    base,
    received(undefined, { PerformedProcedureStepDescription: "Thorax" }),
  ).dataset;
  assert.equal(ascii.getAll("SpecificCharacterSet"), ["ISO_IR 100"]);
  const plain = received(undefined, { PatientName: "Miller^Hans" });
  const changes = received("ISO_IR 144", { PerformedProcedureStepDescription: "Люкc" });
  assert.equal(mergeAttributes(plain, changes).dataset.getAll("SpecificCharacterSet"), ["ISO_IR 144"]);
});

test("numbers keep their text, empty elements and sequences take the place of others", () => {
  const base = received(undefined, {
    PatientWeight: "70.50",
    PerformedSeriesSequence: [{ Modality: "CT" }],
    StudyID: "1",
  });
  const changes = received(undefined, {
    PatientSize: "1.80",
    PerformedSeriesSequence: [],
    StudyID: undefined,
  });
  const { dataset } = mergeAttributes(base, changes);
  assert.is(dataset.getText("PatientWeight"), "70.50");
  assert.is(dataset.getText("PatientSize"), "1.80");
  assert.equal(dataset.get("PerformedSeriesSequence"), []);
  assert.equal([dataset.has("StudyID"), dataset.getText("StudyID")], [true, ""]);
});

test("bytes that are no text stay as they came where the set is that of the step", () => {
  const base = received("ISO_IR 192", { PatientName: "Müller^Hans" });
  const bytes = encode([
    ["0008,0005", "ISO_IR 192"],
    ["0040,0340", [[["0018,1030", "Sch\xe4del"]]]],
  ]);
  const { dataset, unreadable } = mergeAttributes(base, readDataset(bytes, { transferSyntaxUid: IMPLICIT }));
  assert.equal(unreadable, []);
  const series = dataset.get("PerformedSeriesSequence")?.[0];
  assert.is(Buffer.from(series?.element("ProtocolName")?.bytes ?? []).toString("latin1"), "Sch\xe4del ");
});

test("bytes that are no text and that need another set are told with their path, the rest is right", () => {
  const bytes = encode([
    ["0008,0005", "\\ISO 2022 IR 87"],
    ["0010,0010", "Yamada^Tarou"],
    ["0040,0270", [[["0040,0007", "\x1b$B)!\x1b(B"]]]],
  ]);
  const changes = received(["", "ISO 2022 IR 149"], { PerformedProcedureStepDescription: "홍길동" });
  const { dataset, unreadable } = mergeAttributes(
    readDataset(bytes, { transferSyntaxUid: IMPLICIT }),
    changes,
  );
  assert.equal(unreadable, ["0040,0270[0].0040,0007"]);
  assert.is(dataset.getText("PatientName"), "Yamada^Tarou");
  assert.is(dataset.getText("PerformedProcedureStepDescription"), "홍길동");
});

test("a set is undeclared in the N-SET: that of the N-CREATE counts", () =>
  withPacs(async (pacs) => {
    const peer = await MppsPeer.open(pacs.dicomPort);
    await peer.create(
      "1.2.3",
      changed(CREATED, { "0008,0005": "ISO_IR 192", "0010,0010": "M\xc3\xbcller^Hans" }),
    );
    for (const declaration of [[], [["0008,0005", ""]]] as WireElement[][]) {
      await peer.set("1.2.3", [...declaration, ["0040,0254", "Sch\xc3\xa4del"]]);
    }
    assert.is(pacs.mpps.dataset("1.2.3")?.getText("PerformedProcedureStepDescription"), "Schädel");
    assert.is(pacs.mpps.get("1.2.3")?.patientName, "Müller^Hans");
    await peer.close();
  }));

test("more items than anybody needs: an answer in time, and not each of their violations", () =>
  withPacs(async (pacs) => {
    const peer = await MppsPeer.open(pacs.dicomPort);
    const items = (count: number) => Array.from({ length: count }, () => []);
    const elements = changed(CREATED, { "0040,0270": items(5000), "0040,0340": items(5000) });
    const startMs = performance.now();
    assert.is((await peer.create("1.2.3", elements)).status, 0);
    const series = [
      ["0020,000e", "1.2.9"],
      ["0008,1140", []],
    ] as WireElement[];
    const references = Array.from({ length: 2000 }, (_, index): WireElement[] => [
      ["0008,1155", `1.2.9.${index}`],
    ]);
    const listed = changed(series, { "0008,1140": references });
    await peer.set("1.2.3", [["0040,0340", [listed]]]);
    assert.is((await peer.set("1.2.3", [["0040,0340", [listed]]])).status, 0);
    assert.ok(performance.now() - startMs < 15_000);
    const step = pacs.mpps.get("1.2.3");
    assert.is(step?.history[0]?.violations.length, 101);
    assert.match(step?.history[0]?.violations.at(-1)?.sentence ?? "", /not listed/);
    assert.is(step?.scheduledSteps.length, 100);
    await peer.close();
  }));

/** Elements of any text, in sets declared or not, with items. */
const text = fc
  .string({ unit: "binary", maxLength: 12 })
  .map((value) => Buffer.from(value).toString("latin1"));
const tags = [
  "0008,0060",
  "0010,0010",
  "0010,4000",
  "0018,1030",
  "0020,000d",
  "0040,0252",
  "0040,0254",
  "0099,0010",
];
const leaf = fc.tuple(fc.constantFrom(...tags), text);
const sequence = fc.tuple(
  fc.constantFrom("0040,0270", "0040,0340", "0008,1032", "0040,0260"),
  fc.array(fc.array(leaf, { maxLength: 4 }), { maxLength: 3 }),
);
const charset = fc.constantFrom(
  "",
  "ISO_IR 100",
  "ISO_IR 192",
  "\\ISO 2022 IR 87",
  "ISO_IR 999",
  "GB18030",
  "x\\y",
);
const message = fc
  .tuple(charset, fc.array(fc.oneof(leaf, sequence), { maxLength: 8 }))
  .map(([terms, elements]) => {
    const all = new Map<string, string | [string, string][][]>(elements);
    if (terms) all.set("0008,0005", terms);
    return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
  });

for (const mpps of ["strict", "tolerant"] as const) {
  test(`any N-CREATE and N-SETs: an answer each, no failure of the server, the steps readable: ${mpps}`, () =>
    withPacs(
      async (pacs) => {
        const errors: string[] = [];
        pacs.events.subscribe((event) => {
          if (event.type === "error") errors.push(event.message);
        });
        const peer = await MppsPeer.open(pacs.dicomPort);
        let count = 0;
        await fc.assert(
          fc.asyncProperty(message, fc.array(message, { maxLength: 3 }), async (created, sets) => {
            count += 1;
            const uid = `1.2.9.${count}`;
            const answers = [await peer.create(uid, created)];
            for (const elements of sets) answers.push(await peer.set(uid, elements));
            assert.equal(errors, []);
            for (const { status } of answers)
              assert.ok(status === 0 || (status >= 0x0105 && status <= 0x0121));
            if (answers[0]?.status !== 0) return;
            const kept = pacs.mpps.dataset(uid);
            assert.ok(kept);
            assert.is(pacs.mpps.history(uid).length, answers.length);
            keptDataset(kept);
            assert.is((await peer.get(uid, [])).status, 0);
          }),
          { seed: 1129, numRuns: 60 },
        );
        await peer.close();
      },
      { mpps },
    ));
}
