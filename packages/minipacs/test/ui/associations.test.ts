/** The view of associations, while DCMTK's tools connect. */
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { RawScu } from "../support/raw-scu.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page/associations", {
  tools: ["chromium", "storescu", "findscu", "echoscu"],
  data: true,
  timeoutMs: 40_000,
});
const served = new ServedPage(test);

const drawer = () => served.page.locator(".drawer");
const rows = () => served.page.locator("tbody tr:not(.space)");
const to = () => ["127.0.0.1", String(served.server.port)];

test("a query appears with its contexts, messages and decoded data sets", async () => {
  await served.open("associations");
  await served.page.getByText("Nobody has connected yet").waitFor();
  await runTool("findscu", ["-W", "-aet", "US1", "-aec", "MINIPACS", ...to(), "-k", "PatientName=A*"]);
  await rows().first().waitFor();
  assert.match((await rows().first().textContent()) ?? "", /released.*US1 → MINIPACS.*127\.0\.0\.1.*1 \/ 1/s);
  await rows().first().click();
  await drawer().getByText("Modality Worklist Information Model - FIND").first().waitFor();
  assert.match((await drawer().textContent()) ?? "", /OFFIS_DCMTK.*none: it can be read on the way/s);
  await drawer().getByText("C-FIND-RQ").click();
  const dataset = drawer().getByRole("region", { name: "Data set of the message" });
  await dataset.getByText("Patient's Name", { exact: true }).waitFor();
  assert.match((await dataset.textContent()) ?? "", /A\*/);
  await drawer().getByText("C-FIND-RSP").last().waitFor();
  served.assertQuiet();
});

test("what is refused says why, in German too; filters and search", async () => {
  await served.open("associations");
  await runTool("echoscu", ["-aet", "ECHO1", "-aec", "MINIPACS", ...to()]);
  await runTool("storescu", [
    ...["-aet", "CT_SCANNER1", "-aec", "MINIPACS", ...to(), requireData("dicom", "pydicom", "CT_small.dcm")],
  ]);
  await fetch(`${served.origin}/api/settings`, {
    method: "PATCH",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requireCalledAe: true }),
  });
  await runTool("echoscu", ["-aet", "ECHO2", "-aec", "ELSEWHERE", ...to()]);
  await rows().nth(2).waitFor();
  assert.match(
    (await rows().first().textContent()) ?? "",
    /rejected.*ECHO2 → ELSEWHERE.*called AE title is not known/s,
  );
  await rows().first().click();
  await drawer().getByText("✗ the association was rejected").waitFor();
  await served.page.getByLabel("Language").selectOption("de");
  await drawer().getByText("✗ die Assoziation wurde abgelehnt").waitFor();
  await served.page.getByLabel("Sprache").selectOption("en");
  await served.page.getByLabel("Filter by state").selectOption("rejected");
  await served.page.waitForFunction(() => document.querySelectorAll("tbody tr:not(.space)").length === 1);
  await served.page.getByLabel("Filter by state").selectOption("");
  await served.page.getByLabel("Calling AE").fill("CT_SCANNER1");
  await served.page.getByLabel("Calling AE").press("Enter");
  await served.page.waitForFunction(() => document.querySelectorAll("tbody tr:not(.space)").length === 1);
  await rows().first().click();
  await drawer().getByText("C-STORE-RQ").click();
  await drawer().getByRole("button", { name: "Open the object in Received" }).click();
  assert.match(new URL(served.page.url()).hash, /^#received\//);
  served.assertQuiet();
});

test("of an association that got no context, why", async () => {
  await served.open("associations");
  await runTool("findscu", ["-S", "-aec", "MINIPACS", ...to(), "-k", "QueryRetrieveLevel=STUDY"]);
  await rows().first().getByText("no context was accepted: this kind of object or service").waitFor();
  await rows().first().click();
  await drawer().locator(".state-line", { hasText: "no context was accepted" }).waitFor();
  served.assertQuiet();
});

const VERIFICATION = "1.2.840.10008.1.1";
const ECHO = { AffectedSOPClassUID: VERIFICATION, CommandField: 0x30 };

test("an open association is watched: contexts that are refused with the reason, messages as they come, its end", async () => {
  await served.open("associations");
  const { scu } = await RawScu.open(served.server.port, {
    callingAeTitle: "WATCHED",
    abstractSyntaxes: [VERIFICATION, "1.2.3.4.5"],
  });
  await rows().first().waitFor();
  assert.match((await rows().first().textContent()) ?? "", /open.*WATCHED → MINIPACS.*1 \/ 2/s);
  await rows().first().click();
  const contexts = drawer().locator(".contexts > li");
  await contexts.nth(1).waitFor();
  assert.match((await contexts.nth(0).textContent()) ?? "", /Verification.*✓ accepted/s);
  assert.match(
    (await contexts.nth(1).textContent()) ?? "",
    /1\.2\.3\.4\.5.*✗ this kind of object or service is not supported/s,
  );
  await drawer().getByText("✗ 1 refused").waitFor();
  await drawer().getByText("No messages yet.").waitFor();
  assert.is(await scu.request(1, ECHO), 0);
  await drawer().getByText("C-ECHO-RSP").waitFor();
  await rows().first().getByText("open", { exact: true }).waitFor();
  await served.page.getByLabel("Language").selectOption("de");
  await contexts.getByText("✗ diese Art von Objekt").waitFor();
  await served.page.getByLabel("Sprache").selectOption("en");
  await scu.release();
  await rows().first().getByText("released").waitFor();
  await drawer().locator(".state-line").getByText("released").waitFor();
  await drawer().getByText("Ended").waitFor();
  served.assertQuiet();
});

test("many messages are read page by page", async () => {
  await served.open("associations");
  const { scu } = await RawScu.open(served.server.port, { abstractSyntaxes: [VERIFICATION] });
  for (let count = 0; count < 110; count += 1) assert.is(await scu.request(1, ECHO), 0);
  await scu.release();
  await rows().getByText("released").waitFor();
  await rows().first().click();
  await drawer().getByText("1–200 of 220").waitFor();
  assert.ok(await drawer().getByRole("button", { name: "Earlier" }).isDisabled());
  assert.is(await drawer().locator(".message").count(), 200);
  await drawer().getByRole("button", { name: "Later" }).click();
  await drawer().getByText("201–220 of 220").waitFor();
  assert.is(await drawer().locator(".message").count(), 20);
  assert.ok(await drawer().getByRole("button", { name: "Later" }).isDisabled());
  await drawer().getByRole("button", { name: "Earlier" }).click();
  await drawer().getByText("1–200 of 220").waitFor();
  served.assertQuiet();
});
