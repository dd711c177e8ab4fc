import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { readDicomFile, TRANSFER_SYNTAX } from "@minipacs/dicom-core";
import { connect, echo, type StoreSource, store } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { PacsOptions } from "../../src/config/config.ts";
import { describeEvent, formatEventLine } from "../../src/events/describe-event.ts";
import type { Pacs } from "../../src/pacs.ts";
import type { IncomingObject, ObjectLocation, ObjectStore } from "../../src/storage/object-store.ts";
import { CT_IMAGE_STORAGE, ctObject } from "../support/objects.ts";
import { RawScu } from "../support/raw-scu.ts";
import { eventOf, targetOf, withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/store service");

async function send(pacs: Pacs, ...sources: StoreSource[]): Promise<(number | undefined)[]> {
  const outcomes = await store(targetOf(pacs), sources);
  return outcomes.map(({ result }) => result?.status);
}

const warnings = (pacs: Pacs) => pacs.events.recent().filter(({ type }) => type === "warning");

test("stores, lists and tells an object", () =>
  withPacs(async (pacs) => {
    const object = ctObject({
      SpecificCharacterSet: "ISO_IR 192",
      PatientName: "Müller^Hans",
      PatientID: "P-1",
      Modality: "CT",
      AccessionNumber: "ACC-001",
    });
    assert.equal(await send(pacs, object), [0]);
    const [instance, ...others] = await pacs.index.list();
    assert.is(others.length, 0);
    assert.equal(instance?.location, ["1.2.3.1", "1.2.3.2", "1.2.3.3.dcm"]);
    assert.is(instance?.patientName, "Müller^Hans");
    assert.is(instance?.sopClassName, "CT Image Storage");
    assert.is(instance?.callingAeTitle, "TEST-SCU");
    assert.equal(await pacs.index.get("1.2.3.3"), instance);
    const stored = await pacs.objects.read(instance?.location ?? []);
    const bytes = await buffer((stored as NonNullable<typeof stored>).stream);
    assert.is(bytes.length, instance?.byteCount);
    const file = readDicomFile(bytes);
    assert.is(file.dataset.getText("PatientName"), "Müller^Hans");
    assert.is(file.meta.getText("SourceApplicationEntityTitle"), "TEST-SCU");
    const event = await eventOf(pacs, "store");
    assert.equal(event.instance, instance);
    assert.is(event.byteCount, (object.data as Uint8Array).length);
    assert.is(event.outcome, "stored");
    assert.equal(warnings(pacs), []);
  }));

test("an object that comes again with other bytes replaces the earlier one", () =>
  withPacs(async (pacs) => {
    assert.equal(await send(pacs, ctObject({ PatientID: "old" }), ctObject({ PatientID: "new" })), [0, 0]);
    assert.is(await pacs.index.count(), 1);
    assert.is((await pacs.index.get("1.2.3.3"))?.patientId, "new");
    const event = await eventOf(pacs, "store", ({ outcome }) => outcome === "replaced");
    assert.match(formatEventLine(event), /replaced an earlier one$/);
  }));

test("the same bytes again are answered with Success, and nothing changes", () =>
  withPacs(async (pacs) => {
    assert.equal(await send(pacs, ctObject({ PatientID: "A" })), [0]);
    const before = await pacs.index.list();
    const file = await pacs.objects.stat(before[0]?.location ?? []);
    const again = await store({ ...targetOf(pacs), callingAeTitle: "OTHER-SCU" }, [
      ctObject({ PatientID: "A" }),
    ]);
    assert.is(again[0]?.result?.status, 0);
    assert.equal(await pacs.index.list(), before);
    assert.equal(await pacs.objects.stat(before[0]?.location ?? []), file);
    const event = await eventOf(pacs, "store", ({ outcome }) => outcome === "unchanged");
    assert.match(formatEventLine(event), /was there already$/);
  }));

for (const [onDuplicate, status, line] of [
  ["keep", 0, /not stored: another object is there already, and is kept$/],
  ["reject", 0x0111, /not stored: status 0111 \(another object is there already\)$/],
] as const) {
  test(`--on-duplicate ${onDuplicate}: the earlier object stays, and that is told`, () =>
    withPacs(
      async (pacs) => {
        const [first, second] = [ctObject({ PatientID: "old" }), ctObject({ PatientID: "new" })];
        assert.equal(await send(pacs, first, second, first), [0, status, 0]);
        assert.is(await pacs.index.count(), 1);
        assert.is((await pacs.index.get("1.2.3.3"))?.patientId, "old");
        const told = pacs.events.recent().filter(({ type }) => type === "store");
        assert.is(told.length, 3);
        assert.match(formatEventLine(told[1]!), line);
        assert.is(describeEvent(told[1]!).level, "warn");
      },
      { onDuplicate },
    ));
}

test("many at a time with the same UIDs: what is listed is what lies there", () =>
  withPacs(async (pacs) => {
    const senders = Array.from({ length: 8 }, (_, n) =>
      send(pacs, ...Array.from({ length: 5 }, (_, k) => ctObject({ PatientID: `P-${n}-${k}` }))),
    );
    for (const statuses of await Promise.all(senders)) assert.equal(statuses, [0, 0, 0, 0, 0]);
    assert.is(await pacs.index.count(), 1);
    const [instance] = await pacs.index.list();
    const stored = await pacs.objects.read(instance?.location ?? []);
    const file = readDicomFile(await buffer((stored as NonNullable<typeof stored>).stream));
    assert.is(instance?.patientId, file.dataset.getText("PatientID"));
  }));

test("with fsync objects are stored as without", () =>
  withFolder((dataDir) =>
    withPacs(
      async (pacs) => {
        assert.equal(await send(pacs, ctObject(), ctObject({ PatientID: "2" })), [0, 0]);
        assert.is(await pacs.index.count(), 1);
      },
      { ephemeral: false, dataDir, fsync: true },
    ),
  ));

test("an object whose UID another study has is kept beside that one, which is told once for each series", () =>
  withPacs(async (pacs) => {
    const other = { StudyInstanceUID: "1.2.9.1" };
    const sources = [ctObject(), ctObject({}, "1.2.3.4"), ctObject(other), ctObject(other, "1.2.3.4")];
    assert.equal(await send(pacs, ...sources), [0, 0, 0, 0]);
    assert.is(await pacs.index.count(), 4);
    assert.equal((await pacs.index.get("1.2.3.3"))?.studyInstanceUid, "1.2.9.1");
    assert.equal(warnings(pacs).map(formatEventLine), [
      "[WARN] One SOP Instance UID in two studies or series, both are kept: 1.2.9.1/1.2.3.2/1.2.3.3.dcm and 1.2.3.1/1.2.3.2/1.2.3.3.dcm",
    ]);
    assert.equal(await send(pacs, ...sources), [0, 0, 0, 0]);
    assert.is(warnings(pacs).length, 1);
    assert.is(await pacs.removeObjects({ SOPInstanceUID: "1.2.3.3" }), 2);
  }));

test("tells of an object that is not what its command says", () =>
  withPacs(async (pacs) => {
    const other = ctObject({ SOPInstanceUID: "1.2.3.4", SOPClassUID: "1.2.840.10008.5.1.4.1.1.4" });
    assert.equal(await send(pacs, ctObject({}, "1.2.3.5"), other), [0, 0]);
    const told = pacs.events.recent().flatMap((event) => (event.type === "warning" ? [event] : []));
    assert.equal(
      told.map(({ code }) => code),
      ["STORE_UID_MISMATCH"],
    );
    assert.match(told[0]?.message ?? "", /differ in SOPClassUID and SOPInstanceUID$/);
    assert.is(await pacs.index.count(), 2);
  }));

test("warns of another character set than the configured one, compared without padding and empty terms", async () => {
  const cases: [string, string | undefined, string | undefined][] = [
    ["ISO_IR 192", "ISO_IR 100", "received ISO_IR 100, server configured ISO_IR 192"],
    ["ISO_IR 192", "ISO_IR 192", undefined],
    ["ISO_IR 192", undefined, undefined],
    ["ISO_IR 192", "", undefined],
    ["", "ISO_IR 100", undefined],
    ["", undefined, undefined],
    ["ISO 2022 IR 87", "\\ISO 2022 IR 87", undefined],
    ["\\ISO 2022 IR 87", "ISO 2022 IR 87", undefined],
    [
      "ISO_IR 100",
      "ISO 2022 IR 6\\ISO 2022 IR 87",
      "received ISO 2022 IR 6\\ISO 2022 IR 87, server configured ISO_IR 100",
    ],
  ];
  for (const [charset, received, expected] of cases) {
    await withPacs(
      async (pacs) => {
        const object = ctObject(received === undefined ? {} : { SpecificCharacterSet: received });
        assert.equal(await send(pacs, object), [0]);
        assert.equal(
          warnings(pacs).map(formatEventLine),
          expected ? [`[WARN] C-STORE SpecificCharacterSet mismatch: ${expected}`] : [],
        );
      },
      { charset },
    );
  }
});

test("a difference of character sets is told once for each association", () =>
  withPacs(async (pacs) => {
    const objects = ["ISO_IR 100", "ISO_IR 100", "ISO_IR 144"].map((charset, number) =>
      ctObject({ SpecificCharacterSet: charset }, `1.2.3.${number}`),
    );
    assert.equal(await send(pacs, ...objects), [0, 0, 0]);
    assert.is(warnings(pacs).length, 2);
    assert.equal(await send(pacs, ...objects), [0, 0, 0]);
    assert.is(warnings(pacs).length, 4);
  }));

test("so it is for deflated objects, whose character set is read from their files", () =>
  withPacs(async (pacs) => {
    const deflated = (SpecificCharacterSet: string, uid: string) =>
      ctObject({ SpecificCharacterSet }, uid, TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian);
    const objects = [
      deflated("ISO_IR 100", "1.2.3.3"),
      deflated("ISO_IR 100", "1.2.3.4"),
      deflated("ISO_IR 192", "1.2.3.5"),
    ];
    const line =
      "[WARN] C-STORE SpecificCharacterSet mismatch: received ISO_IR 100, server configured ISO_IR 192";
    assert.equal(await send(pacs, ...objects), [0, 0, 0]);
    assert.equal(warnings(pacs).map(formatEventLine), [line]);
    const parsed = ctObject({ SpecificCharacterSet: "ISO_IR 100" }, "1.2.3.6");
    assert.equal(await send(pacs, parsed, ...objects), [0, 0, 0, 0]);
    assert.equal(warnings(pacs).map(formatEventLine), [line, line]);
  }));

test("the same object again is not put into an index that does not keep what was expected", () =>
  withPacs(async (pacs) => {
    const { index } = pacs;
    const [file, put] = [index.file.bind(index), index.put.bind(index)];
    let putCount = 0;
    index.file = async (location) => {
      const known = await file(location);
      return known && { ...known, expectedCharacterSet: undefined };
    };
    index.put = (record) => {
      putCount += 1;
      return put(record);
    };
    for (const charset of ["ISO_IR 192", ""]) {
      await pacs.changeSettings({ charset });
      assert.equal(await send(pacs, ctObject(), ctObject()), [0, 0]);
    }
    assert.is(putCount, 1);
  }));

test("a station is held against its own character set, the others against that of the server", async () => {
  const charsetFor = { "TEST-SCU": "ISO_IR 100", OTHER: "ISO_IR 144" };
  const cases: [PacsOptions, string, number][] = [
    [{ charsetFor }, "ISO_IR 100", 0],
    [{ charsetFor }, "ISO_IR 192", 1],
    [{ charsetFor: { "TEST-SCU": "" } }, "ISO_IR 100", 0],
    [{ charsetFor: { OTHER: "ISO_IR 100" } }, "ISO_IR 100", 1],
    [{ charsetFor: { OTHER: "ISO_IR 144" }, charset: "ISO_IR 100" }, "ISO_IR 100", 0],
  ];
  for (const [options, SpecificCharacterSet, count] of cases) {
    await withPacs(async (pacs) => {
      assert.equal(await send(pacs, ctObject({ SpecificCharacterSet })), [0]);
      assert.is(warnings(pacs).length, count, JSON.stringify(options));
    }, options);
  }
});

test("what was expected when an object came stays with it, until it comes again", () =>
  withFolder((dataDir) => {
    const kept = { ephemeral: false, dataDir };
    const expected = async (pacs: Pacs) => (await pacs.index.get("1.2.3.3"))?.expectedCharacterSet;
    const others = async (pacs: Pacs) => (await pacs.index.find("study"))[0]?.otherCharacterSets;
    const object = ctObject({ SpecificCharacterSet: "ISO_IR 100" });
    const difference = (expected: string) => ({ declared: "ISO_IR 100", expected });
    return withPacs(async (pacs) => {
      assert.equal(await send(pacs, object), [0]);
      await pacs.changeSettings({ charset: "ISO_IR 100" });
      assert.equal([await expected(pacs), await others(pacs)], [["ISO_IR 192"], [difference("ISO_IR 192")]]);
      await pacs.changeSettings({ charset: "ISO_IR 144" });
      assert.equal(await send(pacs, object), [0]);
      assert.equal([await expected(pacs), await others(pacs)], [["ISO_IR 144"], [difference("ISO_IR 144")]]);
    }, kept).then(() =>
      withPacs(async (pacs) => assert.equal(await others(pacs), [difference("ISO_IR 144")]), kept),
    );
  }));

test("files by the command what it cannot parse, and keeps broken data sets with a warning", () =>
  withPacs(async (pacs) => {
    const deflated: StoreSource = {
      ...ctObject(),
      transferSyntaxUid: TRANSFER_SYNTAX.deflatedExplicitVrLittleEndian,
    };
    const broken: StoreSource = { ...ctObject({}, "1.2.3.4"), data: new Uint8Array(64).fill(0xff) };
    assert.equal(await send(pacs, deflated), [0]);
    assert.equal((await pacs.index.get("1.2.3.3"))?.location, ["unparsed", CT_IMAGE_STORAGE, "1.2.3.3.dcm"]);
    assert.equal(await send(pacs, broken), [0]);
    assert.ok(await pacs.index.get("1.2.3.4"));
  }));

test("a UID of a peer that is none never becomes a path", () =>
  withPacs(async (pacs) => {
    const object = ctObject({}, "../../../evil");
    assert.equal(await send(pacs, object), [0]);
    const [, , name = ""] = (await pacs.index.list())[0]?.location ?? [];
    assert.match(name, /^hash-[0-9a-f]{40}\.dcm$/);
    assert.equal(warnings(pacs).map(formatEventLine), [
      "[WARN] C-STORE object accepted without a valid SOPInstanceUID: its file is named otherwise",
    ]);
  }));

test("texts of a peer beyond ASCII are no reason to refuse an object", () =>
  withPacs(async (pacs) => {
    const abstractSyntaxes = [CT_IMAGE_STORAGE];
    const { scu } = await RawScu.open(pacs.dicomPort, { abstractSyntaxes, callingAeTitle: "GER\xc4T" });
    const { data } = ctObject();
    const command = { AffectedSOPClassUID: CT_IMAGE_STORAGE, AffectedSOPInstanceUID: "1.2.\xe9" };
    assert.is(await scu.request(1, { CommandField: 1, Priority: 0, ...command }, data as Uint8Array), 0);
    await scu.release();
    const [instance] = await pacs.index.list();
    assert.is(instance?.sopInstanceUid, "1.2.\xe9");
    assert.is(instance?.callingAeTitle, "GER\xc4T");
    const stored = await pacs.objects.read(instance?.location ?? []);
    const { meta } = readDicomFile(await buffer((stored as NonNullable<typeof stored>).stream));
    assert.is(meta.getText("MediaStorageSOPInstanceUID"), "1.2.?");
    assert.is(meta.getText("SourceApplicationEntityTitle"), "GER?T");
  }));

/** A store that takes bytes and then fails, as a full disk does. */
function failingStore(code: string): ObjectStore {
  return {
    open: async () => {},
    remove: async () => false,
    removeLeftovers: async () => {},
    async put(_location: ObjectLocation, object: IncomingObject) {
      await withFolder((folder) => object.save(join(folder, "part")));
      throw Object.assign(new Error(code), { code });
    },
    read: async () => undefined,
    stat: async () => undefined,
    async *list() {},
    exclusive: (_location, use) => use(),
    close: async () => {},
  };
}

for (const [code, why] of [
  ["ENOSPC", "the disk is full (ENOSPC)"],
  ["EACCES", "no permission to write there (EACCES)"],
] as const) {
  test(`answers A700 to ${code}, tells it, and lives on`, () =>
    withPacs(
      async (pacs) => {
        const association = await connect({
          ...targetOf(pacs),
          contexts: [
            { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian] },
          ],
        });
        const first = await association.store(ctObject());
        assert.is(first.status, 0xa700);
        assert.match(first.errorComment ?? "", new RegExp(code));
        assert.is((await association.store(ctObject())).status, 0xa700);
        await association.release();
        assert.is((await echo(targetOf(pacs))).status, 0);
        assert.is(await pacs.index.count(), 0);
        const error = await eventOf(pacs, "error");
        assert.is(formatEventLine(error), `[ERROR] C-STORE object could not be written: ${why}`);
        assert.is((await eventOf(pacs, "store")).instance, undefined);
      },
      {},
      { objects: failingStore(code) },
    ));
}

test("answers A700 where a folder cannot be made, and lives on", () =>
  withFolder((folder) =>
    withPacs(
      async (pacs) => {
        await writeFile(join(folder, "objects", "1.2.3.1"), "a file where a folder belongs");
        assert.equal(await send(pacs, ctObject(), ctObject({ StudyInstanceUID: "1.2.9" })), [0xa700, 0]);
        assert.is(await pacs.index.count(), 1);
      },
      { ephemeral: false, dataDir: folder },
    ),
  ));

test("an association that ends within an object leaves nothing and is no disk error", () =>
  withPacs(async (pacs) => {
    const association = await connect({
      ...targetOf(pacs),
      contexts: [
        { abstractSyntax: CT_IMAGE_STORAGE, transferSyntaxes: [TRANSFER_SYNTAX.explicitVrLittleEndian] },
      ],
    });
    async function* halfAnObject() {
      yield ctObject().data as Uint8Array;
      await new Promise((resolve) => setTimeout(resolve, 50));
      association.abort();
    }
    await association.store({ ...ctObject(), data: halfAnObject() }).then(
      () => assert.unreachable(),
      () => {},
    );
    await eventOf(pacs, "association.closed");
    assert.is(await pacs.index.count(), 0);
    assert.equal(
      pacs.events.recent().filter(({ type }) => type === "error" || type === "store"),
      [],
    );
  }));
