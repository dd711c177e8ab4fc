/** What is received, on the page: live, down to the files; thumbnails, import, deletion, other nodes. */
import { readFile } from "node:fs/promises";
import { decodeFrame, readDicomFile, renderFrame, writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { readDownload } from "../../../../tools/test/browser.ts";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage, startPageServer } from "./support/served-page.ts";

const test = testSuite("minipacs/page received", {
  tools: ["chromium", "storescu"],
  data: true,
  timeoutMs: 60_000,
});
const scene = new ServedPage(test);

const CT = () => requireData("dicom", "pydicom", "CT_small.dcm");
const MR = () => requireData("dicom", "pydicom", "MR_small.dcm");
const FRENCH = () => requireData("dicom", "charset", "chrFren.dcm");
const PLAN = () => requireData("dicom", "pydicom", "rtplan.dcm");
const studies = () => scene.page.getByRole("grid", { name: "Received" }).locator("tbody tr:not(.space)");
const files = () => scene.page.getByRole("grid", { name: "Files" }).locator("tbody tr:not(.space)");
const drawer = () => scene.page.locator(".drawer");
const dialog = () => scene.page.getByRole("dialog");
const field = (name: string) => dialog().getByLabel(name, { exact: true });

test("what DCMTK stores appears while the page is watched, the latest first, down to its files", async () => {
  const { page } = scene;
  await scene.open("received");
  await page.getByText("No files yet").waitFor();
  await scene.store(CT());
  await studies().first().waitFor();
  const text = await studies().first().textContent();
  assert.match(text ?? "", /CompressedSamples, CT1.*1CT1.*CT.*1 file in 1 series.*kB.*CT_SCANNER1/s);
  await scene.store(MR());
  await page.getByText("CompressedSamples, MR1").waitFor();
  assert.match((await studies().first().textContent()) ?? "", /MR1/);

  await studies().filter({ hasText: "CT1" }).click();
  await drawer().getByRole("heading", { name: "CompressedSamples, CT1" }).waitFor();
  await files().first().waitFor();
  assert.match((await files().first().textContent()) ?? "", /CT Image.*39\.\d kB.*CT_SCANNER1/s);
  // What comes meanwhile takes nothing away from what is open.
  await scene.store(PLAN());
  await studies().filter({ hasText: "RTPLAN" }).waitFor();
  await files().first().click();
  const facts = drawer().locator(".facts-list");
  await facts.waitFor();
  const said = (await facts.textContent()) ?? "";
  assert.match(said, /CompressedSamples, CT1.*1CT1.*CT.*Explicit VR Little Endian.*ISO_IR 100.*CT_SCANNER1/s);
  assert.match(said, /a temporary folder.*1\.3\.6\.1\.4\.1\.5962.*\.dcm/s, "folder and path");
  // The server's own set is UTF-8.
  await drawer().getByText("Another character set than expected").waitFor();
  scene.assertQuiet();
});

test("a series grows while it is open", async () => {
  const bytes = await readFile(CT());
  for (let number = 1; number <= 3; number += 1) await scene.upload(copyOf(bytes, number));
  await scene.open("received");
  await studies().first().click();
  await files().nth(2).waitFor();
  for (let number = 4; number <= 30; number += 1) await scene.upload(copyOf(bytes, number));
  await drawer().getByText("30 files").first().waitFor();
  const grid = scene.page.getByRole("grid", { name: "Files" }).locator("xpath=..");
  await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await files().last().getByText("Image 30").waitFor();
  scene.assertQuiet();
});

test("files in another character set than was set when they came are marked in every list, whatever is set later", async () => {
  const { page } = scene;
  await scene.store(CT());
  await scene.open("received");
  const charset = page.getByRole("combobox", { name: "Character set" });
  const mark = (expected: string) =>
    page.getByRole("img", { name: `Character set ISO_IR 100; ${expected} was expected`, exact: true });
  await studies().first().waitFor();
  const choose = async (terms: string) => {
    const answered = page.waitForResponse((response) => response.url().endsWith("/api/settings"));
    await charset.selectOption(terms);
    await answered;
  };
  await choose("ISO_IR 144");
  await scene.store(FRENCH());
  await mark("ISO_IR 144").first().waitFor();
  await studies().filter({ hasText: "Jérôme" }).click();
  await files().first().waitFor();
  // Of the study, its series and its file.
  assert.is(await mark("ISO_IR 144").count(), 3);
  await files().first().click();
  await drawer().getByText("Another character set than expected").waitFor();
  // What holds from now on changes nothing of it.
  await choose("ISO_IR 100");
  await page.reload();
  await mark("ISO_IR 144").first().waitFor();
  await mark("ISO_IR 192").first().waitFor();
  scene.assertQuiet();
});

test("thumbnails show what dicom-core draws; objects without an image say what they are", async () => {
  const { page } = scene;
  await scene.store(CT(), MR(), PLAN());
  await scene.open("received");
  const pictures: Buffer[] = [];
  for (const [name, path] of [
    ["CT1", CT()],
    ["MR1", MR()],
  ] as const) {
    await studies().filter({ hasText: name }).click();
    const frame = await decodeFrame(readDicomFile(await readFile(path)), 0);
    const { rgba, width, height } = renderFrame(frame);
    // Both are small enough to be shown pixel by pixel. The study before is in sight until this one has come.
    await page.waitForFunction(
      (size) => {
        const drawn = document.querySelector<HTMLCanvasElement>('[aria-label="Files"] .thumbnail canvas');
        return drawn?.width === size.width && drawn.height === size.height;
      },
      { width, height },
    );
    const canvas = files().first().locator(".thumbnail canvas");
    const seen = await canvas.evaluate((element) => {
      const { width: columns, height: rows } = element as HTMLCanvasElement;
      const copy = new OffscreenCanvas(columns, rows).getContext("2d", { willReadFrequently: true })!;
      copy.drawImage(element as HTMLCanvasElement, 0, 0);
      const { data } = copy.getImageData(0, 0, columns, rows);
      return Array.from(data, (value) => String.fromCharCode(value)).join("");
    });
    const levels = Buffer.from(seen, "latin1");
    assert.ok(new Set(levels).size > 50, "many greys");
    const difference = levels.reduce((sum, value, i) => sum + Math.abs(value - (rgba[i] ?? 0)), 0);
    assert.ok(difference / levels.length < 2, `they differ by ${difference / levels.length}`);
    pictures.push(levels);
  }
  assert.is.not(Buffer.compare(pictures[0]!, pictures[1]!), 0);
  await studies().filter({ hasText: "RTPLAN" }).click();
  const thumbnail = files().first().locator(".thumbnail");
  await page.locator(".thumbnail[data-kind=none]").waitFor();
  assert.is(await thumbnail.getAttribute("title"), "Object without an image");
  // The browser keeps them: no file is read again.
  const read: string[] = [];
  page.on("request", (request) => void (request.url().endsWith("/file") && read.push(request.url())));
  await page.reload();
  await studies().filter({ hasText: "MR1" }).click();
  await files().first().locator(".thumbnail canvas").waitFor();
  assert.equal(read, []);
  scene.assertQuiet();
});

test("a picture that cannot be drawn says why", async () => {
  await scene.upload(await readFile(requireData("dicom", "pydicom", "JPEG2000.dcm")));
  await scene.open("received");
  await studies().first().click();
  const failed = files().first().locator(".thumbnail.failed");
  await failed.waitFor();
  assert.match((await failed.getAttribute("title")) ?? "", /^No picture: .{5,}/);
});

test("files that are dropped anywhere are imported; what is refused is told file by file", async () => {
  const { page } = scene;
  await scene.open("log");
  await page.getByRole("heading", { name: "Log" }).waitFor();
  const dropped = [
    { name: "ct.dcm", bytes: await readFile(CT()) },
    { name: "mr.dcm", bytes: await readFile(MR()) },
    { name: "notes.txt", bytes: Buffer.from("no DICOM at all") },
  ];
  await scene.drop("footer", dropped);
  await page.getByText("2 files imported · 1 file not taken").waitFor();
  assert.match((await page.locator(".import li").textContent()) ?? "", /notes\.txt.*no DICOM file/s);
  assert.is(await scene.count(), 2);
  const report = page.getByRole("region", { name: "Import files" });
  await scene.tab("Received").click();
  await studies().nth(1).waitFor();
  await report.waitFor({ state: "detached", timeout: 5000 });
  await page.getByLabel("Import files …").setInputFiles([CT(), PLAN()]);
  await page.getByText("1 file imported · 1 file already there").waitFor();
  await report.waitFor({ state: "detached", timeout: 12_000 });
  assert.is(await scene.count(), 3);
});

test("what is counted is named: files in the header, studies or files below the list", async () => {
  const { page } = scene;
  await scene.store(CT(), MR());
  const second = readDicomFile(await readFile(CT()));
  second.dataset.set("SOPInstanceUID", "1.2.3.4");
  second.meta.set("MediaStorageSOPInstanceUID", "1.2.3.4");
  await scene.upload(writeDicomFile(second));
  await scene.open("received");
  await scene.tab("Received 3 files").waitFor();
  const counted = page.locator(".count-line");
  await counted.getByText("2 studies", { exact: true }).waitFor();
  await page.getByRole("link", { name: "All files" }).click();
  await counted.getByText("3 files", { exact: true }).waitFor();
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await scene.tab("Empfangen 3 Dateien").waitFor();
});

test("all files are listed too, those of no study among them", async () => {
  const { page } = scene;
  const file = readDicomFile(await readFile(MR()));
  for (const key of ["StudyInstanceUID", "SeriesInstanceUID"]) file.dataset.delete(key);
  await scene.upload(writeDicomFile(file));
  await scene.store(CT());
  await scene.open("received");
  await studies().first().waitFor();
  assert.is(await studies().count(), 1);
  await page.getByRole("link", { name: "All files" }).click();
  await files().nth(1).waitFor();
  assert.match((await files().first().textContent()) ?? "", /CompressedSamples, CT1/, "the latest first");
  await page.getByRole("searchbox").fill("4MR1");
  await files().nth(1).waitFor({ state: "detached" });
  await files().first().locator(".thumbnail canvas").waitFor();
  await files().first().click();
  await drawer().getByText("MR Image Storage").waitFor();
  await drawer().getByRole("button", { name: "Delete the file" }).click();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await drawer().waitFor({ state: "detached" });
  await page.getByText("Nothing fits the search.").waitFor();
  assert.is(await scene.count(), 1);
  scene.assertQuiet();
});

test("the list is filtered by words and by modality", async () => {
  const { page } = scene;
  await scene.store(CT(), MR(), PLAN());
  await scene.open("received");
  await studies().nth(2).waitFor();
  await page.getByRole("searchbox").fill("compressed, mr1");
  await studies().nth(1).waitFor({ state: "detached" });
  assert.match((await studies().first().textContent()) ?? "", /MR1/);
  await page.getByRole("searchbox").fill("1CT1");
  await page.getByText("CompressedSamples, CT1").waitFor();
  await page.getByRole("searchbox").fill("nobody");
  await page.getByText("Nothing fits the search.").waitFor();
  await page.getByRole("searchbox").fill("");
  await studies().nth(2).waitFor();
  await page.getByLabel("Modality", { exact: true }).selectOption("RTPLAN");
  await studies().nth(1).waitFor({ state: "detached" });
  assert.match((await studies().first().textContent()) ?? "", /id00001/);
  scene.assertQuiet();
});

test("files, series and studies are deleted after a question", async () => {
  const bytes = await readFile(CT());
  for (let number = 1; number <= 3; number += 1) await scene.upload(copyOf(bytes, number));
  await scene.store(MR());
  await scene.open("received");
  await studies().filter({ hasText: "CT1" }).click();
  await files().nth(2).click();
  await drawer().getByRole("button", { name: "Delete the file" }).click();
  await dialog().getByText("This cannot be undone.").waitFor();
  await dialog().getByRole("button", { name: "Cancel" }).click();
  assert.is(await scene.count(), 4);
  await drawer().getByRole("button", { name: "Delete the file" }).click();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await scene.page.getByText("1 file deleted.").waitFor();
  await files().nth(2).waitFor({ state: "detached" });
  await files().nth(1).waitFor();
  assert.is(await files().count(), 2);
  await drawer().getByRole("button", { name: "Delete the study" }).click();
  await dialog().getByText("with 2 files is deleted from the disk").waitFor();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await drawer().waitFor({ state: "detached" });
  await studies().filter({ hasText: "CT1" }).waitFor({ state: "detached" });
  await studies().first().click();
  await drawer().getByRole("button", { name: "Delete the series" }).click();
  await dialog().getByRole("button", { name: "Delete" }).click();
  await scene.page.getByText("No files yet").waitFor();
  assert.is(await scene.count(), 0);
});

test("a study is sent to another node, which is remembered; a node is asked for an echo", async () => {
  const { page } = scene;
  const other = await startPageServer({ aeTitle: "OTHER" });
  try {
    await scene.store(CT());
    await scene.open("received");
    await studies().first().click();
    await drawer().getByRole("button", { name: "Send the study" }).click();
    await field("AE title").fill("OTHER");
    await field("Host").fill("127.0.0.1");
    await field("Port").fill(String(other.port));
    await dialog().getByRole("button", { name: "Echo" }).click();
    await dialog()
      .getByText(/Answers, after/)
      .waitFor();
    await dialog().getByRole("button", { name: "Send", exact: true }).click();
    await dialog().getByText("1 of 1 sent").waitFor();
    await page.getByText("1 file sent to OTHER.").waitFor();
    const { instanceCount } = (await (await fetch(`${other.origin}/api/status`)).json()) as never;
    assert.is(instanceCount, 1);
    await dialog().locator(".dialog-actions").getByRole("button", { name: "Close" }).click();

    await page.reload();
    await page.getByRole("button", { name: "Echo a node" }).click();
    assert.is(await field("AE title").inputValue(), "OTHER", "the last one is there again");
    await field("Port").fill("1");
    await dialog().getByRole("button", { name: "Echo" }).click();
    await dialog().getByText("Does not answer.").waitFor();
    await dialog()
      .getByRole("button", { name: `OTHER@127.0.0.1:${other.port}` })
      .first()
      .click();
    assert.is(await field("Port").inputValue(), String(other.port));
    await dialog().getByRole("button", { name: "Echo" }).click();
    await dialog()
      .getByText(/Answers, after/)
      .waitFor();
  } finally {
    await other.stop();
  }
});

test("sending to nobody is told; so is a file that is downloaded", async () => {
  const { page } = scene;
  await scene.store(CT());
  await scene.open("received");
  await studies().first().click();
  await files().first().click();
  await drawer().getByRole("button", { name: "Send the file" }).click();
  await field("AE title").fill("NOBODY");
  await field("Host").fill("127.0.0.1");
  await field("Port").fill("1");
  await dialog().getByRole("button", { name: "Send", exact: true }).click();
  await dialog().locator(".outcome").getByText("0 of 1 sent").waitFor();
  await page
    .getByRole("alert")
    .getByText(/That did not work: 0 of 1 sent/)
    .waitFor();
  await dialog().locator(".dialog-actions").getByRole("button", { name: "Close" }).click();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    drawer().getByRole("button", { name: "Download the file" }).click(),
  ]);
  assert.match(saved.suggestedFilename(), /^1\.3\.6\.1\.4\.1\.5962\..*\.dcm$/);
  assert.equal(readDicomFile(await readDownload(saved)).dataset.get("PatientID"), "1CT1");
  await drawer().getByRole("button", { name: "All files of the series" }).click();
  const [archive] = await Promise.all([
    page.waitForEvent("download"),
    drawer().getByRole("button", { name: "Download the study" }).click(),
  ]);
  assert.match(archive.suggestedFilename(), /^1\.3\.6\.1\.4\.1\.5962\..*\.zip$/);
  assert.is((await readDownload(archive)).subarray(0, 4).toString("latin1"), "PK\x03\x04");
});

test("a reload keeps what is open; Escape goes back; the keyboard reaches everything", async () => {
  const { page } = scene;
  await scene.store(CT());
  await scene.open("received");
  await studies().first().focus();
  await page.keyboard.press("Enter");
  await files().first().focus();
  await page.keyboard.press("Enter");
  await drawer().getByRole("heading", { name: "CT Image" }).waitFor();
  await page.reload();
  await drawer().getByRole("heading", { name: "CT Image" }).waitFor();
  await drawer().getByRole("button", { name: "All files of the series" }).focus();
  await page.keyboard.press("Escape");
  await files().first().waitFor();
  await drawer().getByRole("button", { name: "Send the study" }).focus();
  await page.keyboard.press("Escape");
  await drawer().waitFor({ state: "detached" });
  assert.is(new URL(page.url()).hash, "#received");
  scene.assertQuiet();
});

test("the page speaks German", async () => {
  const { page } = scene;
  await scene.store(CT());
  await scene.open("received");
  await studies().first().click();
  await page.getByLabel("Language").selectOption("de");
  await page.getByRole("heading", { name: "Empfangen" }).waitFor();
  await drawer().getByRole("button", { name: "Die Studie senden" }).waitFor();
  const left = (await page.locator("main").textContent()) ?? "";
  assert.not.match(left, /\b(Received|Files?|Series|Send|Delete|Download|Import files)\b/);
});

/** The same object under another UID, with an Instance Number of four digits. */
function copyOf(bytes: Uint8Array, number: number): Uint8Array {
  const file = readDicomFile(bytes);
  const uid = `1.2.826.0.1.3680043.10.511.3.${number}`;
  file.dataset.set("SOPInstanceUID", uid);
  file.dataset.set("InstanceNumber", number);
  file.meta.set("MediaStorageSOPInstanceUID", uid);
  return writeDicomFile(file);
}
