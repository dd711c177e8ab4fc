/** When the page is there, how long lists scroll, and what axe says of every view. */
import { createUid } from "@minipacs/dicom-core";
import { store } from "@minipacs/dimse";
import type { Browser, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage } from "../../../../tools/test/browser.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, originOf, PAGE_ARGUMENTS } from "../support/built-server.ts";
import { ctObject } from "../support/objects.ts";
import { assertAccessible } from "./support/axe.ts";
import { assertSmooth } from "./support/smooth.ts";

const test = testSuite("minipacs/page-limits", { tools: ["chromium"], timeoutMs: 90_000 });

const ENTRY_COUNT = 10_000;
const STUDY_COUNT = 1000;
const VIEWS = ["worklist", "mpps", "received", "viewer", "associations", "log"];

let browser: Browser;
let server: BuiltServer;
let origin: string;

test.before(async () => {
  browser = await launchBrowser();
  server = await BuiltServer.start(PAGE_ARGUMENTS);
  origin = originOf(server);
  await fillWorklist();
  await fillStore();
});
test.after(async () => {
  await browser.close();
  await server?.stop();
});

async function fillWorklist(): Promise<void> {
  const items = Array.from({ length: ENTRY_COUNT }, (_, index) => ({
    PatientName: `Patient${String(index).padStart(5, "0")}^Test`,
    PatientID: `P-${index}`,
    AccessionNumber: `A-${index}`,
    Modality: index % 2 ? "CT" : "MR",
    ScheduledStationAETitle: "CT1",
    ScheduledProcedureStepStartDate: "20261130",
    ScheduledProcedureStepStartTime: "0900",
    ScheduledProcedureStepDescription: "Thorax",
  }));
  for (let at = 0; at < items.length; at += 2500) {
    const body = JSON.stringify(items.slice(at, at + 2500));
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${origin}/api/worklist/import`, { method: "POST", headers, body });
    assert.ok(response.ok, await response.clone().text());
  }
}

async function fillStore(): Promise<void> {
  const objects = Array.from({ length: STUDY_COUNT }, (_, index) =>
    ctObject(
      {
        ...{ StudyInstanceUID: createUid(), SeriesInstanceUID: createUid() },
        ...{ PatientName: `Stored${index}^Test`, Modality: "CT" },
      },
      createUid(),
    ),
  );
  const target = { host: "127.0.0.1", port: server.port, calledAeTitle: "MINIPACS" };
  const { failures = [] } = (await store(target, objects)) as { failures?: readonly unknown[] };
  assert.equal(failures, []);
}

async function withPage<T>(use: (page: Page) => Promise<T>, locale = "en-US"): Promise<T> {
  const watched = await openPage(browser, origin, { locale });
  try {
    const result = await use(watched.page);
    assert.equal(watched.complaints, []);
    return result;
  } finally {
    await watched.close();
  }
}

test("the header is painted within 500 ms, the first of 10,000 entries soon after", async () => {
  const paints: number[] = [];
  const rows: number[] = [];
  const isInTime = () => Math.min(...paints) < 500 && Math.min(...rows) < 700;
  // The best of up to five: other tests run at the same time.
  for (let load = 0; load < 5 && !isInTime(); load++) {
    await withPage(async (page) => {
      await page.addInitScript(() => {
        new MutationObserver((_, observer) => {
          if (document.querySelector("tbody tr[data-index]") === null) return;
          performance.mark("rows");
          observer.disconnect();
        }).observe(document, { childList: true, subtree: true });
      });
      await page.goto(`${origin}/#worklist`);
      await page.locator("tbody tr[data-index]").first().waitFor();
      rows.push(await page.evaluate(() => performance.getEntriesByName("rows")[0]!.startTime));
      const entry = () => performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
      paints.push((await page.evaluate(entry)) ?? Number.POSITIVE_INFINITY);
    });
  }
  // The header stands in the page before its script runs.
  assert.ok(Math.min(...paints) < 500, paints.map(Math.round).join(" "));
  assert.ok(Math.min(...rows) < 700, rows.map(Math.round).join(" "));
});

for (const [view, count] of [
  ["worklist", ENTRY_COUNT],
  ["received", STUDY_COUNT],
] as const) {
  test(`${view}: ${count} rows scroll, only those in sight are drawn, and keys reach both ends`, async () => {
    await withPage(async (page) => {
      await page.goto(`${origin}/#${view}`);
      await page.locator("tbody tr[data-index]").first().waitFor();
      assert.is(Number(await page.getByRole("grid").first().getAttribute("aria-rowcount")), count + 1);
      await assertSmooth(() => page.evaluate(scrollThrough), view);
      assert.ok((await page.locator("tbody tr").count()) < 120);
      await page.locator(`tbody tr[data-index="${count - 1}"]`).waitFor();
      await page.locator("tbody tr[data-index]").first().focus();
      await page.keyboard.press("Home");
      await page.locator('tbody tr[data-index="0"]:focus').waitFor();
      await page.keyboard.press("End");
      await page.locator(`tbody tr[data-index="${count - 1}"]:focus`).waitFor();
    });
  });
}

/** In the page: to the end and in 120 steps; returns the milliseconds of each frame. */
async function scrollThrough(): Promise<number[]> {
  const scroller = document.querySelector(".table")!;
  const step = (scroller.scrollHeight - scroller.clientHeight) / 120;
  const frames: number[] = [];
  let before = await new Promise<number>(requestAnimationFrame);
  for (let at = 1; at <= 120; at++) {
    scroller.scrollTop = Math.ceil(step * at);
    const now = await new Promise<number>(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  scroller.scrollTop = scroller.scrollHeight;
  return frames;
}

for (const locale of ["en-US", "de-DE"]) {
  test(`axe finds nothing serious in any view (${locale})`, async () => {
    await withPage(async (page) => {
      for (const view of VIEWS) {
        await page.goto(`${origin}/#${view}`);
        await page.locator("main section.view:visible").first().waitFor();
        await page.waitForTimeout(300);
        await assertAccessible(page, view);
      }
    }, locale);
  });
}
