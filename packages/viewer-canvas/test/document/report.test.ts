import { createDataset, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { type ReportItem, readReport } from "../../src/document/report.ts";
import { fileBytes, reportDataset } from "./content-fixture.ts";

const test = testSuite("viewer/report");

const lines = (items: readonly ReportItem[], indent = ""): string[] =>
  items.flatMap(({ name, value, detail, children }) => [
    `${indent}${name} | ${value} | ${detail}`,
    ...lines(children, `${indent}  `),
  ]);

test("items of every kind as people read them, in their own script", () => {
  const { root, facts } = readReport(readDicomFile(fileBytes(reportDataset())).dataset);
  assert.is(root.name, "Befundbericht");
  assert.equal(facts, [
    ["Patient", "Müller, Jürgen"],
    ["Date", "2026-11-30 08:15:00"],
    ["Completion", "complete"],
    ["Verification", "verified"],
    ["Verified by", "山田, 太郎"],
  ]);
  assert.equal(lines(root.children), [
    "Befund | Größe unauffällig.\nKein Erguß. | ",
    "所見 | 異常なし | ",
    "Maße |  | ",
    "  Länge | 12.5 mm | mm, UCUM",
    "    Quelle | CT Image, frames 1, 3 | 1.2.5",
    "  Anzahl | 3 | 1, UCUM",
    "  Volumen | Measurement failure | ",
    "Seite | Rechts | G-A100, SRT",
    "Tag | 2026-11-29 | ",
    "Uhrzeit | 09:30 | ",
    "Zeitpunkt | 2026-11-29 09:30:15 +0100 | ",
    "Arzt | Weiß, Eva | ",
    "Klasse | CT Image Storage | 1.2.840.10008.5.1.4.1.1.2",
    "Umriß | polyline, 3 points | 1 2 3 4 5 6",
    " | see 1.3.1 | ",
  ]);
  assert.is(root.children[2]!.children[0]!.children[0]!.relationship, "INFERRED FROM");
});

test("a report that says nothing is empty, by the name of its class", () => {
  const { root, facts } = readReport(createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.11" }));
  assert.is(root.name, "Basic Text SR Storage");
  assert.equal([root.children, facts], [[], []]);
});
