import {
  CHARACTER_SETS,
  createDataset,
  createUid,
  readDicomFile,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { characterSetName } from "../../src/metadata/character-set-name.ts";
import { dateText, keyTagsOf } from "../../src/metadata/key-tags.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/key-tags");

test("of an image: patient, study, kind, shape and encoding, by names", () => {
  const file = readDicomFile(
    phantom({
      frames: 3,
      attributes: {
        SpecificCharacterSet: ["ISO_IR 192"],
        PatientName: "Yamada^Tarou=山田^太郎=やまだ^たろう",
        PatientID: "0815",
        StudyDate: "20261130",
      },
    }),
  );
  const tags = keyTagsOf(file);
  assert.equal(
    tags.map(({ name, parts }) => [name, parts.join(" | ")]),
    [
      ["Patient", "Yamada, Tarou | 山田, 太郎 | やまだ, たろう"],
      ["Patient ID", "0815"],
      ["Study date", "2026-11-30"],
      ["Modality", "OT"],
      ["SOP class", "Secondary Capture Image Storage"],
      ["Rows", "64"],
      ["Columns", "64"],
      ["Frames", "3"],
      ["Bits allocated", "16"],
      ["Photometric", "MONOCHROME2"],
      ["Character set", "UTF-8"],
      ["Transfer syntax", "Explicit VR Little Endian"],
    ],
  );
  assert.is(tags.at(-1)!.raw, TRANSFER_SYNTAX.explicitVrLittleEndian);
});

test("without an image nothing is said of its shape, and what is missing is empty", () => {
  const dataset = createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11",
    SOPInstanceUID: createUid(),
  });
  const file = readDicomFile(
    writeDicomFile({ dataset, transferSyntaxUid: TRANSFER_SYNTAX.implicitVrLittleEndian }),
  );
  const tags = new Map(keyTagsOf(file).map(({ name, parts }) => [name, parts]));
  assert.equal(tags.get("SOP class"), ["Basic Text SR Storage"]);
  assert.equal(tags.get("Patient"), []);
  assert.is(tags.has("Rows"), false);
});

test("character sets have names, the same as dicom-core has; what has none stands as it is", () => {
  assert.is(characterSetName([]), "ASCII");
  assert.is(characterSetName(["ISO_IR 100"]), "Latin-1 – Western Europe");
  assert.is(characterSetName(["ISO 2022 IR 6", "ISO 2022 IR 100"]), "Latin-1 – Western Europe");
  assert.is(characterSetName(["", "ISO 2022 IR 87"]), "Japanese");
  assert.is(characterSetName(["", "ISO 2022 IR 149", "ISO 2022 IR 126"]), "Korean + Greek");
  assert.is(characterSetName(["ISO 2022 IR 13", "ISO 2022 IR 87"]), "Japanese");
  assert.is(characterSetName(["ISO_IR 138"]), "Hebrew");
  assert.is(characterSetName(["KOI8"]), "KOI8");
  for (const { specificCharacterSet, displayName } of CHARACTER_SETS) {
    assert.is(characterSetName(specificCharacterSet), displayName.en.replace(/ \(.*/, ""));
  }
});

test("dates that are none stand as they are", () => {
  assert.is(dateText("20260230"), "20260230");
  assert.is(dateText("20260228"), "2026-02-28");
});
