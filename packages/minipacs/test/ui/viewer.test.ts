/** The viewer on the page: received files, series as stacks, files from disk, what holds no image, in two languages. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { documentDataset, fileBytes, PDF } from "../../../viewer-canvas/test/document/content-fixture.ts";
import { assertShows, settled, snapshot } from "../../../viewer-canvas/test/support/viewer-page.ts";
import { runHere } from "../support/run-here.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page viewer", {
  tools: ["chromium", "storescu"],
  data: true,
  timeoutMs: 60_000,
});
const scene = new ServedPage(test);

const CT = () => requireData("dicom", "pydicom", "CT_small.dcm");
const MR = () => requireData("dicom", "pydicom", "MR_small.dcm");
const panel = () => scene.page.getByRole("complementary", { name: /About this image|Über dieses Bild/ });
const rows = (name: string) => scene.page.getByRole("grid", { name }).locator("tbody tr:not(.space)");

/** Whole pixels, so that every one of them can be compared. */
async function assertPixels(path: string): Promise<void> {
  await scene.page.evaluate(() => {
    const viewer = document.querySelector("dicom-viewer")!.viewer!;
    viewer.dispatch({ type: "zoom", factor: 4 / viewer.state.scale, x: 0, y: 0 });
    viewer.dispatch({ type: "pan", dx: -viewer.state.offsetX, dy: -viewer.state.offsetY });
  });
  const seen = await snapshot(scene.page);
  assert.is(seen.state.scale, 4);
  await assertShows(seen, await readFile(path));
  assert.ok(new Set(seen.rgba).size > 50, "an image has many greys");
}

test("a received file opens with its facts, outlives a look at another view, and a reload", async () => {
  const { page } = scene;
  await scene.store(CT());
  await scene.open("received");
  await rows("Received").first().click();
  await rows("Files").first().click();
  await scene.button("Open in the viewer").click();
  await settled(page);
  await assertPixels(CT());
  const facts = (await panel().textContent()) ?? "";
  assert.match(facts, /CompressedSamples, CT1.*1CT1.*CT Image Storage.*ISO_IR 100.*39\.\d kB.*CT_SCANNER1/s);
  await scene.button("Invert").click();
  assert.is((await snapshot(page)).state.isInverted, true);
  await scene.tab("Log").click();
  await scene.tab("Viewer").click();
  assert.is((await snapshot(page)).state.isInverted, true, "the view outlives a look at another one");
  await page.reload();
  await settled(page);
  assert.is((await snapshot(page)).state.isInverted, false, "the address still names the file");
  await assertPixels(CT());
  await scene.button("Show among the received").click();
  await page.locator(".drawer").getByRole("heading", { name: "CT Image" }).waitFor();
  scene.assertQuiet();
});

test("a series opens as a stack in the order of its numbers, and its files one after the other", () =>
  withFolder(async (folder) => {
    const { page } = scene;
    const { code, output } = await runHere(["phantom", folder, "--kind", "mr"]);
    assert.is(code, 0, output);
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".dcm"));
    const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
    const numberOf = (bytes: Uint8Array) => Number(readDicomFile(bytes).dataset.get("InstanceNumber"));
    files.sort((a, b) => numberOf(b) - numberOf(a));
    assert.ok(files.length > 10, "a series of many images");
    for (const bytes of files) await scene.upload(bytes);
    await scene.open("received");
    await rows("Received").first().click();
    await scene.button("Open the series as a stack").first().click();
    await settled(page);
    const state = () => page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state);
    assert.is((await state()).frameCount, files.length);
    assert.match((await panel().textContent()) ?? "", /Image1(?!\d)/);
    await page.locator("dicom-viewer .canvas").focus();
    await page.keyboard.press("End");
    await panel().getByText(String(files.length), { exact: true }).waitFor();
    await page.reload();
    await settled(page);
    assert.is((await state()).frameCount, files.length, "the address names the series");

    await scene.button("Show among the received").click();
    await scene.button("Open in the viewer").click();
    await panel().getByText(`1 of ${files.length}`, { exact: true }).waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLButtonElement>(".neighbours button")?.disabled,
    );
    await panel().getByRole("button", { name: "Next" }).click();
    await panel().getByText(`2 of ${files.length}`).waitFor();
    await panel().getByRole("button", { name: "Next" }).click();
    await panel().getByText(`3 of ${files.length}`).waitFor();
    await page.goBack();
    await panel().getByText(`2 of ${files.length}`).waitFor();
    await scene.button("Whole series as a stack").click();
    await page.waitForFunction(
      (count) => document.querySelector("dicom-viewer")?.viewer?.state.frameCount === count,
      files.length,
    );
    scene.assertQuiet();
  }));

test("files from disk open by the button and by dropping them, without going to the server", async () => {
  const { page } = scene;
  await scene.open("viewer");
  await panel().getByText("Nothing is open.", { exact: false }).waitFor();
  await page.locator("dicom-viewer").getByText("Open a DICOM file").waitFor();
  await panel().locator("input[type=file]").setInputFiles(MR());
  await settled(page);
  assert.match(
    (await panel().textContent()) ?? "",
    /does not go to the server.*CompressedSamples, MR1.*4MR1/s,
  );
  await assertPixels(MR());
  await scene.drop("dicom-viewer", [
    { name: "a.dcm", bytes: await readFile(CT()) },
    { name: "b.dcm", bytes: await readFile(MR()) },
  ]);
  await panel().getByText("1CT1").waitFor();
  assert.is(await page.evaluate(() => document.querySelector("dicom-viewer")!.viewer!.state.frameCount), 2);
  await scene.drop("header", [{ name: "mr.dcm", bytes: await readFile(MR()) }]);
  await panel().getByText("4MR1").waitFor();
  assert.is(await scene.count(), 0);
  scene.assertQuiet();
});

test("what holds no image says so; documents and reports are shown", async () => {
  const { page } = scene;
  await scene.store(
    requireData("dicom", "pydicom", "rtplan.dcm"),
    requireData("dicom", "pydicom", "reportsi.dcm"),
  );
  await scene.upload(fileBytes(documentDataset(PDF)));
  await scene.open("received");
  await rows("Received").nth(1).waitFor();
  const openOnly = async (name: RegExp) => {
    await scene.tab("Received").click();
    await rows("Received").filter({ hasText: name }).click();
    await rows("Files").first().click();
    await scene.button("Open in the viewer").click();
  };
  await openOnly(/RTPLAN/);
  await page.getByText("This image cannot be shown").waitFor();
  await openOnly(/OFFIS Structured/);
  await page.locator("dicom-viewer .report, dicom-viewer .content").first().waitFor();
  const { items } = (await (await fetch(`${scene.origin}/api/instances?SOPClassUID=*.104.1`)).json()) as {
    items: { SOPInstanceUID: string }[];
  };
  await scene.open(`viewer/${items[0]?.SOPInstanceUID}`);
  await page.locator("dicom-viewer .content .action").waitFor();
  const refused = scene.watched.complaints.filter((text) => /Content Security Policy/.test(text));
  assert.equal(refused, []);
});

test("a film that the browser cannot play is saved where the server opens no player", async () => {
  const { page } = scene;
  await scene.upload(await readFile(requireData("dicom", "generated", "rgb__video-mpeg2-main-main.dcm")));
  const { items } = (await (await fetch(`${scene.origin}/api/instances`)).json()) as {
    items: { SOPInstanceUID: string }[];
  };
  await scene.open(`viewer/${items[0]?.SOPInstanceUID}`);
  const action = page.locator("dicom-viewer").getByRole("button", { name: "Open externally" });
  await action.waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), action.click()]);
  assert.match(saved.suggestedFilename(), /\.(mpg|ts)$/);
  await page.getByText("only when it was started with --http-token. The file is saved instead.").waitFor();
  await scene.open("received");
  await rows("Received").first().click();
  await page.locator(".thumbnail[data-kind=video]").waitFor();
});

test("the viewer speaks German on the German page, also where the language is changed meanwhile", async () => {
  const { page } = scene;
  await scene.store(CT());
  const { items } = (await (await fetch(`${scene.origin}/api/instances`)).json()) as {
    items: { SOPInstanceUID: string }[];
  };
  await scene.open(`viewer/${items[0]?.SOPInstanceUID}`);
  await settled(page);
  await scene.button("Invert").waitFor();
  await page.getByLabel("Language").selectOption("de");
  await scene.button("Umkehren").waitFor();
  await settled(page);
  await assertPixels(CT());
  assert.match((await panel().textContent()) ?? "", /Dateien öffnen.*Patienten-ID.*Zeichensatz/s);
  assert.is(await scene.button("Invert").count(), 0);
  scene.assertQuiet();
});
