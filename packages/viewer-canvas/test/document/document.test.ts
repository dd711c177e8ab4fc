import { createDataset, DecodeError, encapsulatedDocument, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { contentKindOf } from "../../src/document/content-kind.ts";
import { externalVideo } from "../../src/document/video.ts";
import { describeError } from "../../src/error-words.ts";
import { germanLabels } from "../../src/german.ts";
import { imageless, phantom } from "../support/phantom.ts";
import { documentDataset, fileBytes, PDF, reportDataset } from "./content-fixture.ts";

const test = testSuite("viewer/document");
const pixelNone = () => new DecodeError("PIXEL_NONE", "the data set holds no pixel data");
const read = (...args: Parameters<typeof documentDataset>) =>
  readDicomFile(fileBytes(documentDataset(...args)));

test("the kind is found by what the file holds", () => {
  assert.is(contentKindOf(read(PDF)), "document");
  assert.is(contentKindOf(readDicomFile(fileBytes(reportDataset()))), "report");
  assert.is(contentKindOf(readDicomFile(imageless())), undefined);
  const image = readDicomFile(phantom());
  assert.is(contentKindOf(image), undefined);
  for (let last = 100; last <= 108; last += 1) {
    for (const twin of ["", ".1"]) {
      const transferSyntaxUid = `1.2.840.10008.1.2.4.${last}${twin}`;
      assert.is(contentKindOf({ ...image, transferSyntaxUid }), "video");
    }
  }
  assert.is(contentKindOf({ ...image, transferSyntaxUid: "1.2.840.10008.1.2.4.109" }), undefined);
});

test("a document ends before its padding and has the ending of its type", () => {
  const odd = PDF.length % 2 === 0 ? PDF.subarray(0, -1) : PDF;
  const { bytes, extension, title, mimeType } = encapsulatedDocument(
    read(odd, { PatientName: "Secret^Name", DocumentTitle: "Befund" }),
  );
  assert.is(bytes.length, odd.length);
  assert.equal([extension, title, mimeType], [".pdf", "Befund", "application/pdf"]);
});

test("endings by MIME type, else by class, else by the first bytes", () => {
  const of = (
    MIMETypeOfEncapsulatedDocument: string,
    SOPClassUID = "1.2.840.10008.5.1.4.1.1.7",
    bytes = new Uint8Array(2),
  ) => encapsulatedDocument(read(bytes, { MIMETypeOfEncapsulatedDocument, SOPClassUID })).extension;
  assert.is(of("text/XML"), ".xml");
  assert.is(of("model/stl"), ".stl");
  assert.is(of("model/obj; charset=ascii"), ".obj");
  assert.is(of("", "1.2.840.10008.5.1.4.1.1.104.3"), ".stl");
  assert.is(of("", "1.2.840.10008.5.1.4.1.1.104.2"), ".xml");
  assert.is(of("", undefined, PDF), ".pdf");
  assert.is(of("application/x-unheard-of"), ".bin");
});

test("the length that a file declares is that of the document, a zero at the end of a model is part of it", () => {
  const model = { MIMETypeOfEncapsulatedDocument: "model/stl" };
  assert.is(encapsulatedDocument(read(new Uint8Array(6), model)).bytes.length, 6);
  const declared = { ...model, EncapsulatedDocumentLength: 5 };
  assert.is(encapsulatedDocument(read(new Uint8Array(6), declared)).bytes.length, 5);
  const wrong = { ...model, EncapsulatedDocumentLength: 600 };
  assert.is(encapsulatedDocument(read(new Uint8Array(6), wrong)).bytes.length, 6);
});

test("a film is named by its object and the ending of its stream, and typed without parameters", () => {
  const bytes = new Uint8Array(4);
  const stream = { bytes, container: undefined, codec: undefined, mimeType: undefined, extension: ".bin" };
  const film = { ...stream, extension: ".mp4", mimeType: 'video/mp4; codecs="hvc1"' };
  const of = (one: Parameters<typeof externalVideo>[1]) => {
    const { name, mimeType, stream: blob } = externalVideo(read(PDF), one);
    return [name, mimeType, blob.size, blob.type];
  };
  assert.equal(of(film), ["1.2.3.mp4", "video/mp4", 4, "video/mp4"]);
  assert.equal(of(stream), ["1.2.3.bin", "application/octet-stream", 4, "application/octet-stream"]);
});

test("objects without an image are called what they are, with what can be done", () => {
  const error = new Error("something else");
  const none = (SOPClassUID: string, Rows?: number) => {
    const dataset = createDataset({ SOPClassUID, SOPInstanceUID: "1.2.3", ...(Rows ? { Rows } : {}) });
    const file = readDicomFile(fileBytes(dataset));
    return describeError(pixelNone(), file);
  };
  assert.match(
    none("1.2.840.10008.5.1.4.1.1.11.1").message,
    /“Grayscale Softcopy Presentation State” that holds no image/,
  );
  assert.match(none("1.2.840.10008.5.1.4.1.1.11.1").advice, /open those\. The metadata \(key M\)/);
  assert.match(none("1.2.840.10008.5.1.4.1.1.9.1.1").advice, /Curves/);
  assert.match(none("1.2.840.10008.5.1.4.1.1.481.5").advice, /planning system/);
  assert.match(none("1.2.840.10008.5.1.4.1.1.66").advice, /^The metadata/);
  assert.match(none("1.2.840.10008.5.1.4.1.1.2", 512).message, /CT Image Storage without its pixel data/);
  assert.is(describeError(error, readDicomFile(imageless())).code, "VIEWER_FAILED");
});

test("damaged pixel data has advice, whatever its code, and a page may have its own", () => {
  const error = new DecodeError("PIXEL_RLE_HEADER", "a segment ends past its frame");
  assert.match(describeError(error).advice, /damaged/);
  assert.is(describeError(error, undefined, germanLabels).advice, germanLabels["advice-damaged"]);
  assert.is(describeError(error, undefined, { "advice-PIXEL_RLE_HEADER": "Ask us." }).advice, "Ask us.");
});
