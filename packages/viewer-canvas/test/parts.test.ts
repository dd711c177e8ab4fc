/** Parts that come later or not at all: chunks that cannot be fetched, keys in reports, width of the side bar, folders, pointers. */
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../tools/test/suite.ts";
import { fileBytes, reportDataset } from "./document/content-fixture.ts";
import { chunkedViewer } from "./support/chunked-page.ts";
import { phantom } from "./support/phantom.ts";
import { ViewerSite } from "./support/viewer-site.ts";

const test = testSuite("viewer/parts", { tools: ["chromium"], timeoutMs: 60_000 });

const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Viewer</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script type="module" src="/entry.js"></script>
</head><body></body></html>`;
const numbered = (InstanceNumber: number) =>
  phantom({ attributes: { InstanceNumber, SeriesInstanceUID: "1.2.3", SeriesNumber: 1 } });
const SHUTTER = {
  ShutterShape: "RECTANGULAR",
  ShutterUpperHorizontalEdge: 5,
  ShutterLowerHorizontalEdge: 20,
  ShutterLeftVerticalEdge: 5,
  ShutterRightVerticalEdge: 20,
};

const site = new ViewerSite(
  test,
  {},
  {
    parts: async () => ({
      "/": ["text/html", HTML],
      "/page.css": ["text/css", "body { margin: 0 } dicom-viewer { height: 700px }"],
      "/image.dcm": ["application/dicom", phantom()],
      "/large.dcm": ["application/dicom", phantom({ size: 2600 })],
      "/shut.dcm": ["application/dicom", phantom({ attributes: SHUTTER })],
      "/report.dcm": ["application/dicom", fileBytes(reportDataset())],
      ...(await chunkedViewer()),
    }),
  },
);
let page: Page;

/** Opens a viewer; chunks whose names begin so cannot be fetched. */
async function open(src: string | string[], missing?: string): Promise<void> {
  page = await site.open({
    prepare: async (opened) => {
      if (missing) await opened.route(new RegExp(`/${missing}-[^/]*\\.js$`), (route) => route.abort());
    },
  });
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  await page.evaluate((source) => {
    const element = document.createElement("dicom-viewer");
    element.src = source;
    document.body.append(element);
  }, src);
}

const locator = (selector: string) => page.locator(`dicom-viewer ${selector}`).first();
const shown = () =>
  page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.frame !== undefined);
const exceptions = () => site.complaints.filter((text) => text.startsWith("exception"));
const MISSING = "A part of the viewer could not be loaded. Is the server still running? Reload the page.";

for (const [chunk, act] of [
  ["controls", async () => undefined],
  ["draw-annotations", async () => undefined],
  ["create-panel", () => page.keyboard.press("m")],
  ["frame-png", () => page.keyboard.press("x")],
] as const) {
  test(`without the chunk ${chunk} the image is there, and words about what is not`, async () => {
    await open("/image.dcm", chunk);
    await shown();
    if (chunk !== "controls") {
      await locator(".toolbar").waitFor();
      await locator("canvas").focus();
    }
    await act();
    await page.getByRole("alert").filter({ hasText: MISSING }).waitFor();
    assert.equal(exceptions(), []);
  });
}

test("without the chunk that closes shutters nothing is shown open: words say why", async () => {
  await open("/shut.dcm", "special-painter");
  await locator(".message code").filter({ hasText: "VIEWER_PART" }).waitFor();
  assert.match((await locator(".message").textContent())!, MISSING.slice(0, 41));
  assert.is(await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.frame), undefined);
  assert.equal(exceptions(), []);
});

test("without the chunk of words an error says itself what it is", async () => {
  await open("/none.dcm", "error-words");
  await locator(".message code").filter({ hasText: "VIEWER_FETCH" }).waitFor();
  const told = (await locator(".message").textContent())!;
  assert.match(told, "This image cannot be shown");
  assert.match(told, "The file could not be fetched: HTTP status 404.");
  assert.equal(exceptions(), []);
});

test("without the chunk of documents words are told, too", async () => {
  await open("/report.dcm", "create-content");
  await page.getByRole("alert").filter({ hasText: MISSING }).waitFor();
  assert.equal(exceptions(), []);
});

test("the pointer shows the tool of the left button", async () => {
  await open("/image.dcm");
  await shown();
  await locator(".toolbar").waitFor();
  await locator("canvas").focus();
  const cursors: [key: string, cursor: string][] = [
    ["c", "ns-resize"],
    ["z", "zoom-in"],
    ["l", "crosshair"],
    ["k", "crosshair"],
    ["p", "grab"],
  ];
  for (const [key, cursor] of cursors) {
    await page.keyboard.press(key);
    await page.waitForFunction(
      (name) => {
        const canvas = document.querySelector("dicom-viewer")!.shadowRoot!.querySelector("canvas")!;
        return getComputedStyle(canvas).cursor === name;
      },
      cursor,
      { timeout: 3000 },
    );
  }
});

test("keys work in a report: it scrolls to its end, then the next object comes", async () => {
  await open(["/report.dcm", "/image.dcm"]);
  await locator(".report").waitFor();
  await locator(".toolbar").waitFor();
  await page.setViewportSize({ width: 900, height: 500 });
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.style.height = "300px";
  });
  await locator(".report").focus();
  await page.keyboard.press("m");
  await locator(".metadata-row").waitFor();
  await page.getByRole("button", { name: "Close metadata" }).click();
  await locator(".report").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await locator(".report").focus();
  const top = () => locator(".report").evaluate((report) => report.scrollTop);
  assert.is(await top(), 0);
  await page.keyboard.press("PageDown");
  await page.waitForFunction(
    () => document.querySelector("dicom-viewer")!.shadowRoot!.querySelector(".report")!.scrollTop > 20,
  );
  assert.is(await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state.frameIndex), 0);
  await locator(".report").evaluate((report) => {
    report.scrollTop = report.scrollHeight;
  });
  await page.keyboard.press("PageDown");
  await shown();
  // The focus goes to the image, whose keys go on.
  await locator("canvas:focus").waitFor();
  await page.keyboard.press("PageUp");
  await locator(".report").waitFor();
  assert.equal(exceptions(), []);
});

test("the side bar is as wide as its edge is dragged or moved by keys, also when it comes again", async () => {
  await open("/image.dcm");
  await shown();
  await locator(".toolbar").waitFor();
  await locator("canvas").focus();
  await page.keyboard.press("m");
  const edge = page.getByRole("separator", { name: "Width of the side bar" });
  await edge.waitFor();
  const width = async () => Math.round((await locator(".metadata").boundingBox())!.width);
  const before = await width();
  const box = (await edge.boundingBox())!;
  await page.mouse.move(box.x + 3, box.y + 200);
  await page.mouse.down();
  await page.mouse.move(box.x - 97, box.y + 200, { steps: 4 });
  await page.mouse.up();
  const dragged = await width();
  assert.ok(Math.abs(dragged - before - 100) <= 8, `${before} ${dragged}`);
  await edge.focus();
  await page.keyboard.press("ArrowRight");
  assert.is(await width(), dragged - 16);
  assert.is(await edge.getAttribute("aria-valuenow"), String(dragged - 16));
  await page.keyboard.press("Home");
  assert.is(await width(), 180);
  await page.keyboard.press("End");
  assert.is(await width(), 1280 - 120);
  await page.keyboard.press("Home");
  await page.keyboard.press("Escape");
  await locator(".metadata").waitFor({ state: "hidden" });
  await locator("canvas").focus();
  await page.keyboard.press("m");
  await edge.waitFor();
  assert.is(await width(), 180);
});

test("folders that are dropped are read with all below them, in order, without what is no image", async () => {
  await open([]);
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer !== undefined);
  // What the compiler of the tests puts around functions.
  await page.evaluate("globalThis.__name = (value) => value");
  const files = [10, 2, 1].map((number) => [`IM${number}`, Buffer.from(numbered(number)).toString("base64")]);
  await page.evaluate((given) => {
    const make = {
      file(name: string, base64: string): object {
        const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
        return {
          name,
          isFile: true,
          isDirectory: false,
          file(resolve: (file: File) => void) {
            resolve(new File([bytes], name));
          },
        };
      },
      folder(name: string, inside: object[]): object {
        return {
          name,
          isFile: false,
          isDirectory: true,
          createReader() {
            // One entry at a time, as browsers give some at a time.
            const left = [...inside];
            return { readEntries: (resolve: (some: object[]) => void) => resolve(left.splice(0, 1)) };
          },
        };
      },
    };
    const images = given.map(([name, base64]) => make.file(name!, base64!));
    const disc = make.folder("disc", [
      make.file("DICOMDIR", btoa("no image")),
      make.folder("series", images),
    ]);
    const event = new Event("drop", { bubbles: true, cancelable: true });
    const items = [{ webkitGetAsEntry: () => disc }];
    Object.assign(event, { dataTransfer: { types: ["Files"], files: [], items } });
    document.querySelector("dicom-viewer")!.dispatchEvent(event);
  }, files);
  await shown();
  const { frameCount, first } = await page.evaluate(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    return { frameCount: viewer!.state.frameCount, first: viewer!.file!.dataset.get("InstanceNumber") };
  });
  assert.equal([frameCount, first], [3, 1]);
});

test("a drop in the first moment does not leave the page, and is shown when what reads it has come", async () => {
  let free = () => {};
  const held = new Promise<void>((resolve) => {
    free = resolve;
  });
  page = await site.open({
    prepare: (opened) =>
      opened.route(/\/drop-files-[^/]*\.js$/, async (route) => {
        await held;
        await route.continue();
      }),
  });
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  const taken = await page.evaluate(
    (base64) => {
      const element = document.body.appendChild(document.createElement("dicom-viewer"));
      const bytes = Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([bytes], "a.dcm"));
      return ["dragover", "drop"].map((type) => {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer });
        element.dispatchEvent(event);
        return [event.defaultPrevented, element.hasAttribute("data-drop")];
      });
    },
    Buffer.from(numbered(1)).toString("base64"),
  );
  assert.equal(taken, [
    [true, true],
    [true, false],
  ]);
  free();
  await shown();
});

test("statistics of a large region come in slices: no task of the page is long", async () => {
  await open("/large.dcm");
  await shown();
  await locator(".toolbar").waitFor();
  await page.waitForTimeout(500);
  const longest = await page.evaluate(async () => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    const draw = CanvasRenderingContext2D.prototype.fillText;
    const drawn: string[] = [];
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
      drawn.push(text);
      draw.call(this, text, x, y);
    };
    const points = [
      { x: 0, y: 0 },
      { x: 2600, y: 2600 },
    ];
    viewer!.dispatch({ type: "add-measure", kind: "rectangle", frameIndex: 0, points });
    while (!drawn.includes("…")) await new Promise((resolve) => requestAnimationFrame(resolve));
    while (!drawn.includes("n 6760000")) await new Promise((resolve) => setTimeout(resolve, 5));
    return drawn.indexOf("…") < drawn.indexOf("n 6760000");
  });
  assert.ok(longest);
});
