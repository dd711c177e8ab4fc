import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("viewer/without-dom");

test("importing the package without a DOM does not throw and defines nothing", async () => {
  assert.is((globalThis as { HTMLElement?: unknown }).HTMLElement, undefined);
  const { DicomViewer, DicomViewerElement } = await import("../src/index.ts");
  assert.type(DicomViewer, "function");
  assert.type(DicomViewerElement, "function");
  assert.is((globalThis as { customElements?: unknown }).customElements, undefined);
});
