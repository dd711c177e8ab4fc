/** What every index must do; each index's test runs it. */
import { createDataset, fromDicomJson } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import type { TestSuite } from "../../../../tools/test/suite.ts";
import type { InstanceIndex } from "../../src/index-db/instance-index.ts";
import type { InstanceRecord } from "../../src/index-db/instance-record.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { recordOf } from "../support/records.ts";
import { rejection } from "../support/rejection.ts";

export function testInstanceIndex(
  test: TestSuite,
  withIndex: (use: (index: InstanceIndex) => Promise<void>) => Promise<void>,
) {
  const with_ = (records: readonly InstanceRecord[], use: (index: InstanceIndex) => Promise<void>) =>
    withIndex(async (index) => {
      for (const record of records) await index.put(record);
      await use(index);
    });
  const studies = async (index: InstanceIndex, key: string) =>
    (await index.find("study")).map(({ values }) => values[key]);

  test("gives back what was put, in Unicode", () =>
    withIndex(async (index) => {
      const record = recordOf(
        [1, 1, 1],
        { PatientName: "Müller^Jörg=山田^太郎", Rows: 512 },
        { byteCount: 4711 },
      );
      const put = await index.put(record);
      assert.equal(put, {
        sopInstanceUid: "1.4.1.1.1",
        sopClassUid: CT_IMAGE_STORAGE,
        sopClassName: "CT Image Storage",
        transferSyntaxUid: "1.2.840.10008.1.2.1",
        transferSyntaxName: "Explicit VR Little Endian",
        studyInstanceUid: "1.2.1",
        seriesInstanceUid: "1.3.1",
        patientName: "Müller^Jörg=山田^太郎",
        patientId: "P1",
        accessionNumber: "",
        modality: "CT",
        studyDate: "",
        studyDescription: "",
        seriesDescription: "",
        specificCharacterSet: ["ISO_IR 192"],
        expectedCharacterSet: [],
        hasPixelData: true,
        byteCount: 4711,
        callingAeTitle: "CT1",
        receivedAt: new Date(record.mtimeMs).toISOString(),
        instanceNumber: "",
        frameCount: 1,
        location: ["1.2.1", "1.3.1", "1.4.1.1.1.dcm"],
      });
      assert.equal(await index.get("1.4.1.1.1"), put);
      assert.equal(await index.list(), [put]);
      assert.is(await index.get("1.4.9"), undefined);
      assert.equal(await index.file(record.location), {
        ...{ byteCount: 4711, mtimeMs: record.mtimeMs },
        expectedCharacterSet: "",
      });
    }));

  test("knows which character set was expected of a file, and of which another one came", () => {
    const files: [declared: string, expected: string][] = [
      ["ISO_IR 100", ""],
      ["ISO_IR 100", "ISO_IR 100"],
      ["ISO_IR 100", "ISO_IR 192"],
      ["ISO_IR 100", "ISO_IR 192"],
      ["", "ISO_IR 192"],
    ];
    const records = files.map(([SpecificCharacterSet, expectedCharacterSet], number) => ({
      ...recordOf([1, 1, number + 1], { SpecificCharacterSet }),
      expectedCharacterSet,
    }));
    return with_(records, async (index) => {
      const listed = (await index.list()).map((instance) => instance.expectedCharacterSet.join());
      assert.equal(
        listed,
        files.map(([, expected]) => expected),
      );
      assert.is((await index.file(records[2]!.location))?.expectedCharacterSet, "ISO_IR 192");
      for (const level of ["study", "series"] as const) {
        const [{ otherCharacterSets } = {}] = await index.find(level);
        assert.equal(otherCharacterSets, [{ declared: "ISO_IR 100", expected: "ISO_IR 192" }]);
      }
    });
  });

  test("lists the latest, oldest first", () =>
    with_(
      [3, 1, 4, 2].map((number) => recordOf([1, 1, number])),
      async (index) => {
        const uids = async (limit?: number) =>
          (await index.list(limit === undefined ? {} : { limit })).map(
            ({ sopInstanceUid }) => sopInstanceUid,
          );
        assert.equal(await uids(), ["1.4.1.1.1", "1.4.1.1.2", "1.4.1.1.3", "1.4.1.1.4"]);
        assert.equal(await uids(2), ["1.4.1.1.3", "1.4.1.1.4"]);
        assert.is(await index.count(), 4);
      },
    ));

  test("a file that comes again replaces what was known of it", () =>
    with_([recordOf([1, 1, 1]), recordOf([1, 1, 1], { Modality: "MR" }, { byteCount: 5 })], async (index) => {
      assert.is(await index.count(), 1);
      const [series] = await index.find("series");
      assert.is(series?.values.Modality, "MR");
      assert.is(series?.byteCount, 5);
    }));

  test("a file that belongs to another study now leaves nothing of the one before", () =>
    with_([recordOf([1, 1, 1], {}, { path: "a.dcm" })], async (index) => {
      await index.put(recordOf([2, 2, 2], {}, { path: "a.dcm" }));
      assert.equal(await studies(index, "StudyInstanceUID"), ["1.2.2"]);
      assert.equal((await index.find("patient")).length, 1);
      assert.equal((await index.find("series")).length, 1);
    }));

  test("the same UID twice: the latest is found, both are listed", () =>
    with_(
      [recordOf([1, 1, 1]), recordOf([1, 1, 1], {}, { path: "other/place.dcm", mtimeMs: 9e12 })],
      async (index) => {
        assert.is(await index.count(), 2);
        assert.equal((await index.get("1.4.1.1.1"))?.location, ["other", "place.dcm"]);
      },
    ));

  test("removes a file, and what has nothing left", () =>
    with_(
      [recordOf([1, 1, 1]), recordOf([1, 1, 2]), recordOf([1, 2, 1]), recordOf([2, 3, 1])],
      async (index) => {
        const remove = (record: InstanceRecord) => index.remove(record.location);
        assert.is(await remove(recordOf([1, 1, 1])), true);
        assert.is(await remove(recordOf([1, 1, 1])), false);
        assert.is((await index.find("series")).length, 3);
        await remove(recordOf([1, 1, 2]));
        assert.is((await index.find("series")).length, 2);
        await remove(recordOf([1, 2, 1]));
        assert.equal(await studies(index, "StudyInstanceUID"), ["1.2.2"]);
        assert.is((await index.find("patient")).length, 1);
        await index.put(recordOf([1, 1, 1]));
        assert.equal(await studies(index, "StudyInstanceUID"), ["1.2.2", "1.2.1"]);
      },
    ));

  test("counts what is below", () =>
    with_(
      [
        recordOf([1, 1, 1], {}, { byteCount: 10 }),
        recordOf([1, 1, 2], {}, { byteCount: 20 }),
        recordOf([1, 2, 1], { Modality: "SR" }, { byteCount: 30 }),
        recordOf([2, 3, 1], { PatientID: "P1", PatientName: "Name^1", Modality: "MR" }, { byteCount: 40 }),
      ],
      async (index) => {
        const [patient] = await index.find("patient");
        assert.equal(
          [patient?.studyCount, patient?.seriesCount, patient?.instanceCount, patient?.byteCount],
          [2, 3, 4, 100],
        );
        assert.equal(patient?.modalities, ["CT", "MR", "SR"]);
        const [study] = await index.find("study", { where: { StudyInstanceUID: "1.2.1" } });
        assert.equal([study?.seriesCount, study?.instanceCount, study?.byteCount], [2, 3, 60]);
        assert.equal(study?.modalities, ["CT", "SR"]);
        assert.equal(study?.sopClassUids, [CT_IMAGE_STORAGE]);
        const [instance] = await index.find("instance", { where: { SOPInstanceUID: "1.4.1.1.2" } });
        assert.equal([instance?.instanceCount, instance?.byteCount], [1, 20]);
        assert.is(instance?.values.PatientID, "P1");
      },
    ));

  test("sorts by the latest file below, and instances by their number", () =>
    with_(
      [
        recordOf([1, 1, 1], { InstanceNumber: 10, NumberOfFrames: 3 }, { mtimeMs: 3000 }),
        recordOf([2, 2, 1], { InstanceNumber: 1 }, { mtimeMs: 2000 }),
        recordOf([1, 1, 2], { InstanceNumber: 9 }, { mtimeMs: 1000 }),
      ],
      async (index) => {
        const found = await index.find("study", { sort: "-receivedAt" });
        assert.equal(
          found.map(({ values, receivedAt }) => [values.StudyInstanceUID, receivedAt]),
          [
            ["1.2.1", "1970-01-01T00:00:03.000Z"],
            ["1.2.2", "1970-01-01T00:00:02.000Z"],
          ],
        );
        assert.equal(found[0]?.callingAeTitles, ["CT1"]);
        assert.equal(found[0]?.specificCharacterSets, ["ISO_IR 192"]);
        const [last] = await index.find("study", { sort: "receivedAt", limit: 1 });
        assert.is(last?.values.StudyInstanceUID, "1.2.2");
        const numbers = async (sort: string) =>
          (await index.list({ sort, where: { SeriesInstanceUID: "1.3.1" } })).map((instance) => [
            instance.instanceNumber,
            instance.frameCount,
          ]);
        assert.equal(await numbers("InstanceNumber"), [
          ["9", 1],
          ["10", 3],
        ]);
        assert.equal((await numbers("-InstanceNumber"))[0], ["10", 3]);
      },
    ));

  test("finds where each word is in one of some columns", () =>
    with_(
      [
        recordOf([1, 1, 1], { PatientName: "Müller^Jörg", AccessionNumber: "A-17" }),
        recordOf([2, 2, 1], { PatientName: "Müller^Anna", StudyDescription: "100% sure" }),
      ],
      async (index) => {
        const columns = ["PatientName", "AccessionNumber", "StudyDescription"];
        const uids = async (text: string) =>
          (await index.find("study", { words: { columns, text } })).map(
            ({ values }) => values.StudyInstanceUID,
          );
        assert.equal(await uids("Müller"), ["1.2.1", "1.2.2"]);
        assert.equal(await uids("Müller, jörg"), ["1.2.1"]);
        assert.equal(await uids("anna 17"), []);
        assert.equal(await uids("jörg a-17"), ["1.2.1"]);
        assert.equal(await uids("0%"), ["1.2.2"]);
        assert.equal(await uids("_"), []);
        assert.equal(await uids(" "), ["1.2.1", "1.2.2"]);
        assert.is(await index.countOf("study", { words: { columns, text: "anna" } }), 1);
      },
    ));

  test("finds by exact values of the level and those above, some or all, in pages", () =>
    with_(
      [1, 2, 3, 4].map((n) => recordOf([n, n, 1], { StudyDate: n < 3 ? "20260101" : "20260202" })),
      async (index) => {
        const ids = async (...options: Parameters<InstanceIndex["find"]>) =>
          (await index.find(...options)).map(({ values }) => values.PatientID).join();
        assert.is(await ids("study", { where: { StudyDate: "20260202" } }), "P3,P4");
        assert.is(await ids("instance", { where: { StudyDate: "20260101", PatientID: "P2" } }), "P2");
        assert.is(await ids("series", { where: { StudyInstanceUID: ["1.2.1", "1.2.4", "1.2.9"] } }), "P1,P4");
        assert.is(await ids("patient", { where: { PatientID: "p1" } }), "");
        assert.is(await ids("patient", { where: { PatientID: [] } }), "");
        assert.is(await ids("study", { limit: 2, offset: 1 }), "P2,P3");
        assert.is(await ids("study", { where: { PatientName: `x' or "1"='1` } }), "");
        for (const [level, key] of [
          ["study", "Modality"],
          ["instance", `x"; drop table instance`],
        ] as const) {
          const error = await rejection(index.find(level, { where: { [key]: "CT" } }));
          assert.is(error.code, "ARG_INDEX_KEY");
        }
      },
    ));

  const disagreeing = [
    recordOf([1, 1, 1], { StudyDescription: "old", PatientName: "A", StudyID: "S" }, { mtimeMs: 1000 }),
    recordOf([1, 1, 2], { StudyDescription: "new", PatientName: "B" }, { mtimeMs: 3000 }),
    recordOf([1, 1, 3], { PatientName: "", AccessionNumber: "N" }, { mtimeMs: 2000 }),
  ];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
  ]) {
    test(`a study has the values of the latest object that has any, indexed in order ${order}`, () =>
      with_(
        order.map((i) => disagreeing[i] as InstanceRecord),
        async (index) => {
          const [study] = await index.find("study");
          const { StudyDescription, PatientName, StudyID, AccessionNumber } = study?.values ?? {};
          assert.equal([StudyDescription, PatientName, StudyID, AccessionNumber], ["new", "B", "S", "N"]);
          // Of each object lists show what it says itself.
          assert.equal(
            (await index.list()).map(({ patientName }) => patientName),
            ["A", "", "B"],
          );
        },
      ));
  }

  test("patients of one ID and different issuers, or without an ID and of different names, are different", () =>
    with_(
      [
        recordOf([1, 1, 1], { PatientID: "1", IssuerOfPatientID: "A" }),
        recordOf([2, 2, 1], { PatientID: "1", IssuerOfPatientID: "B" }),
        recordOf([3, 3, 1], { PatientID: "", PatientName: "Doe^John" }),
        recordOf([4, 4, 1], { PatientID: "", PatientName: "Doe^Jane" }),
        recordOf([5, 5, 1], { PatientID: "", PatientName: "Doe^Jane" }),
      ],
      async (index) => {
        const patients = await index.find("patient");
        assert.equal(
          patients.map(({ studyCount }) => studyCount),
          [1, 1, 1, 2],
        );
      },
    ));

  test("a study goes to the patient that its latest object names, and leaves none behind", () =>
    with_(
      [
        recordOf([1, 1, 1], { PatientID: "wrong" }, { mtimeMs: 1000 }),
        recordOf([1, 1, 1], { PatientID: "right" }, { mtimeMs: 2000 }),
        recordOf([1, 1, 2], { PatientID: "wrong" }, { mtimeMs: 1500 }),
      ],
      async (index) => {
        const patients = await index.find("patient");
        assert.equal(
          patients.map(({ values, instanceCount }) => [values.PatientID, instanceCount]),
          [["right", 2]],
        );
      },
    ));

  test("keeps several values, and sequences as DICOM JSON", () => {
    const item = createDataset({ CodeValue: "77", CodeMeaning: "Schädel" });
    const record = recordOf([1, 1, 1], { ImageType: ["ORIGINAL", "PRIMARY"], ProcedureCodeSequence: [item] });
    return with_([record], async (index) => {
      const [{ values } = { values: {} as Record<string, string> }] = await index.find("instance");
      assert.is(values.ImageType, "ORIGINAL\\PRIMARY");
      const [back] = JSON.parse(values.ProcedureCodeSequence ?? "").map(fromDicomJson);
      assert.is(back.get("CodeMeaning"), "Schädel");
      assert.is(values.RequestAttributesSequence, "");
    });
  });

  test("objects without UIDs are listed, but make no study", () =>
    with_([recordOf([1, 1, 1], { StudyInstanceUID: "", SeriesInstanceUID: "" })], async (index) => {
      assert.is(await index.count(), 1);
      assert.is((await index.list()).length, 1);
      assert.equal(await index.find("study"), []);
      assert.equal(await index.find("series"), []);
      assert.is((await index.find("instance")).length, 1);
    }));

  test("knows all files", () =>
    with_(
      [recordOf([1, 1, 1], {}, { byteCount: 1 }), recordOf([1, 1, 2], {}, { byteCount: 2 })],
      async (index) => {
        const files = await index.files();
        assert.equal([...files.keys()].sort(), ["1.2.1/1.3.1/1.4.1.1.1.dcm", "1.2.1/1.3.1/1.4.1.1.2.dcm"]);
        assert.is(files.get("1.2.1/1.3.1/1.4.1.1.2.dcm")?.byteCount, 2);
      },
    ));
}
