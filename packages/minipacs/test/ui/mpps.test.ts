/** The view of procedure steps, while our own MPPS SCU plays the modality. */
import * as assert from "uvu/assert";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runHere } from "../support/run-here.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page/mpps", { tools: ["chromium"], timeoutMs: 40_000 });
const served = new ServedPage(test);

const UID = "2.25.1234567890";

/** Reports a step; resolves with the exit code. */
async function perform(...args: string[]): Promise<number | null> {
  const to = `127.0.0.1:${served.server.port}`;
  return (await runHere(["mpps", to, "--aet", "CT_SCANNER1", ...args])).code;
}

async function loadSamples(): Promise<void> {
  await fetch(`${served.origin}/api/worklist/samples`, { method: "POST" });
}

const drawer = () => served.page.locator(".drawer");
const rows = () => served.page.locator("tbody tr:not(.space)");

test("an empty list says what to do next", async () => {
  await served.open("mpps");
  await served.page.getByText("No procedure steps yet").waitFor();
  await served.button("Refused messages").click();
  await served.page.getByText("Nothing was refused").waitFor();
  served.assertQuiet();
});

test("steps come linked or unlinked while one watches, change, and are filtered", async () => {
  await loadSamples();
  await served.open("mpps");
  await served.page.getByText("No procedure steps yet").waitFor();
  assert.is(await perform("--only", "create", "--uid", UID, "--accession", "ACC-001", "--modality", "CT"), 0);
  const linked = served.page.locator("tr.linked");
  await linked.waitFor();
  assert.match(
    (await linked.textContent()) ?? "",
    /🔗 Linked.*Found in the worklist by accession number ACC-001.*IN PROGRESS.*ACC-001.*CT.*CT_SCANNER1/s,
  );
  await perform("--only", "set", "--uid", UID, "--accession", "ACC-001");
  await linked.getByText("COMPLETED").waitFor();
  await perform("--accession", "ACC-999", "--discontinue", "--patient-name", "Sucher^Anna");
  const unlinked = served.page.locator("tr.unlinked");
  await unlinked.waitFor();
  assert.match(
    (await unlinked.textContent()) ?? "",
    /⚠️ Unlinked.*Not in the worklist: accession number ACC-999.*DISCONTINUED/s,
  );
  const [green, orange] = await Promise.all(
    [linked, unlinked].map((row) =>
      row
        .locator("td")
        .first()
        .evaluate((cell) => getComputedStyle(cell).color),
    ),
  );
  assert.is(green, "rgb(75, 220, 157)");
  assert.is(orange, "rgb(255, 182, 92)");

  const { page } = served;
  await page.getByLabel("Filter by link").selectOption("false");
  await linked.waitFor({ state: "detached" });
  await unlinked.waitFor();
  assert.is(await rows().count(), 1);
  await page.getByLabel("Filter by link").selectOption("");
  await page.getByLabel("Filter by status").selectOption("COMPLETED");
  await unlinked.waitFor({ state: "detached" });
  await page.getByLabel("Filter by status").selectOption("");
  await page.getByRole("searchbox").fill("sucher");
  await linked.waitFor({ state: "detached" });
  await page.getByRole("searchbox").fill("nobody");
  await page.getByText("Nothing fits the search.").waitFor();
  await page.getByRole("searchbox").fill("");
  await rows().nth(1).waitFor();
  served.assertQuiet();
});

test("an open step shows reason, times, every message with its data set, and is deleted", async () => {
  await loadSamples();
  await served.open("mpps");
  await perform("--only", "create", "--uid", UID, "--accession", "ACC-001", "--patient-name", "Müller^Hans");
  await rows().first().click();
  const { page } = served;
  await drawer().getByRole("heading", { name: "Müller, Hans" }).waitFor();
  await drawer().getByText("Found in the worklist by accession number ACC-001.").waitFor();
  // The next message comes while it is open.
  await perform("--only", "set", "--uid", UID, "--accession", "ACC-001");
  const messages = drawer().getByRole("region", { name: "Messages" }).locator("details.message");
  await messages.nth(1).waitFor();
  assert.match(
    (await messages.nth(0).textContent()) ?? "",
    /N-CREATE.*IN PROGRESS.*CT_SCANNER1.*0000 success/s,
  );
  assert.match((await messages.nth(1).textContent()) ?? "", /N-SET.*COMPLETED/s);
  await messages.nth(0).locator("> summary").click();
  const dataset = messages.nth(0).getByRole("region", { name: "Data set of this message" });
  await dataset.getByText("Patient's Name", { exact: true }).waitFor();
  assert.match((await dataset.textContent()) ?? "", /\(0010,0010\)PN.*Müller\^Hans/s);
  assert.match((await dataset.textContent()) ?? "", /Scheduled Step Attributes Sequence.*1 item.*ACC-001/s);
  await dataset.getByRole("searchbox").fill("accession");
  await dataset.getByText("Patient's Name", { exact: true }).waitFor({ state: "detached" });
  assert.match(
    (await dataset.textContent()) ?? "",
    /Scheduled Step Attributes Sequence.*Accession Number.*ACC-001/s,
  );
  await dataset.getByRole("searchbox").fill("there is none");
  await dataset.getByText("No element fits.").waitFor();

  await drawer().getByText("The whole step as it is now").click();
  const whole = drawer().getByRole("region", { name: "The whole step as it is now" });
  await whole.getByText("Performed Procedure Step Status", { exact: true }).waitFor();
  assert.match((await whole.textContent()) ?? "", /\(0040,0252\)CS.*COMPLETED/s);

  // What comes after the end is refused; the step says so, and keeps it.
  assert.is.not(await perform("--only", "set", "--uid", UID), 0);
  await messages.nth(2).waitFor();
  assert.match((await messages.nth(2).textContent()) ?? "", /N-SET.*1 rule broken.*0110 processing failure/s);
  await drawer().getByText("A finished step must not change").first().waitFor();

  await page.reload();
  await drawer().getByRole("heading", { name: "Müller, Hans" }).waitFor();
  await drawer().getByRole("button", { name: "Delete the step" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await drawer().getByRole("button", { name: "Delete the step" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("The step is deleted.").waitFor();
  await page.getByText("No procedure steps yet").waitFor();
  assert.is(new URL(page.url()).hash, "#mpps");
  served.assertQuiet();
});

test("a step that contradicts its worklist entry says so, in the list and beside it", async () => {
  await loadSamples();
  const entry = await (await fetch(`${served.origin}/api/worklist?AccessionNumber=ACC-001`)).json();
  const { PatientID, StudyInstanceUID } = entry.items[0];
  await perform(
    "--uid",
    UID,
    "--accession",
    "ACC-001",
    "--patient-id",
    "P-X",
    "--study-uid",
    StudyInstanceUID,
  );
  await served.open(`mpps/${UID}`);
  const sentence = `Patient ID P-X, but ${PatientID} in the worklist`;
  await drawer().getByText("Contradicts the worklist").waitFor();
  await drawer().getByText(`${sentence}.`, { exact: true }).waitFor();
  await drawer().getByText("Found in the worklist by accession number ACC-001.").waitFor();
  assert.match((await rows().first().textContent()) ?? "", new RegExp(`🔗 Linked⚠️ ${sentence}; Found in`));
  served.assertQuiet();
});

test("the worklist entry is one press away, Escape closes", async () => {
  await loadSamples();
  await perform("--uid", UID, "--accession", "ACC-001");
  await served.open(`mpps/${UID}`);
  await drawer().getByRole("button", { name: "Open the worklist entry" }).click();
  assert.match(new URL(served.page.url()).hash, /^#worklist\/.+/);
  await served.page.goBack();
  await drawer().getByRole("button", { name: "Delete the step" }).focus();
  await served.page.keyboard.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await rows().first().focus();
  await served.page.keyboard.press("Enter");
  await drawer().waitFor();
  served.assertQuiet();
});

test("refused messages are a list of their own, with the rules and the way to the association", async () => {
  await served.open("mpps/refused");
  await served.page.getByText("Nothing was refused").waitFor();
  assert.is.not(await perform("--only", "set", "--uid", "2.25.99"), 0);
  await rows().first().waitFor();
  assert.match(
    (await rows().first().textContent()) ?? "",
    /N-SET.*CT_SCANNER1.*0112 no such SOP instance.*M6 The step must exist/s,
  );
  await served.page.getByLabel("Filter by message").selectOption("N-CREATE");
  await served.page.getByText("Nothing fits the search.").waitFor();
  await served.page.getByLabel("Filter by message").selectOption("");
  await served.page.getByRole("searchbox").fill("nobody");
  await served.page.getByText("Nothing fits the search.").waitFor();
  await served.page.getByRole("searchbox").fill("m6");
  await rows().first().click();
  assert.match((await drawer().textContent()) ?? "", /2\.25\.99.*M6/s);
  await drawer().getByRole("button", { name: "Open the association" }).click();
  await drawer().getByText("N-SET-RSP").waitFor();
  served.assertQuiet();
});

test("in German everything is German", async () => {
  await loadSamples();
  await perform("--accession", "ACC-999", "--uid", UID);
  await served.open(`mpps/${UID}`);
  await served.page.getByLabel("Language").selectOption("de");
  await drawer()
    .getByText(/^Nicht in der Arbeitsliste: Auftragsnummer ACC-999/)
    .waitFor();
  assert.match((await served.page.locator("tr.unlinked").textContent()) ?? "", /⚠️ Nicht verknüpft/);
  await drawer().getByText("Keine Regel ist verletzt.").waitFor();
  served.assertQuiet();
});
