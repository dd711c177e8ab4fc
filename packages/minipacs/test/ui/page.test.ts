/** The page in Chromium, served by the built command, while DCMTK and our own MPPS SCU play the modality. */
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, type WatchedPage } from "../../../../tools/test/browser.ts";
import { type BrowserBundle, bundleForBrowser } from "../../../../tools/test/browser-bundle.ts";
import { repositoryPath, requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { assertShows, settled, snapshot } from "../../../viewer-canvas/test/support/viewer-page.ts";
import { BuiltServer, originOf, runMinipacs } from "../support/built-server.ts";

const test = testSuite("minipacs/page", {
  tools: ["chromium", "storescu", "echoscu"],
  data: true,
  timeoutMs: 40_000,
});

const ARGUMENTS = ["--port", "0", "--host", "127.0.0.1", "--ephemeral", "--log-format", "json"];
const SOURCES = repositoryPath("packages/minipacs/src/ui");

let browser: Browser;
/** Under coverage in the place of the built script: one whose lines can be told apart. */
let plain: BrowserBundle | undefined;
let server: BuiltServer;
let origin: string;
let watched: WatchedPage;
let page: Page;

test.before(async () => {
  if (process.env.NODE_V8_COVERAGE) {
    plain = await bundleForBrowser(`${SOURCES}/main.tsx`, `${SOURCES}/tsconfig.json`);
  }
  browser = await launchBrowser();
});
test.after(async () => {
  await browser.close();
  await plain?.remove();
});
test.beforeEach(async () => {
  server = await BuiltServer.start([...ARGUMENTS, "--http-port", "0"]);
  origin = originOf(server);
  watched = await openPage(browser, origin);
  page = watched.page;
  if (plain) await page.route("**/assets/main.js", (route) => route.fulfill({ path: plain!.path }));
  await page.goto(origin);
});
test.afterEach(async () => {
  await watched.close(plain && { "/assets/main.js": plain.path });
  await server.stop();
});

const toModality = () => ["127.0.0.1", String(server.port)];

async function send(path: string): Promise<void> {
  const args = ["-aet", "CT_SCANNER1", "-aec", "MINIPACS", ...toModality(), path];
  const { code, output } = await runTool("storescu", args);
  assert.is(code, 0, output);
}

async function perform(...args: string[]): Promise<void> {
  const { code, output } = await runMinipacs(["mpps", toModality().join(":"), ...args]);
  assert.is(code, 0, output);
}

const tab = (name: string) => page.getByRole("navigation").getByRole("link", { name });
const rows = () => page.locator("tbody tr");

test("an empty page says what to enter on the modality; samples fill the worklist", async () => {
  const card = page.getByRole("complementary", { name: "Connect a modality" });
  assert.match(
    (await card.textContent()) ?? "",
    new RegExp(`MINIPACS.*127\\.0\\.0\\.1.*${server.port}`, "s"),
  );
  await page.getByRole("button", { name: "Load samples" }).click();
  await rows().nth(5).waitFor();
  const texts = await rows().allTextContents();
  assert.is(texts.length, 6);
  assert.match(texts[0] ?? "", /Müller, Hans.*P-00001.*ACC-001.*CT.*CT Thorax\/Abdomen.*CT_SCANNER1/s);
  assert.match(texts[3] ?? "", /Иванов, Иван/);
  assert.match((await tab("Worklist").textContent()) ?? "", /6/);
  await page.getByRole("button", { name: "Load samples" }).click();
  await page.getByText("All six are there already.").waitFor();
  assert.is(await rows().count(), 6);
  assert.match(
    (await page.locator("footer").textContent()) ?? "",
    /For development and test only\. Not a medical device\. No patient data\./,
  );
  assert.equal(watched.complaints, []);
});

test("an image that DCMTK stores appears while the page is watched, and opens in the viewer", async () => {
  await tab("Received").click();
  await page.getByText("No files yet").waitFor();
  const path = requireData("dicom", "pydicom", "CT_small.dcm");
  await send(path);
  await rows().first().waitFor();
  const text = await rows().first().textContent();
  assert.match(text ?? "", /CompressedSamples, CT1.*1CT1.*CT.*CT Image.*kB.*CT_SCANNER1/s);
  await rows().first().click();
  await settled(page);
  assert.match((await page.locator(".panel").textContent()) ?? "", /CompressedSamples, CT1/);
  // Whole pixels, so that every one of them can be compared.
  await page.evaluate(() => {
    const viewer = document.querySelector("dicom-viewer")!.viewer!;
    viewer.dispatch({ type: "zoom", factor: 8 / viewer.state.scale, x: 0, y: 0 });
    viewer.dispatch({ type: "pan", dx: -viewer.state.offsetX, dy: -viewer.state.offsetY });
  });
  const seen = await snapshot(page);
  assert.is(seen.state.scale, 8);
  await assertShows(seen, await readFile(path));
  assert.ok(new Set(seen.rgba).size > 50, "an image has many greys");

  await page.getByRole("button", { name: "Invert" }).click();
  await assertShows(await snapshot(page), await readFile(path));
  await tab("Log").click();
  await tab("Viewer").click();
  assert.is((await snapshot(page)).state.isInverted, true, "the view outlives a look at another one");
  await page.reload();
  await settled(page);
  assert.is((await snapshot(page)).state.isInverted, false, "the address still names the image");
  assert.equal(watched.complaints, []);
});

test("an object without an image says so in the viewer", async () => {
  await send(requireData("dicom", "pydicom", "rtplan.dcm"));
  await tab("Received").click();
  await rows().first().click();
  await page.getByText("This image cannot be shown").waitFor();
  await page.getByText("PIXEL_NONE").waitFor();
  assert.equal(watched.complaints, []);
});

test("procedure steps are shown as linked or not, and change while the page is watched", async () => {
  await page.getByRole("button", { name: "Load samples" }).click();
  await rows().nth(5).waitFor();
  await tab("MPPS").click();
  await page.getByText("No procedure steps yet").waitFor();
  const uid = "2.25.1234567890";
  await perform("--only", "create", "--uid", uid, "--accession", "ACC-001", "--modality", "CT");
  const linked = page.locator("tr.linked");
  await linked.waitFor();
  assert.match((await linked.textContent()) ?? "", /🔗 Linked.*IN PROGRESS.*ACC-001/s);
  await perform("--only", "set", "--uid", uid, "--accession", "ACC-001");
  await linked.getByText("COMPLETED").waitFor();
  await perform("--accession", "ACC-999");
  const unlinked = page.locator("tr.unlinked");
  await unlinked.waitFor();
  assert.match((await unlinked.textContent()) ?? "", /⚠️ Unlinked.*COMPLETED.*ACC-999/s);
  assert.is(await rows().count(), 2);
  assert.match((await tab("MPPS").textContent()) ?? "", /2/);
  assert.is((await fetch(`${origin}/api/mpps/${uid}`, { method: "DELETE" })).status, 204);
  await linked.waitFor({ state: "detached" });
  assert.is(await rows().count(), 1);
  await tab("Log").click();
  const log = page.getByRole("log");
  await log.getByText("N-CREATE LINKED – AccNo ACC-001").waitFor();
  await log.getByText("N-CREATE UNLINKED – no matching worklist entry (AccNo: ACC-999)").waitFor();
  assert.equal(watched.complaints, []);
});

test("the log goes on live and stays at its end", async () => {
  await tab("Log").click();
  for (let i = 0; i < 12; i += 1) await runTool("echoscu", ["-aec", "MINIPACS", ...toModality()]);
  const log = page.getByRole("log");
  await log.getByText("from ECHOSCU").nth(11).waitFor();
  await page.waitForFunction(() => {
    const list = document.querySelector(".log")!;
    return (
      list.scrollHeight > list.clientHeight && list.scrollHeight - list.scrollTop - list.clientHeight < 2
    );
  });
});

test("everything can be reached by keyboard", async () => {
  await send(requireData("dicom", "pydicom", "CT_small.dcm"));
  await tab("Received").waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await rows().first().waitFor();
  for (let i = 0; i < 3; i += 1) await page.keyboard.press("Tab");
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ""), /CompressedSamples/);
  await page.keyboard.press("Enter");
  await settled(page);
  await page.locator("dicom-viewer .canvas").focus();
  const before = (await snapshot(page)).state.scale;
  await page.keyboard.press("+");
  assert.ok((await snapshot(page)).state.scale > before);
  assert.equal(watched.complaints, []);
});

test("a file from disk opens without going to the server", async () => {
  await tab("Viewer").click();
  await page.getByText("Nothing is open").waitFor();
  const path = requireData("dicom", "pydicom", "MR_small.dcm");
  await page.locator("input[type=file]").setInputFiles(path);
  await settled(page);
  assert.match((await page.locator(".panel").textContent()) ?? "", /MR_small\.dcm/);
  const seen = await snapshot(page);
  assert.is(seen.state.image.width, 64);
  const { items } = (await (await fetch(`${origin}/api/instances`)).json()) as { items: unknown[] };
  assert.equal(items, []);
  assert.equal(watched.complaints, []);
});

test("a server that goes away and comes back is followed", async () => {
  await page.getByRole("button", { name: "Load samples" }).click();
  await rows().nth(5).waitFor();
  await server.stop();
  await page.getByText("No connection").waitFor();
  server = await BuiltServer.start([...ARGUMENTS, "--http-port", new URL(origin).port]);
  await page.getByText("Running").waitFor();
  await page.getByText("No entries yet").waitFor();
  const facts = page.locator(".facts");
  await facts.getByText(String(server.port)).waitFor();
});
