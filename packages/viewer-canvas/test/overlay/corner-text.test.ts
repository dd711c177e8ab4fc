/** What the corner says of how a frame is windowed: nothing where no window is used, the name of a table where one is. */
import "../../src/index.ts";
import { type DatasetInit, decodeFrame, readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { displayFactsOf } from "../../src/display-facts.ts";
import { frameLines } from "../../src/overlay/corner-text.ts";
import type { ViewerView } from "../../src/viewer-view.ts";
import { INITIAL_VIEWPORT, reduceViewport, type ViewportAction } from "../../src/viewport-state.ts";
import { phantom } from "../support/phantom.ts";

const test = testSuite("viewer/corner-text");

async function linesOf(attributes: DatasetInit, ...actions: ViewportAction[]): Promise<string[]> {
  const file = readDicomFile(phantom({ size: 8, attributes }));
  const decoded = await decodeFrame(file, 0);
  const { size: image, voi } = displayFactsOf(decoded);
  const shown = { file, frameIndex: 0, decoded };
  const state = [{ type: "image", image, ...voi, frameCount: 1 } as ViewportAction, ...actions].reduce(
    reduceViewport,
    INITIAL_VIEWPORT,
  );
  return frameLines({ state, shown, labels: {} } as unknown as ViewerView);
}

const LUT = {
  LUTDescriptor: [4096, 0, 16],
  LUTData: new Uint8Array(Uint16Array.from({ length: 4096 }, (_, i) => i * 16).buffer),
};

test("a window is told by its center and width", async () => {
  assert.equal(await linesOf({}), ["C 1000  W 2000"]);
});

test("a palette and colours have no window", async () => {
  const entries = Uint8Array.from({ length: 256 }, (_, i) => i);
  const table = { descriptor: [256, 0, 8], data: entries };
  const palette: DatasetInit = {
    PhotometricInterpretation: "PALETTE COLOR",
    RedPaletteColorLookupTableDescriptor: table.descriptor,
    GreenPaletteColorLookupTableDescriptor: table.descriptor,
    BluePaletteColorLookupTableDescriptor: table.descriptor,
    RedPaletteColorLookupTableData: table.data,
    GreenPaletteColorLookupTableData: table.data,
    BluePaletteColorLookupTableData: table.data,
  };
  assert.equal(await linesOf(palette), []);
  const colour: DatasetInit = {
    PhotometricInterpretation: "RGB",
    SamplesPerPixel: 3,
    PlanarConfiguration: 0,
    BitsAllocated: 8,
    BitsStored: 8,
    HighBit: 7,
    Columns: 4,
    Rows: 4,
  };
  assert.equal(await linesOf(colour), []);
});

test("a VOI LUT is told by its explanation, until a window is chosen in its place", async () => {
  const without = { WindowCenter: [], WindowWidth: [] };
  const named = { ...without, VOILUTSequence: [{ ...LUT, LUTExplanation: "Bone, harmonised" }] };
  assert.equal(await linesOf(named), ["Bone, harmonised"]);
  assert.equal(await linesOf({ ...without, VOILUTSequence: [LUT] }), ["VOI LUT"]);
  assert.equal(await linesOf(named, { type: "window", center: 5, width: 10 }), ["C 5  W 10"]);
});
