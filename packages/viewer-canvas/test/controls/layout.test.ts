/** Which controls stand in the bars at which size. */
import "../../src/index.ts";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { controlsLayout, type LayoutInput, TOOL_GROUPS } from "../../src/controls/layout.ts";

const test = testSuite("viewer/controls-layout");

const COUNTS = { tools: 4, measure: 6, view: 4, turn: 4, shown: 4, file: 2, help: 1 };

function layoutAt(width: number, height: number, change: Partial<LayoutInput> = {}) {
  const input = { hasCine: false, hasTools: true, buttonPx: 32, counts: COUNTS, ...change };
  return controlsLayout({ viewer: { width, height }, ...input });
}

test("a wide viewer has everything in its bars, with several frames, too", () => {
  for (const hasCine of [false, true]) {
    const layout = layoutAt(1280, 800, { hasCine });
    assert.equal(layout.tools, [...TOOL_GROUPS]);
    assert.ok(layout.hasChoice && layout.hasSliders && !layout.isFolded);
    assert.is(layout.hasPlaying, hasCine);
  }
});

test("a narrower one keeps the tools and gives up what is used least", () => {
  const layout = layoutAt(640, 480, { hasCine: true });
  assert.equal(layout.tools, ["tools", "measure", "view", "help"]);
  assert.ok(!layout.hasChoice && !layout.hasSliders && !layout.hasPlaying && !layout.isFolded);
  assert.ok(layoutAt(640, 480).hasSliders, "one frame leaves room for the sliders");
  assert.equal(layoutAt(640, 480, { buttonPx: 40 }).tools, ["tools", "measure", "help"]);
});

test("below 360 pixels, and where it is flat, all is in one menu", () => {
  for (const [width, height] of [
    [359, 600],
    [1280, 239],
  ] as const) {
    const layout = layoutAt(width, height, { hasCine: true });
    assert.ok(layout.isFolded, `${width} by ${height}`);
    assert.equal(layout.tools, []);
    assert.ok(!layout.hasSliders && !layout.hasPlaying);
  }
  assert.not.ok(layoutAt(360, 240).isFolded);
  assert.ok(layoutAt(320, 320).hasChoice);
});

test("what stands in the tool bar is never wider than it", () => {
  for (let width = 360; width < 1400; width += 1) {
    const { tools } = layoutAt(width, 600);
    const buttons = tools.reduce((sum, group) => sum + COUNTS[group], 0);
    assert.ok(buttons * 33 <= width, `${buttons} buttons in ${width} pixels`);
  }
});

test("without a tool bar no group is in it", () => {
  assert.equal(layoutAt(1280, 800, { hasTools: false }).tools, []);
});
