/** The page as a whole: it outlives a reload and a lost server, and keeps its language. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage, startPageServer } from "./support/served-page.ts";

const test = testSuite("minipacs/page", { tools: ["chromium"], timeoutMs: 40_000 });
const served = new ServedPage(test);

test("a server that goes away and comes back is followed", async () => {
  await served.open("worklist");
  await served.button("Load samples").click();
  await served.page.getByText("6 rows").waitFor();
  await served.server.stop();
  await served.page.getByText("No connection").waitFor();
  const hint = served.page.getByText("The server does not answer. The page tries again by itself.");
  await hint.waitFor();
  served.server = await startPageServer({ httpPort: Number(new URL(served.origin).port) });
  await served.page.getByText("Running").waitFor();
  await hint.waitFor({ state: "detached" });
  await served.page.getByRole("heading", { name: "First steps" }).waitFor();
  assert.is(
    await served.page.getByLabel("DICOM port", { exact: true }).inputValue(),
    String(served.server.port),
  );
});

test("errors: three at most; one goes by itself, not while somebody is at it, and with its view", async () => {
  const { page } = served;
  await page.clock.install();
  await served.open("worklist");
  const errors = page.getByRole("alert").locator(".toast");
  const fail = async (...names: string[]) => {
    const files = names.map((name) => ({ name, bytes: Buffer.from("no JSON") }));
    await served.drop(".worklist", files);
    await errors.filter({ hasText: names.at(-1)! }).waitFor();
  };
  await page.getByRole("heading", { name: "First steps" }).waitFor();
  await fail("1.json", "2.json", "3.json", "4.json");
  assert.equal(
    (await errors.locator("span").allTextContents()).map((text) => /\d\.json/.exec(text)?.[0]),
    ["2.json", "3.json", "4.json"],
  );
  await errors.nth(2).hover();
  await page.clock.runFor(30_000);
  assert.is(await errors.count(), 1, "two are gone");
  await page.mouse.move(0, 0);
  await page.clock.runFor(14_000);
  assert.is(await errors.count(), 1);
  await page.clock.runFor(2000);
  await errors.waitFor({ state: "detached", timeout: 5000 });

  await fail("5.json");
  await errors.getByRole("button").focus();
  await page.clock.runFor(30_000);
  assert.is(await errors.count(), 1, "the focus is on it");
  await served.tab("Associations").click();
  await errors.waitFor({ state: "detached", timeout: 5000 });
});

test("language and view outlive a reload; the notice is there in both languages", async () => {
  await served.open("log");
  await served.page
    .getByText("For development and test only. Not a medical device. No patient data.")
    .waitFor();
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await served.page.reload();
  await served.page.getByRole("heading", { name: "Protokoll" }).waitFor();
  assert.is(await served.page.evaluate(() => document.documentElement.lang), "de");
  await served.page
    .getByText("Nur für Entwicklung und Test. Kein Medizinprodukt. Keine Patientendaten.")
    .waitFor();
  served.assertQuiet();
});
