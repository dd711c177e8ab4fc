/** The first start on the page: what to enter on the modality, and the self test, then and later. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page first steps", { tools: ["chromium"], timeoutMs: 40_000 });
const served = new ServedPage(test, { permissions: ["clipboard-read", "clipboard-write"] });

test("the first start says what to enter, copies it and tests the server step by step", async () => {
  await served.open("worklist");
  await served.page.getByRole("heading", { name: "First steps" }).waitFor();
  const facts = (await served.page.locator(".connection").textContent()) ?? "";
  assert.match(facts, new RegExp(`MINIPACS.*127\\.0\\.0\\.1.*${served.server.port}`, "s"));
  await served.page.getByText("Only this machine reaches it", { exact: false }).waitFor();
  await served.button(`Copy Port ${served.server.port}`).click();
  assert.is(await served.page.evaluate(() => navigator.clipboard.readText()), String(served.server.port));
  await served.button("Run the self test").click();
  await served.page.getByText(/Everything works/).waitFor();
  assert.is(await served.page.locator(".self-test li.passed").count(), 6);
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await served.page.getByText("Worklist-Abfrage (C-FIND)").waitFor();
  await served.button("Beispiele laden").click();
  await served.page.getByText("6 Zeilen").waitFor();
  served.assertQuiet();
});

test("later the same is behind a button of the header; a stopped server is told", async () => {
  await served.open("log");
  // Lines of the log that tell of it are buttons, too.
  const stop = served.page.getByRole("button", { name: "Stop", exact: true });
  await stop.click();
  await served.button(/Connect/).click();
  const dialog = served.page.getByRole("dialog");
  await dialog.getByText("The server does not listen.", { exact: false }).waitFor();
  assert.is(await dialog.getByRole("button", { name: "Run the self test" }).isDisabled(), true);
  await served.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await served.button(/^Start$/).click();
  await stop.waitFor();
  served.assertQuiet();
});
