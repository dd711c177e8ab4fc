/** The page of a server that wants its token, in Chromium: by the address, by the form, after a reload, without one. */
import type { Browser, Page } from "playwright-core";
import * as assert from "uvu/assert";
import { launchBrowser, openPage, type WatchedPage } from "../../../../tools/test/browser.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, originOf, PAGE_ARGUMENTS } from "../support/built-server.ts";

const test = testSuite("minipacs/page with a token", { tools: ["chromium"], timeoutMs: 40_000 });

/** Holds what an address gives a meaning of its own. */
const TOKEN = "50%off+a/b=&#x";

let browser: Browser;
let server: BuiltServer;
let origin: string;
let watched: WatchedPage;
let page: Page;

test.before(async () => {
  browser = await launchBrowser();
  server = await BuiltServer.start([...PAGE_ARGUMENTS, "--http-token", TOKEN]);
  origin = originOf(server);
});
test.after(async () => {
  await browser.close();
  await server.stop();
});
test.beforeEach(async () => {
  // A context of its own: no cookie of another test.
  watched = await openPage(browser, origin);
  page = watched.page;
});
test.afterEach(() => watched.close());

const field = () => page.getByLabel("Token of this server");
const samples = () => page.getByRole("button", { name: "Load samples" });

/** What the browser itself says of an answer 401 is no complaint of the page. */
const complaints = () => watched.complaints.filter((text) => !text.includes("401 (Unauthorized)"));

async function assertOpen(): Promise<void> {
  await samples().waitFor();
  assert.is(await field().count(), 0);
  // EventSource sends no header: live events come by the cookie.
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/api/worklist/samples")),
    samples().click(),
  ]);
  assert.ok(answer.ok());
  await page.locator("tbody tr").nth(5).waitFor();
}

test("without the token there is a form and nothing else; a wrong one is told, the right one opens", async () => {
  await page.goto(origin);
  await field().fill("wrong");
  await page.getByRole("button", { name: "Open" }).click();
  await page.getByText("This is not the token of this server.").waitFor();
  assert.is(await samples().count(), 0);
  await field().fill(TOKEN);
  await field().press("Enter");
  await assertOpen();
  const cookies = await page.context().cookies(`${origin}/api`);
  assert.equal(
    cookies.map(({ httpOnly, sameSite, path, value }) => [httpOnly, sameSite, path, value.includes(TOKEN)]),
    [[true, "Strict", "/api", false]],
  );
  assert.is(await page.evaluate(() => document.cookie), "");
  assert.equal(complaints(), []);
});

for (const [what, text] of [
  ["as it is", TOKEN],
  ["encoded", encodeURIComponent(TOKEN)],
] as const) {
  test(`the token in the address, ${what}, opens the page and is gone from the address`, async () => {
    await page.goto(`${origin}/#token=${text}`);
    await assertOpen();
    assert.is(page.url(), `${origin}/`);
    await page.reload();
    await assertOpen();
    assert.equal(watched.complaints, []);
  });
}

test("a wrong token in the address leads to the form; the right one there opens it without a reload", async () => {
  await page.goto(`${origin}/#token=wrong`);
  await field().waitFor();
  assert.is(page.url(), `${origin}/`);
  await page.evaluate(
    (hash) => {
      location.hash = hash;
    },
    `#token=${encodeURIComponent(TOKEN)}`,
  );
  await assertOpen();
  assert.is(page.url(), `${origin}/`);
  assert.equal(complaints(), []);
});

test("a token that is no part of an address leads to the form, too", async () => {
  await page.goto(`${origin}/#token=%zz`);
  await field().waitFor();
  assert.equal(complaints(), []);
});
