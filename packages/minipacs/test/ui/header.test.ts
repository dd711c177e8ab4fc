/** The settings in the header, changed while DCMTK talks to the server; wrong ones are told in words. */
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { freePort } from "../../../dimse/test/support/server-tool.ts";
import { RawScu } from "../support/raw-scu.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page header", { tools: ["chromium", "echoscu"], timeoutMs: 40_000 });
const served = new ServedPage(test);

const echo = (port: number, calledAeTitle: string) =>
  runTool("echoscu", ["-aec", calledAeTitle, "127.0.0.1", String(port)]);

test("port, AE title and character set change while an association is open, which goes on", async () => {
  await served.open("log");
  const { page } = served;
  const { scu } = await RawScu.open(served.server.port, { abstractSyntaxes: ["1.2.840.10008.1.1"] });
  const goesOn = async () =>
    assert.is(await scu.request(1, { AffectedSOPClassUID: "1.2.840.10008.1.1", CommandField: 0x30 }), 0);
  await page.locator(".settings strong").getByText("1", { exact: true }).waitFor();
  await page.getByLabel("AE title", { exact: true }).fill("OTHER_AE");
  await served.button("Apply").click();
  await page.getByText("Changed. It holds for the associations to come.").waitFor();
  await goesOn();
  await page.getByLabel("Character set").selectOption({ label: "Latin-1 (ISO 8859-1)" });
  await page.waitForFunction(() =>
    document.querySelector<HTMLSelectElement>(".setting select")?.title.includes("German"),
  );
  await goesOn();
  const free = await freePort();
  const port = page.getByLabel("DICOM port", { exact: true });
  await port.fill(String(free));
  await port.press("Enter");
  await served.button("Apply").waitFor({ state: "detached" });
  await goesOn();
  assert.is((await echo(free, "OTHER_AE")).code, 0);
  const status = (await (await fetch(`${served.origin}/api/status`)).json()) as Record<string, unknown>;
  assert.equal(
    [status.aeTitle, status.SpecificCharacterSet, status.dicomPort, status.associationCount],
    ["OTHER_AE", ["ISO_IR 100"], free, 1],
  );
  await scu.release();
  await page.locator(".settings strong").getByText("0", { exact: true }).waitFor();
  served.assertQuiet();
});

test("the page's own port cannot be that of DICOM, which is said without advice for a command line", async () => {
  await served.open("log");
  const { page } = served;
  const own = new URL(served.origin).port;
  const take = async (label: string, words: string) => {
    const port = page.getByLabel(label, { exact: true });
    await port.fill(own);
    await port.press("Enter");
    await page.getByRole("alert").getByText(words).waitFor({ timeout: 5000 });
  };
  await take(
    "DICOM port",
    `That did not work: DICOM port ${own} is the one that this server itself has for its page and its API: choose another port.`,
  );
  await page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await take("DICOM-Port", "Diesen Port hat der Server selbst, für diese Seite: Wähle einen anderen.");
  assert.is((await echo(served.server.port, "MINIPACS")).code, 0, "the one before goes on");
});

test("the port moves, the server stops and starts; wrong values and the label are in both languages", async () => {
  await served.open("log");
  await served.page.getByText("ℹ️ Port 104 requires admin rights – default 11112 is recommended").waitFor();
  const port = served.page.getByLabel("DICOM port", { exact: true });
  const free = await freePort();
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
