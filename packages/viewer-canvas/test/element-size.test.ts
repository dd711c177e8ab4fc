/** How large the element is, in Chromium: as the page says, by whatever way of layout; else of a size of its own. */
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { phantom } from "./support/phantom.ts";
import { settled } from "./support/viewer-page.ts";
import { ViewerSite, viewerBundle } from "./support/viewer-site.ts";

const test = testSuite("viewer/element-size", { tools: ["chromium"], timeoutMs: 60_000 });

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script type="module" src="/bundle.js"></script>
</head><body></body></html>`;

/** Layouts of a page, `#room` being what the viewer stands in. A rem is 16 pixels. */
const STYLES = `
body { margin: 0 }
#room { width: 700px }
.given dicom-viewer { width: 90px; height: 100px }
.whole { height: 500px } .whole dicom-viewer, .unknown dicom-viewer { height: 100% }
.row { display: flex; height: 450px } .row dicom-viewer { flex: 1 }
.flex { display: flex }
.low { display: flex; height: 60px } .low dicom-viewer { flex: 1 }
.column { display: flex; flex-direction: column; height: 120px } .column dicom-viewer { flex: 1 }
.grid { display: grid; height: 640px } .cells { display: grid; grid: 70px / 1fr 1fr }
.over { position: relative; height: 333px } .over dicom-viewer { position: absolute; inset: 0 }
.ratio dicom-viewer { height: auto; aspect-ratio: 7 / 2 }
.inline dicom-viewer { display: inline-block; vertical-align: top }
.limited dicom-viewer { max-height: 5rem }
`;

const site = new ViewerSite(
  test,
  {},
  {
    parts: async () => ({
      "/": ["text/html", HTML],
      "/page.css": ["text/css", STYLES],
      "/bundle.js": ["text/javascript", Buffer.from((await viewerBundle()).code)],
      "/image.dcm": ["application/dicom", phantom()],
    }),
  },
);
let page: Page;

test.beforeEach(async () => {
  page = await site.open();
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
});
test.afterEach(() => site.assertQuiet());

/** Shows an image in a layout. Returns the size of the element, its canvas being within. */
async function sizeIn(layout: string): Promise<[width: number, height: number]> {
  await page.evaluate((name) => {
    const room = document.createElement("div");
    room.id = "room";
    room.className = name;
    const element = document.createElement("dicom-viewer");
    element.setAttribute("controls", "none");
    element.setAttribute("src", "/image.dcm");
    room.append(element);
    document.body.replaceChildren(room);
  }, layout);
  await settled(page);
  return page.evaluate(() => {
    const element = document.querySelector("dicom-viewer")!;
    const { width, height } = element.getBoundingClientRect();
    const canvas = element.shadowRoot!.querySelector("canvas")!.getBoundingClientRect();
    if (canvas.width !== width || canvas.height !== height) throw new Error("the canvas has another size");
    return [width, height] as [number, number];
  });
}

test("a viewer of which the page says nothing is as wide as there is room, and 24rem high", async () => {
  assert.equal(await sizeIn("plain"), [700, 384]);
  for (const layout of ["inline", "flex"]) {
    assert.equal(await sizeIn(layout), [384, 384], `${layout}: what is in it says how wide`);
  }
  await page.setViewportSize({ width: 320, height: 600 });
  assert.equal(await sizeIn("inline"), [320, 384], "no wider than the window");
});

test("a viewer built into an element of the page has the same size", async () => {
  await sizeIn("plain");
  const size = await page.evaluate(() => {
    const box = document.createElement("section");
    document.querySelector("#room")!.replaceChildren(box);
    const made = document.body.appendChild(document.createElement("dicom-viewer"));
    const Viewer = made.viewer!.constructor as new (element: HTMLElement) => { destroy(): void };
    const viewer = new Viewer(box);
    const { width, height } = box.getBoundingClientRect();
    viewer.destroy();
    return [width, height, box.getBoundingClientRect().height];
  });
  assert.equal(size, [700, 384, 0], "and none when it is gone");
});

test("what the page says holds: sizes, parts of what it stands in, flex, grid, place; smaller ones, too", async () => {
  for (const [layout, size] of [
    ["given", [90, 100]],
    ["whole", [700, 500]],
    ["unknown", [700, 384]],
    ["row", [700, 450]],
    ["low", [700, 60]],
    ["column", [700, 120]],
    ["grid", [700, 640]],
    ["cells", [350, 70]],
    ["over", [700, 333]],
    ["ratio", [700, 200]],
    ["limited", [700, 80]],
  ] as const) {
    assert.equal(await sizeIn(layout), size, layout);
  }
});
