/** The log's view, while DCMTK's echo plays the modality. */
import * as assert from "uvu/assert";
import { readDownload } from "../../../../tools/test/browser.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { RawScu } from "../support/raw-scu.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page/log", { tools: ["chromium", "echoscu"], timeoutMs: 40_000 });
const served = new ServedPage(test);

const VERIFICATION = "1.2.840.10008.1.1";

const log = () => served.page.getByRole("log");

async function echo(aeTitle: string): Promise<void> {
  await runTool("echoscu", ["-aet", aeTitle, "-aec", "MINIPACS", "127.0.0.1", String(served.server.port)]);
}

test("lines come live, are filtered, opened, paused and cleared", async () => {
  await served.open("log");
  const { page } = served;
  await echo("ECHO1");
  await log().getByText("from ECHO1").waitFor();
  await page.getByLabel("Filter by kind").selectOption("echo");
  await page.waitForFunction(() => document.querySelectorAll(".log .line").length === 1);
  assert.match(
    (await page.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "",
    /^\/api\/log\/download\?type=echo$/,
  );
  await log().getByText("from ECHO1").click();
  assert.match((await page.locator(".drawer").textContent()) ?? "", /callingAeTitle.*ECHO1/s);
  await served.button("Pause").click();
  await echo("ECHO2");
  await served.button("Go on (1 new)").waitFor();
  assert.is(await log().getByText("from ECHO2").count(), 0);
  await served.button("Go on (1 new)").click();
  await log().getByText("from ECHO2").waitFor();
  await page.getByLabel("Filter by AE title").selectOption("ECHO2");
  await log().getByText("from ECHO1").waitFor({ state: "detached" });
  await served.button("Clear").click();
  await page.getByText("Nothing fits the search.").waitFor();
  await served.button("Show all again").click();
  await log().getByText("from ECHO2").waitFor();
  await page.getByLabel("Language").selectOption("de");
  await served.button("Leeren").waitFor();
  served.assertQuiet();
});

test("the log follows its end until one scrolls up; it is downloaded as it is filtered, and paused and cleared at once", async () => {
  await served.open("log");
  const { page } = served;
  const { scu } = await RawScu.open(served.server.port, { abstractSyntaxes: [VERIFICATION] });
  for (let count = 0; count < 40; count += 1) {
    assert.is(await scu.request(1, { AffectedSOPClassUID: VERIFICATION, CommandField: 0x30 }), 0);
  }
  await scu.release();
  await log().getByText("released (RAW").waitFor();
  assert.is(await served.button("To the end").count(), 0);
  await log().evaluate((element) => element.scrollTo(0, 0));
  await served.button("To the end").waitFor();
  const [top] = await log().locator(".line").allTextContents();
  await echo("ECHO1");
  await page.locator(".latest").getByText("ECHO1").first().waitFor();
  assert.is((await log().locator(".line").allTextContents())[0], top, "what one reads stays");
  await served.button("To the end").click();
  await served.button("To the end").waitFor({ state: "detached" });
  await log().getByText("from ECHO1").waitFor();

  await page.getByLabel("Filter by AE title").selectOption("ECHO1");
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download" }).click(),
  ]);
  const text = (await readDownload(saved)).toString("utf8");
  assert.match(text, /from ECHO1/);
  assert.not.match(text, /RAW/);
  await page.getByLabel("Filter by AE title").selectOption("");

  await served.button("Pause").click();
  await served.button("Clear").click();
  await page.getByText("This view was emptied.", { exact: false }).waitFor();
  await echo("ECHO2");
  await served.button(/^Go on \(\d+ new\)$/).click();
  await log().getByText("from ECHO2").waitFor();
  assert.is(await log().getByText("from ECHO1").count(), 0);
  await served.button("Show all again").click();
  await log().getByText("from ECHO1").waitFor();
  served.assertQuiet();
});
