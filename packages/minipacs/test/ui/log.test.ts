/** The log's view, while DCMTK's echo plays the modality. */
import * as assert from "uvu/assert";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page/log", { tools: ["chromium", "echoscu"], timeoutMs: 40_000 });
const served = new ServedPage(test);

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
