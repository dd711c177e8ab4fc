/** The settings in the header, changed while DCMTK talks to the server; wrong ones are told in words. */
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page header", { tools: ["chromium", "echoscu"], timeoutMs: 40_000 });
const served = new ServedPage(test);

const echo = (port: number, calledAeTitle: string, ...more: string[]) =>
  runTool("echoscu", ["-aec", calledAeTitle, ...more, "127.0.0.1", String(port)]);

test("AE title and character set change while an association runs, which goes on", async () => {
  await served.open("log");
  const title = served.page.getByLabel("AE title", { exact: true });
  const long = echo(served.server.port, "MINIPACS", "--repeat", "6000");
  await served.page.locator(".settings strong").getByText("1", { exact: true }).waitFor();
  await title.fill("OTHER_AE");
  await served.button("Apply").click();
  await served.page.getByText("Changed. It holds for the associations to come.").waitFor();
  const charset = served.page.getByLabel("Character set");
  await charset.selectOption({ label: "Latin 1 (Western European)" });
  await served.page.waitForFunction(() =>
    document.querySelector<HTMLSelectElement>(".setting select")?.title.includes("German"),
  );
  const { code, output } = await long;
  assert.is(code, 0, output);
  assert.is((await echo(served.server.port, "OTHER_AE")).code, 0);
  const status = (await (await fetch(`${served.origin}/api/status`)).json()) as Record<string, unknown>;
  assert.is(status.aeTitle, "OTHER_AE");
  assert.equal(status.SpecificCharacterSet, ["ISO_IR 100"]);
  served.assertQuiet();
});

test("the port moves, the server stops and starts; wrong values and the label are in both languages", async () => {
  await served.open("log");
  await served.page.getByText("ℹ️ Port 104 requires admin rights – default 11112 is recommended").waitFor();
  const port = served.page.getByLabel("DICOM port", { exact: true });
  const free = served.server.port + (served.server.port < 60_000 ? 1 : -1);
  await port.fill("70000");
  await served.page.getByText("A number from 0 to 65535.").waitFor();
  assert.is(await served.button("Apply").isDisabled(), true);
  await port.fill(String(free));
  await port.press("Enter");
  await served.page.getByText("Changed. It holds for the associations to come.").waitFor();
  assert.is((await echo(free, "MINIPACS")).code, 0);
  await served.button("Stop").click();
  await served.button("Start").waitFor();
  assert.is.not((await echo(free, "MINIPACS")).code, 0);
  await served.button("Start").click();
  await served.page.getByText(`Listening on port ${free}.`).waitFor();
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await served.page
    .getByText("ℹ️ Port 104 erfordert Administratorrechte – Standard 11112 wird empfohlen")
    .waitFor();
  await served.page.getByLabel("AE-Titel", { exact: true }).fill("ÄÖ");
  await served.page.getByText("1 bis 16 ASCII-Zeichen ohne Backslash.").waitFor();
  served.assertQuiet();
});
