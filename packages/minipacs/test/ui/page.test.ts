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
