/** Films, documents and reports made for tests. */
import {
  createDataset,
  type Dataset,
  type DatasetInit,
  TRANSFER_SYNTAX,
  writeDicomFile,
} from "@minipacs/dicom-core";

export const transferSyntaxUid = TRANSFER_SYNTAX.explicitVrLittleEndian;

/** The smallest PDF that a viewer shows as an empty page. */
export const PDF = new TextEncoder().encode(
  "%PDF-1.1\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" +
    "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 100]>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);

export function documentDataset(bytes: Uint8Array, init: DatasetInit = {}): Dataset {
  return createDataset({
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.104.1",
    SOPInstanceUID: "1.2.3",
    MIMETypeOfEncapsulatedDocument: "application/pdf",
    EncapsulatedDocument: bytes,
    ...init,
  });
}

export const code = (CodeValue: string, CodingSchemeDesignator: string, CodeMeaning: string) =>
  createDataset({ CodeValue, CodingSchemeDesignator, CodeMeaning });

/** Returns a content item. */
export function item(ValueType: string, name: string, init: DatasetInit, children: Dataset[] = []): Dataset {
  return createDataset({
    RelationshipType: "CONTAINS",
    ValueType,
    ConceptNameCodeSequence: [code("1", "99TEST", name)],
    ...init,
    ...(children.length > 0 ? { ContentSequence: children } : {}),
  });
}

/** Returns a report with items of every kind, in German and Japanese. */
export function reportDataset(): Dataset {
  const number = (NumericValue: string, unit: Dataset) =>
    createDataset({ NumericValue, MeasurementUnitsCodeSequence: [unit] });
  return createDataset({
    SpecificCharacterSet: "ISO_IR 192",
    SOPClassUID: "1.2.840.10008.5.1.4.1.1.88.33",
    SOPInstanceUID: "1.2.4",
    PatientName: "Müller^Jürgen",
    ContentDate: "20261130",
    ContentTime: "081500",
    CompletionFlag: "COMPLETE",
    VerificationFlag: "VERIFIED",
    VerifyingObserverSequence: [createDataset({ VerifyingObserverName: "山田^太郎" })],
    ValueType: "CONTAINER",
    ConceptNameCodeSequence: [code("18748-4", "LN", "Befundbericht")],
    ContentSequence: [
      item("TEXT", "Befund", { TextValue: "Größe unauffällig.\r\nKein Erguß." }),
      item("TEXT", "所見", { TextValue: "異常なし" }),
      item("CONTAINER", "Maße", {}, [
        item("NUM", "Länge", { MeasuredValueSequence: [number("12.5", code("mm", "UCUM", "millimeter"))] }, [
          item("IMAGE", "Quelle", {
            RelationshipType: "INFERRED FROM",
            ReferencedSOPSequence: [
              createDataset({
                ReferencedSOPClassUID: "1.2.840.10008.5.1.4.1.1.2",
                ReferencedSOPInstanceUID: "1.2.5",
                ReferencedFrameNumber: ["1", "3"],
              }),
            ],
          }),
        ]),
        item("NUM", "Anzahl", { MeasuredValueSequence: [number("3", code("1", "UCUM", "no units"))] }),
        item("NUM", "Volumen", {
          NumericValueQualifierCodeSequence: [code("114006", "DCM", "Measurement failure")],
        }),
      ]),
      item("CODE", "Seite", { ConceptCodeSequence: [code("G-A100", "SRT", "Rechts")] }),
      item("DATE", "Tag", { Date: "20261129" }),
      item("TIME", "Uhrzeit", { Time: "0930" }),
      item("DATETIME", "Zeitpunkt", { DateTime: "20261129093015.5+0100" }),
      item("PNAME", "Arzt", { PersonName: "Weiß^Eva" }),
      item("UIDREF", "Klasse", { UID: "1.2.840.10008.5.1.4.1.1.2" }),
      item("SCOORD", "Umriß", { GraphicType: "POLYLINE", GraphicData: [1, 2, 3, 4, 5, 6] }),
      createDataset({ RelationshipType: "SELECTED FROM", ReferencedContentItemIdentifier: [1, 3, 1] }),
    ],
  });
}

export const fileBytes = (dataset: Dataset) => writeDicomFile({ dataset, transferSyntaxUid });
