/** Files are named by what they are: not everything is an image. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import type { ApiInstance } from "../../src/ui/api.ts";
import { beginWithWords, language } from "../../src/ui/i18n/words.ts";
import { nameOfInstance } from "../../src/ui/views/received/target.ts";

const test = testSuite("minipacs/ui-instance-names");

test.afterEach(() => {
  language.value = "en";
});

const name = (sopClassName: string, SOPClassUID: string, more: Partial<ApiInstance> = {}) =>
  nameOfInstance({
    InstanceNumber: "1",
    hasPixelData: false,
    TransferSyntaxUID: "",
    ...more,
    sopClassName,
    SOPClassUID,
  } as ApiInstance);

const STORAGE = "1.2.840.10008.5.1.4.1.1";

test("images, films, reports, documents and waveforms, in both languages", async () => {
  const all = () => [
    name("CT Image Storage", `${STORAGE}.2`, { hasPixelData: true }),
    name("Video Endoscopic Image Storage", `${STORAGE}.77.1.1.1`, {
      TransferSyntaxUID: "1.2.840.10008.1.2.4.102",
    }),
    name("Enhanced SR Storage", `${STORAGE}.88.22`),
    name("Encapsulated PDF Storage", `${STORAGE}.104.1`),
    name("Encapsulated CDA Storage", `${STORAGE}.104.2`),
    name("12-lead ECG Waveform Storage", `${STORAGE}.9.1.1`),
    name("RT Plan Storage", `${STORAGE}.481.5`),
    name("RT Plan Storage", `${STORAGE}.481.5`, { InstanceNumber: "" }),
  ];
  await beginWithWords();
  assert.equal(all(), [
    "Image 1 · CT Image",
    "Film 1 · Video Endoscopic Image",
    "Report 1 · Enhanced SR",
    "PDF 1 · Encapsulated PDF",
    "Document 1 · Encapsulated CDA",
    "Waveform 1 · 12-lead ECG Waveform",
    "Object 1 · RT Plan",
    "RT Plan",
  ]);
  language.value = "de";
  await beginWithWords();
  assert.equal(
    all().map((text) => text.split(" ")[0]),
    ["Bild", "Film", "Bericht", "PDF", "Dokument", "Kurve", "Objekt", "RT"],
  );
});
