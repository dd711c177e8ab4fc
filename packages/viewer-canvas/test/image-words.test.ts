/** What an image is called for those who do not see it, in both languages. */
import { createDataset, type DicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import "../src/index.ts";
import { imageWords } from "../src/display-facts.ts";
import { germanLabels } from "../src/german.ts";

const test = testSuite("viewer/words of images");

const SIZE = { rows: 64, columns: 32, frameCount: 1 };
const file = (Modality: string) => ({ dataset: createDataset({ Modality }) }) as DicomFile;

test("an image is told with its modality, and without one where it has none", () => {
  assert.is(imageWords(file("CT"), SIZE, {}), "CT image, 32 by 64 pixels");
  assert.is(imageWords(file(""), SIZE, {}), "image, 32 by 64 pixels");
  assert.is(imageWords(file("CT"), SIZE, germanLabels), "CT-Bild, 32 mal 64 Pixel");
  assert.is(imageWords(file(""), SIZE, germanLabels), "Bild, 32 mal 64 Pixel");
});
