/** Stacks of URLs and files in Chromium: sizes and frame counts mixed, one that fails, files dropped and chosen, progress. */
import type { RequestListener } from "node:http";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { phantom } from "../support/phantom.ts";
import { assertShows, settled, snapshot } from "../support/viewer-page.ts";
import { ViewerSite } from "../support/viewer-site.ts";

const test = testSuite("viewer/stack", { tools: ["chromium"], timeoutMs: 30_000 });

const single = phantom();
const frames = phantom({ frames: 3 });
const large = phantom({ size: 128 });
const letter = new TextEncoder().encode("Dear colleague, this is not DICOM at all.");
const slow = phantom({ size: 256, frames: 24 });

/** Files of the row that were asked for. */
const fetched: number[] = [];

/** What the server has to tell of the slow file. */
const slowly: { release(): void; aborted: number } = { release() {}, aborted: 0 };

/** Sends a third, and the rest when it is released. */
const sendSlowly: RequestListener = (_request, response) => {
  response.setHeader("Content-Length", slow.length);
  response.write(slow.subarray(0, slow.length / 3));
  slowly.release = () => void response.end(slow.subarray(slow.length / 3));
  response.on("close", () => {
    if (!response.writableFinished) slowly.aborted += 1;
  });
};

const site = new ViewerSite(test, {
  "/single.dcm": single,
  "/frames.dcm": frames,
  "/large.dcm": large,
  "/letter.txt": letter,
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, i): [string, RequestListener] => [
      `/row/${i}.dcm`,
      (_request, response) => {
        fetched.push(i);
        response.end(single);
      },
    ]),
  ),
  "/slow.dcm": sendSlowly,
  "/broken.dcm": (_request, response) => {
    response.setHeader("Content-Length", slow.length);
    response.write(slow.subarray(0, slow.length / 3), () => response.destroy());
  },
});
let page: Page;

test.beforeEach(async () => {
  slowly.aborted = 0;
  page = await site.open();
  await page.evaluate(() => {
    const element = document.body.appendChild(document.createElement("dicom-viewer"));
    element.setAttribute("controls", "none");
  });
});

/** Shows URLs as one stack and waits for the first. */
async function show(...urls: string[]): Promise<void> {
  await page.evaluate((list) => {
    document.querySelector("dicom-viewer")!.src = list;
  }, urls);
  await settled(page);
}

/** Goes to a frame and waits until it, or why it is not there, is shown. */
async function goTo(index: number): Promise<void> {
  await page.evaluate(async (frameIndex) => {
    const element = document.querySelector("dicom-viewer")!;
    const told = new Promise((resolve) => {
      for (const type of ["frame-change", "decode-error"]) {
        element.addEventListener(type, resolve, { once: true });
      }
    });
    element.viewer!.dispatch({ type: "frame", index: frameIndex });
    await told;
  }, index);
}

async function message(): Promise<string> {
  return page.evaluate(
    () => document.querySelector("dicom-viewer")!.shadowRoot!.querySelector(".message")!.textContent!,
  );
}

test("sizes are mixed, a file with frames among single ones, one fails: the others are shown", async () => {
  await show("/single.dcm", "/frames.dcm", "/letter.txt", "/large.dcm");
  await goTo(1);
  const second = await snapshot(page);
  assert.is(second.state.frameCount, 6);
  await assertShows(second, frames);
  await goTo(3);
  await assertShows(await snapshot(page), frames, 2);
  await goTo(4);
  assert.match(await message(), /FILE_NOT_DICOM$/);
  await goTo(5);
  const last = await snapshot(page);
  assert.is(last.message, "");
  assert.is(last.state.image.width, 128);
  await assertShows(last, large);
  await goTo(4);
  assert.match(await message(), /FILE_NOT_DICOM$/);
  await goTo(0);
  await assertShows(await snapshot(page), single);
  site.assertQuiet();
});

test("scrolled fast, what is shown at last is what was asked for last", async () => {
  await show("/frames.dcm", "/single.dcm", "/letter.txt", "/large.dcm", "/frames.dcm");
  await goTo(2);
  await page.evaluate(async () => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    const order = [3, 5, 7, 4, 6, 2, 0, 1, 7, 5, 8, 3];
    for (const index of order) {
      viewer!.dispatch({ type: "frame", index });
      if (index % 2 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  await page.waitForFunction(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    return viewer!.frame !== undefined && viewer!.state.frameIndex === 3;
  });
  await page.waitForTimeout(200);
  const seen = await snapshot(page);
  assert.is(seen.state.frameIndex, 3);
  assert.is(seen.message, "");
  await assertShows(seen, single);
});

test("the next eight files are fetched in the direction of scrolling", async () => {
  fetched.length = 0;
  await show(...Array.from({ length: 40 }, (_, i) => `/row/${i}.dcm`));
  const asked = async () => {
    await page.waitForTimeout(300);
    return fetched.splice(0).sort((a, b) => a - b);
  };
  const row = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  assert.equal(await asked(), row(0, 8));
  await goTo(20);
  assert.equal(await asked(), row(20, 28));
  await goTo(19);
  assert.equal(await asked(), row(11, 19));
  await goTo(38);
  assert.equal(await asked(), [38, 39]);
});

test("the fetch of a file that somebody scrolled past ends; scrolled back to, it is fetched again", async () => {
  await show(
    "/single.dcm",
    ...new Array<string>(12).fill("/large.dcm"),
    "/slow.dcm",
    ...new Array<string>(12).fill("/large.dcm"),
  );
  const [slowOne, last] = [13, 25];
  const look = (index: number) =>
    page.evaluate((frame) => {
      document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "frame", index: frame });
    }, index);
  slowly.aborted = 0;
  await look(slowOne);
  await page.waitForTimeout(100);
  await look(last);
  for (let waited = 0; slowly.aborted === 0 && waited < 50; waited += 1) await page.waitForTimeout(20);
  assert.is(slowly.aborted, 1);
  await page.waitForFunction(
    (at) => document.querySelector("dicom-viewer")!.viewer!.state.shownFrameIndex === at,
    last,
  );
  await assertShows(await snapshot(page), large);
  await look(slowOne);
  await page.waitForTimeout(200);
  slowly.release();
  await page.waitForFunction(
    (at) => document.querySelector("dicom-viewer")!.viewer!.state.shownFrameIndex === at,
    slowOne,
  );
  slowly.aborted = 0;
});

test("a large file tells how far it has come and what it is before it is there", async () => {
  await page.evaluate(() => {
    const element = document.querySelector("dicom-viewer")!;
    const told: unknown[] = [];
    Object.assign(window, { told });
    element.addEventListener("load-progress", ({ detail }: CustomEventInit) => {
      told.push([detail.loadedBytes, detail.totalBytes, detail.head?.dataset.get("Rows")]);
    });
    element.src = "/slow.dcm";
  });
  await page.waitForFunction(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    return root.querySelector(".message")!.textContent!.includes("33 %");
  });
  assert.is(await message(), "Loading … 33 %OT image, 256 by 256 pixels, 24 frames");
  const early = await page.evaluate(() => {
    const { viewer } = document.querySelector("dicom-viewer")!;
    return [viewer!.frame === undefined, viewer!.file?.dataset.get("Columns")];
  });
  assert.equal(early, [true, 256]);
  slowly.release();
  await settled(page);
  await assertShows(await snapshot(page), slow);
  const told = await page.evaluate(() => (window as unknown as { told: unknown[][] }).told);
  assert.ok(told.some(([loaded, total, rows]) => loaded! < total! && total === slow.length && rows === 256));
});

test("another source ends the fetch of the one before", async () => {
  await page.evaluate(() => {
    document.querySelector("dicom-viewer")!.src = "/slow.dcm";
  });
  await page.waitForFunction(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    return root.querySelector(".message")!.textContent!.includes("%");
  });
  await show("/single.dcm");
  for (let waited = 0; slowly.aborted === 0 && waited < 50; waited += 1) await page.waitForTimeout(20);
  assert.is(slowly.aborted, 1);
  await assertShows(await snapshot(page), single);
});

test("a connection that breaks is told in words", async () => {
  await show("/broken.dcm");
  assert.match(await message(), /connection broke/);
  assert.match(await message(), /VIEWER_FETCH$/);
});

/** Drops files by name and content onto the viewer; tells whether the page let the browser have them. */
async function drop(files: readonly (readonly [string, Uint8Array])[]): Promise<boolean[]> {
  return page.evaluate(
    (list) => {
      const element = document.querySelector("dicom-viewer")!;
      const dataTransfer = new DataTransfer();
      for (const [name, base64] of list) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        dataTransfer.items.add(new File([bytes], name));
      }
      return ["dragover", "drop"].map((type) => {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
        element.dispatchEvent(event);
        return event.defaultPrevented;
      });
    },
    files.map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")] as const),
  );
}

/** One image of a series; its pixels tell which. */
const slice = (size: number, attributes: Record<string, string | number>) => phantom({ size, attributes });

test("dropped files are in the order of series and instance, others behind by name", async () => {
  const files = [
    ["b10", slice(16, {})],
    ["a", slice(17, { SeriesInstanceUID: "1.2.2", SeriesNumber: 2, InstanceNumber: 1 })],
    ["b9", slice(18, {})],
    ["c", slice(19, { SeriesInstanceUID: "1.2.1", SeriesNumber: 1, InstanceNumber: 10 })],
    ["d", slice(20, { SeriesInstanceUID: "1.2.1", SeriesNumber: 1, InstanceNumber: 9 })],
  ] as const;
  assert.equal(await drop(files), [true, true]);
  await settled(page);
  const sizes = [(await snapshot(page)).state.image.width];
  for (let index = 1; index < files.length; index += 1) {
    await goTo(index);
    sizes.push((await snapshot(page)).state.image.width);
  }
  assert.equal(sizes, [20, 19, 17, 18, 16]);
});

test("a dropped file needs no preamble; what is dragged besides files is not taken", async () => {
  await drop([["bare", single.subarray(132)]]);
  await settled(page);
  await assertShows(await snapshot(page), single);
  const isTaken = await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/plain", "words");
    const event = new DragEvent("dragover", { dataTransfer, bubbles: true, cancelable: true });
    document.querySelector("dicom-viewer")!.dispatchEvent(event);
    return event.defaultPrevented;
  });
  assert.is(isTaken, false);
});

test("a viewer without `acceptsDrops` leaves files to the page", async () => {
  const isTaken = await page.evaluate(async () => {
    const { DicomViewer } = (await import("/bundle.js" as string)) as typeof import("../../src/index.ts");
    const element = document.body.appendChild(document.createElement("div"));
    const viewer = new DicomViewer(element, { acceptsDrops: false });
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(["x"], "x"));
    const event = new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true });
    element.dispatchEvent(event);
    viewer.destroy();
    return event.defaultPrevented;
  });
  assert.is(isTaken, false);
});

test("files are chosen in the browser's dialog, several at once", async () => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.chooseFiles()),
  ]);
  assert.ok(chooser.isMultiple());
  const mimeType = "application/octet-stream";
  await chooser.setFiles([
    { name: "IM10", mimeType, buffer: Buffer.from(large) },
    { name: "IM2", mimeType, buffer: Buffer.from(single) },
  ]);
  await settled(page);
  const seen = await snapshot(page);
  assert.is(seen.state.frameCount, 2);
  await assertShows(seen, single);
});

test("files that are still being read give way to what is shown meanwhile; a viewer that is destroyed opens nothing", async () => {
  const outcome = await page.evaluate(async () => {
    const viewer = document.querySelector("dicom-viewer")!.viewer!;
    const gate: { open?: (files: File[]) => void } = {};
    const reading = new Promise<File[]>((resolve) => {
      gate.open = resolve;
    });
    const dropped = viewer.showFiles(reading);
    const isShown = await viewer.show("/large.dcm");
    gate.open!([new File([await (await fetch("/single.dcm")).blob()], "late.dcm")]);
    const outcome = [
      isShown,
      await dropped,
      viewer.frame?.columns,
      await viewer.showFiles([]),
      viewer.frame?.columns,
    ];
    viewer.destroy();
    return [...outcome, await viewer.show("/single.dcm"), viewer.frame];
  });
  assert.equal(outcome, [true, false, 128, false, 128, false, undefined]);
  site.assertQuiet();
});
