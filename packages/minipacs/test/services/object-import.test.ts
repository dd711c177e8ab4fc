import { Readable } from "node:stream";
import {
  createDataset,
  type DatasetInit,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { Pacs } from "../../src/pacs.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { withPacs } from "../support/running-pacs.ts";

const test = testSuite("minipacs/object import");

const UIDS = {
  SOPClassUID: CT_IMAGE_STORAGE,
  SOPInstanceUID: "1.2.3.3",
  StudyInstanceUID: "1.2.3.1",
  SeriesInstanceUID: "1.2.3.2",
};

/** Returns a Part 10 file. */
function fileWith(values: DatasetInit): Uint8Array {
  const meta = createDataset({
    MediaStorageSOPClassUID: UIDS.SOPClassUID,
    MediaStorageSOPInstanceUID: UIDS.SOPInstanceUID,
    TransferSyntaxUID: TRANSFER_SYNTAX.explicitVrLittleEndian,
  });
  const dataset = createDataset({ ...UIDS, ...values }, { validate: false });
  const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;
  return writeDicomFile({ meta, dataset, transferSyntaxUid, diagnostics: [] });
}

/** Its data set names another class and instance than its file meta information. */
function contradictoryFile(): Uint8Array {
  const bytes = Buffer.from(fileWith({}));
  bytes.write("1.2.3.4", bytes.lastIndexOf("1.2.3.3"));
  bytes.write("1.4", bytes.lastIndexOf(CT_IMAGE_STORAGE) + CT_IMAGE_STORAGE.length - 3);
  return bytes;
}

function take(pacs: Pacs, file: Uint8Array) {
  return pacs.importObject(Readable.from([file]));
}

/** What was told of the objects themselves: that an instance is in two studies is told when the index is written. */
const warnings = (pacs: Pacs) =>
  pacs.events
    .recent()
    .flatMap((event) => (event.type === "warning" ? [[event.code, event.message]] : []))
    .filter(([code]) => code !== "STORE_UID_ELSEWHERE");

test("tells of uploads what is told of objects that come by C-STORE", () =>
  withPacs(async (pacs) => {
    await take(pacs, fileWith({ SpecificCharacterSet: "ISO_IR 192" }));
    assert.equal(warnings(pacs), []);
    await take(pacs, fileWith({ SpecificCharacterSet: "ISO_IR 100" }));
    await take(pacs, fileWith({ StudyInstanceUID: "1.02", SeriesInstanceUID: "" }));
    await take(pacs, contradictoryFile());
    assert.equal(warnings(pacs), [
      [
        "STORE_CHARSET_MISMATCH",
        "Upload SpecificCharacterSet mismatch: received ISO_IR 100, server configured ISO_IR 192",
      ],
      [
        "STORE_INVALID_UID",
        "Upload accepted without a valid StudyInstanceUID, SeriesInstanceUID: its file is named otherwise",
      ],
      [
        "STORE_UID_MISMATCH",
        "Upload accepted whose file meta information and data set differ in SOPClassUID and SOPInstanceUID",
      ],
    ]);
    assert.is((await pacs.index.get("1.2.3.4"))?.sopClassName, "MR Image Storage");
  }));

test("an upload is held against the character set of the station that its file names", () =>
  withPacs(
    async (pacs) => {
      const object = fileWith({ SpecificCharacterSet: "ISO_IR 192" });
      await take(pacs, object);
      assert.equal(warnings(pacs), []);
      const file = readDicomFile(object);
      file.meta.set("SourceApplicationEntityTitle", "CT1");
      await take(pacs, writeDicomFile(file));
      assert.equal(
        warnings(pacs).map(([code]) => code),
        ["STORE_CHARSET_MISMATCH"],
      );
      assert.equal((await pacs.index.get("1.2.3.3"))?.expectedCharacterSet, ["ISO_IR 144"]);
    },
    { charsetFor: { CT1: "ISO_IR 144" } },
  ));
