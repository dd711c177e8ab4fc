/** The image on the canvas and in its export, turned and mirrored, against a computation that is the test's own. */
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser } from "../../../../tools/test/browser.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { phantom } from "../support/phantom.ts";
import { compare, type Grid, gridOf, type Turn, turn } from "../support/placed-image.ts";
import { exportedPicture, packed, settled, snapshot } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/placement", { tools: ["chromium"], data: true, timeoutMs: 60_000 });

/** CSS pixels; odd, so that images do not lie on whole ones. */
const CANVAS = { width: 201, height: 163 };
const MAX_SCALE = 64;

/** All eight ways to lie. */
const WAYS: readonly Turn[][] = [
  [],
  ["rotate"],
  ["rotate", "rotate"],
  ["rotate", "rotate", "rotate"],
  ["horizontal"],
  ["vertical"],
  ["rotate", "horizontal"],
  ["horizontal", "rotate"],
];

const real = (name: string) => new Uint8Array(readFileSync(requireData("dicom", name)));
const FILES: Record<string, () => Uint8Array> = {
  "/ct.dcm": () => real("generated/ct__explicit-undeflen.dcm"),
  "/colour.dcm": () => real("pydicom/SC_rgb_rle_2frame.dcm"),
  "/flat.dcm": () => phantom({ size: 40, attributes: { Rows: 23, PixelAspectRatio: ["1", "2"] } }),
  "/tall.dcm": () => phantom({ size: 29, attributes: { PixelSpacing: [0.7, 0.5] } }),
  "/six.dcm": () => phantom({ size: 3, attributes: { Rows: 2 } }),
  "/one.dcm": () => phantom({ size: 1 }),
};
/** Three pixels of an overlay plane, in the upper row. */
const PLANE: Record<string, string | number | number[] | Uint8Array> = {
  "60000010": 8,
  "60000011": 8,
  "60000040": "G",
  "60000050": [1, 1],
  "60000100": 1,
  "60000102": 0,
  "60003000": Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0),
};
const OVERLAID = phantom({ size: 8, attributes: PLANE });

let files: Record<string, Uint8Array>;
const site = new ViewerSite(
  test,
  () => {
    files = Object.fromEntries(Object.entries(FILES).map(([path, read]) => [path, read()]));
    return { ...files, "/overlaid.dcm": OVERLAID };
  },
  { policy: "default-src 'self'; img-src 'self' data:; worker-src blob:" },
);

/** Device pixels to an image pixel, for one to a CSS pixel. */
function fittedScale({ colors, pixelWidth, pixelHeight }: Grid): number {
  const [wide, high] = [colors[0]!.length * pixelWidth, colors.length * pixelHeight];
  return Math.min(CANVAS.width / wide, CANVAS.height / high, MAX_SCALE);
}

/** Puts a viewer on a page in place of the one before. */
async function show(page: Page, src: string): Promise<void> {
  await page.evaluate(
    ({ url, size: { width, height } }) => {
      const element = document.createElement("dicom-viewer");
      element.setAttribute("controls", "none");
      element.setAttribute("src", url);
      Object.assign(element.style, { width: `${width}px`, height: `${height}px`, minHeight: "0" });
      document.body.replaceChildren(element);
    },
    { url: src, size: CANVAS },
  );
  await settled(page);
}

/** Turns the image of the page's viewer from upright. */
async function lay(page: Page, way: readonly Turn[]): Promise<void> {
  await page.evaluate((turns) => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    viewer!.dispatch({ type: "reset" });
    for (const how of turns) {
      viewer!.dispatch(how === "rotate" ? { type: how, quarterTurns: 1 } : { type: "flip", axis: how });
    }
  }, way);
}

/** Reads the export of the page's viewer. */
async function exported(page: Page, annotations: boolean) {
  const { rgba, ...size } = await exportedPicture(page, annotations);
  return { ...size, colors: [...packed(rgba)] };
}

/** Runs on a page whose device pixels are `ratio` to a CSS pixel. */
async function onPage(ratio: number, run: (page: Page) => Promise<void>): Promise<void> {
  // The emulation of devices does not reach the device pixel box of a ResizeObserver, the browser's flag does.
  const dense = ratio === 1 ? undefined : await launchBrowser([`--force-device-scale-factor=${ratio}`]);
  try {
    const page = await site.open({ viewport: null, ...(dense && { browser: dense }) });
    await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
    await run(page);
    site.assertQuiet();
  } finally {
    if (dense) await site.close();
    await dense?.close();
  }
}

for (const ratio of [1, 2]) {
  test(`each image lies in each of its eight ways as it should, ${ratio} device pixels to a CSS pixel`, () =>
    onPage(ratio, async (page) => {
      const wrong: string[] = [];
      for (const [path, file] of Object.entries(files)) {
        const upright = await gridOf(file);
        await show(page, path);
        for (const way of WAYS) {
          await lay(page, way);
          const seen = await snapshot(page);
          assert.equal([seen.width, seen.height], [CANVAS.width * ratio, CANVAS.height * ratio]);
          const grid = way.reduce(turn, upright);
          const { wrongCount, lookedCount } = compare(seen, grid, fittedScale(grid) * ratio);
          if (wrongCount > 0) wrong.push(`${path} ${way}: ${wrongCount} of ${lookedCount}`);
          assert.ok(lookedCount > 0.9 * seen.width * seen.height, `${path} ${way}: ${lookedCount} looked at`);
        }
      }
      assert.equal(wrong, []);
    }));
}

test("exports have the frame's own pixels in each of its ways, also of one pixel, and take annotations", () =>
  onPage(1, async (page) => {
    for (const [path, file] of Object.entries(files)) {
      const upright = await gridOf(file);
      await show(page, path);
      for (const way of WAYS) {
        await lay(page, way);
        const plain = await exported(page, false);
        const annotated = await exported(page, true);
        const { colors } = way.reduce(turn, upright);
        const size = { width: colors[0]!.length, height: colors.length };
        assert.equal(plain, { ...size, colors: colors.flatMap((row) => [...row]) }, `${path} ${way}`);
        assert.equal({ width: annotated.width, height: annotated.height }, size, `${path} ${way}`);
        assert.ok(
          annotated.colors.every((color) => color >>> 24 === 255),
          `${path} ${way} is opaque`,
        );
      }
    }
  }));

test("overlay planes have the colour that the page's styles give, on the screen and in a picture", () =>
  onPage(1, async (page) => {
    await show(page, "/overlaid.dcm");
    const countOf = (colors: readonly number[], color: number) =>
      colors.filter((seen) => seen === color).length;
    const colorsSeen = async () => [...packed((await snapshot(page)).rgba)];
    const white = 0xffffffff;
    // Packed as alpha, blue, green, red.
    const orange = 0xff0080ff;
    const area = countOf(await colorsSeen(), white);
    assert.ok(area > 3 * 19 * 19, `${area} white pixels`);
    assert.is(countOf((await exported(page, false)).colors, white), 3);
    await page.evaluate(() => {
      const element = document.querySelector("dicom-viewer")!;
      element.style.setProperty("--dicom-viewer-overlay", "rgb(255 128 0)");
      element.viewer!.dispatch({ type: "invert" });
    });
    assert.is(countOf(await colorsSeen(), orange), area);
    assert.is(countOf((await exported(page, false)).colors, orange), 3);
  }));
