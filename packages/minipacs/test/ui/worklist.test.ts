/** The worklist on the page: what its form makes is what DCMTK finds; files in and out, removals undone, queries. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeDicomFile } from "@minipacs/dicom-core";
import * as assert from "uvu/assert";
import { readDownload } from "../../../../tools/test/browser.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { phantomObject } from "../support/phantom.ts";
import { Keyboard } from "./support/keyboard.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page worklist", { tools: ["chromium", "findscu"], timeoutMs: 40_000 });
const served = new ServedPage(test);

const rows = () => served.page.locator("tbody tr[data-index]");
const dialog = () => served.page.getByRole("dialog");
const field = (name: string) => dialog().getByLabel(name, { exact: true });

/** Asks as a modality does; returns what findscu prints. */
async function find(...keys: string[]): Promise<string> {
  const { code, output } = await runTool("findscu", [
    ...["-v", "-W", "-aet", "CT_SCANNER1", "-aec", "MINIPACS", "127.0.0.1", String(served.server.port)],
    ...keys.flatMap((key) => ["-k", key]),
  ]);
  assert.is(code, 0, output);
  return output;
}

const STEP = "ScheduledProcedureStepSequence[0]";

async function addSamples(): Promise<void> {
  await served.open("worklist");
  await served.button("Load samples").click();
  await rows().nth(5).waitFor();
}

test("what the form makes is what a modality finds; a change of it, too", async () => {
  await served.open("worklist");
  await served.button("Add entry").click();
  await field("Patient name").fill("Müller^Jürgen");
  await field("Patient ID").fill("P-77");
  await field("Accession number").fill("ACC-77");
  await field("Modality").fill("MR");
  await field("Date").fill("2026-12-24");
  await field("Time").fill("13:45");
  await field("Description").fill("MR Knee");
  await field("Station AE title").fill("MR_1");
  await field("Performing physician").fill("House^Gregory");
  await dialog().getByText("Further attributes").click();
  await field("Sex").selectOption({ label: "male" });
  await field("Pregnancy").selectOption("1");
  await field("Allergies").fill("Latex");
  await served.button("Add attribute").click();
  await field("Keyword").fill("RequestedProcedureCodeSequence");
  await dialog()
    .getByLabel("Value RequestedProcedureCodeSequence")
    .fill('[{ "CodeValue": "KNEE", "CodingSchemeDesignator": "99X", "CodeMeaning": "Knee" }]');
  await served.button("Save").click();
  await rows().first().waitFor();
  assert.match(
    (await rows().first().textContent()) ?? "",
    /Müller, Jürgen.*P-77.*ACC-77.*MR.*MR Knee.*MR_1.*House, Gregory.*SCHEDULED/s,
  );
  const found = await find(
    ...["PatientName", "AccessionNumber=ACC-77", "PatientSex", "PregnancyStatus", "Allergies"],
    ...["RequestedProcedureCodeSequence[0].CodeValue", "SpecificCharacterSet=ISO_IR 192"],
    ...["Modality", "ScheduledProcedureStepStartDate", "ScheduledProcedureStepStartTime"].map(
      (keyword) => `${STEP}.${keyword}`,
    ),
    `${STEP}.ScheduledPerformingPhysicianName`,
  );
  for (const value of [
    "Müller^Jürgen",
    "ACC-77",
    "[M ",
    "Latex",
    "KNEE",
    "[MR]",
    "20261224",
    "House^Gregory",
  ]) {
    assert.ok(found.includes(value), `${value} in ${found}`);
  }
  assert.match(found, /\[1345(00)?\]/);

  await rows().first().click();
  assert.is(await field("Date").inputValue(), "2026-12-24");
  await field("Description").fill("MR Knee left");
  await dialog().getByText("Further attributes").click();
  await served.button("Remove attribute RequestedProcedureCodeSequence").click();
  await field("Allergies").fill("");
  await served.button("Save").click();
  await rows().getByText("MR Knee left").waitFor();
  const { items } = (await (await fetch(`${served.origin}/api/worklist`)).json()) as {
    items: { id: string }[];
  };
  const { attributes } = (await (await fetch(`${served.origin}/api/worklist/${items[0]!.id}`)).json()) as {
    attributes: Record<string, unknown>;
  };
  assert.is(attributes.Allergies, undefined);
  assert.is(attributes.RequestedProcedureCodeSequence, undefined);
  assert.is(attributes.PregnancyStatus, "1");
  served.assertQuiet();
});

test("an entry that most modalities refuse is saved with a remark, which its row keeps until it is whole", async () => {
  await served.open("worklist");
  await served.button("Add entry").click();
  await served.button("Save").click();
  const said = "Without a value: Patient name, Patient ID, Modality. Most modalities refuse such an entry.";
  await served.page.getByRole("status").getByText(`The entry was added. ${said}`).waitFor();
  await rows().getByRole("img", { name: said, exact: true }).waitFor();
  await rows().first().click();
  await field("Patient name").fill("Doe^Jane");
  await field("Modality").fill("CT");
  await served.button("Save").click();
  await served.page.getByText("The entry was changed. Without a value: Patient ID.").waitFor();
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await rows()
    .getByRole("img", {
      name: "Ohne Wert: Patienten-ID. Die meisten Modalitäten nehmen einen solchen Eintrag nicht an.",
    })
    .waitFor();
  await rows().first().click();
  await field("Patienten-ID").fill("P-1");
  await served.button("Speichern").click();
  await served.page.getByText("Der Eintrag ist geändert.", { exact: true }).waitFor();
  await rows().getByRole("img").waitFor({ state: "detached", timeout: 5000 });
  served.assertQuiet();
});

test("what the server refuses is told at its field, also at one that is folded away", async () => {
  await served.open("worklist");
  await served.button("Add entry").click();
  await field("Patient name").fill("Doe^Jane");
  await field("Accession number").fill("ACC\\1\\2");
  await served.button("Save").click();
  await dialog().locator(".field-problem").waitFor();
  assert.is(await field("Accession number").getAttribute("aria-invalid"), "true");
  assert.match((await dialog().locator(".field-problem").textContent()) ?? "", /AccessionNumber/);
  await field("Accession number").fill("ACC-1");
  await dialog().getByText("Further attributes").click();
  await served.button("Add attribute").click();
  await field("Keyword").fill("NoSuchKeyword");
  await dialog().getByText("Further attributes").click();
  await served.button("Save").click();
  await dialog().getByText("NoSuchKeyword is no keyword of the data dictionary").waitFor();
  assert.is(await field("Keyword").isVisible(), true);
  await field("Keyword").fill("Occupation");
  await dialog().getByLabel("Value Occupation").fill("[not json");
  await served.button("Save").click();
  await dialog().getByText("The value begins like JSON, but is none.").waitFor();
  assert.is(
    await dialog()
      .getByLabel("Value Occupation")
      .evaluate((value) => value === document.activeElement),
    true,
    "the focus is where the mistake is",
  );
  await dialog().getByLabel("Value Occupation").fill("Baker");
  await served.button("Save").click();
  await rows().getByText("Doe, Jane").waitFor();
  assert.equal(
    served.watched.complaints.filter((text) => !text.includes("422")),
    [],
  );
});

test("search, filters and order ask the server; selected and all entries are deleted, and come back", async () => {
  await addSamples();
  await served.page.getByRole("searchbox").fill("özdemir");
  await rows().nth(1).waitFor({ state: "detached" });
  assert.match((await rows().first().textContent()) ?? "", /Özdemir, Fatma/);
  await served.page.getByRole("searchbox").fill("nobody");
  await served.button("Clear search and filters").click();
  await rows().nth(5).waitFor();
  await served.page.getByRole("combobox", { name: "Modality" }).selectOption("US");
  await rows().nth(1).waitFor({ state: "detached" });
  assert.match((await rows().first().textContent()) ?? "", /US_UNIT1/);
  await served.page.getByRole("combobox", { name: "Modality" }).selectOption("");
  await rows().nth(5).waitFor();
  await served.page.getByRole("textbox", { name: "Station AE" }).fill("xa");
  await rows().nth(1).waitFor({ state: "detached" });
  assert.match((await rows().first().textContent()) ?? "", /XA_ANGIO1/);
  await served.page.getByRole("textbox", { name: "Station AE" }).fill("");
  await rows().nth(5).waitFor();
  const date = served.page.getByRole("combobox", { name: "Date" });
  await date.selectOption("today");
  await rows().nth(5).waitFor();
  await date.selectOption("before today");
  await served.page.getByText("No entry fits the search and the filters.").waitFor();
  await date.selectOption("the next 7 days");
  await rows().nth(5).waitFor();
  await date.selectOption("from … to …");
  await served.page.getByLabel("From").fill("2099-01-01");
  await served.page.getByText("No entry fits the search and the filters.").waitFor();
  await served.page.getByLabel("From").fill("");
  await served.page.getByLabel("To").fill("2099-12-31");
  await rows().nth(5).waitFor();
  await date.selectOption("");
  for (const first of [/ACC-001/, /ACC-006/]) {
    await served.button("Accession").click();
    await rows().first().getByText(first).waitFor();
  }
  await rows().nth(0).getByRole("checkbox").check();
  await rows().nth(2).getByRole("checkbox").check();
  await served.button("Delete 2").click();
  await rows().nth(4).waitFor({ state: "detached" });
  await served.button("Undo").click();
  await rows().nth(5).waitFor();
  assert.match((await rows().first().textContent()) ?? "", /ACC-006/);
  await served.button("Delete all").click();
  await rows().first().waitFor({ state: "detached" });
  await served.button("Undo").last().click();
  await rows().nth(5).waitFor();
  served.assertQuiet();
});

test("what is exported can be imported, by the button and by letting go of it over the page", async () => {
  await addSamples();
  const [download] = await Promise.all([
    served.page.waitForEvent("download"),
    served.page.getByRole("link", { name: "Export" }).click(),
  ]);
  assert.is(download.suggestedFilename(), "worklist.json");
  const bytes = await readDownload(download);
  await served.button("Delete all").click();
  await rows().first().waitFor({ state: "detached" });
  const file = { name: "worklist.json", mimeType: "application/json", buffer: bytes };
  await served.page.getByLabel("Import").setInputFiles(file);
  await rows().nth(5).waitFor();
  assert.match((await rows().first().textContent()) ?? "", /Müller, Hans.*ACC-001/s);
  await served.page.getByLabel("Import").setInputFiles(file);
  await served.page.getByText("6 were there already and stay.").waitFor();
  assert.is(await rows().count(), 6);

  const folder = await mkdtemp(join(tmpdir(), "minipacs-wl-"));
  try {
    const dump = join(folder, "one.dump");
    const { writeFile } = await import("node:fs/promises");
    await writeFile(
      dump,
      [
        "(0008,0005) CS [ISO_IR 100]",
        "(0008,0050) SH [WL-1]",
        "(0010,0010) PN [Wl^File]",
        "(0010,0020) LO [W1]",
        "(0040,0100) SQ",
        "(fffe,e000) na",
        "(0008,0060) CS [DX]",
        "(0040,0001) AE [DX1]",
        "(0040,0002) DA [20261201]",
        "(0040,0003) TM [1015]",
        "(fffe,e00d) na",
        "(fffe,e0dd) na",
      ].join("\n"),
    );
    const { code, output } = await runTool("dump2dcm", ["-g", dump, join(folder, "one.wl")]);
    assert.is(code, 0, output);
    const name = "one.wl";
    await served.drop(".worklist", [{ name, bytes: await readFile(join(folder, name)) }]);
  } finally {
    await rm(folder, { recursive: true });
  }
  await rows().getByText("Wl, File").waitFor();
  await served.drop(".worklist", [{ name: "bad.json", bytes: new TextEncoder().encode("{") }]);
  await served.page.getByText("bad.json: This is no JSON.").waitFor();
  await served.drop(".worklist", [
    { name: "odd.json", bytes: new TextEncoder().encode('[{"PatientName":"A"},{"Nonsense":1}]') },
  ]);
  await served.page.getByText(/odd\.json: Nonsense is no keyword.*1\/Nonsense/).waitFor();
  assert.is(await rows().count(), 7);
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  const image = writeDicomFile(await phantomObject({ kinds: ["ct"] }));
  await served.drop(".worklist", [{ name: "image.wl", bytes: image }]);
  await served.page.getByText(/image\.wl: Das ist ein Bild oder [^.]*\.$/).waitFor();
  await served.page.getByLabel("Importieren").setInputFiles(file);
  await served.page.getByText("6 waren schon da und bleiben.").waitFor();
});

test("recent queries say for every entry why it matched or did not, in both languages", async () => {
  await addSamples();
  await served.page.getByRole("link", { name: "Recent queries" }).click();
  await served.page.getByText("No query yet.", { exact: false }).waitFor();
  await find("PatientName", "AccessionNumber", `${STEP}.Modality=CT`);
  const query = served.page.locator(".query");
  await query.waitFor();
  assert.match((await query.textContent()) ?? "", /CT_SCANNER1.*1 remark.*1 of 6 match.*Modality=CT/s);
  await query.click();
  const entries = served.page.locator(".explained");
  await entries.nth(5).waitFor();
  assert.match((await entries.first().textContent()) ?? "", /Müller, Hans.*✓ Matches/s);
  assert.match(
    (await entries.nth(1).textContent()) ?? "",
    /Özdemir, Fatma.*✗ Does not match.*Modality.*Asked.*CT.*Found.*MR.*Asks for this value; the entry has another value\./s,
  );
  await served.page.getByText("Not asked for, though every worklist has it:").waitFor();
  await served.page.getByRole("combobox", { name: "Language" }).selectOption("de");
  await entries.nth(1).getByText("Gesucht ist dieser Wert; der Eintrag hat einen anderen Wert.").waitFor();
  await served.page.getByText("Nicht abgefragt, obwohl jede Arbeitsliste es hat:").waitFor();
  await served.page.reload();
  await entries.nth(5).waitFor();
  await served.page.getByRole("link", { name: "Alle Abfragen" }).click();
  await query.waitFor();
  served.assertQuiet();
});

test("the tab is walked by keyboard alone: an entry is added, changed, marked and deleted", async () => {
  await served.open("worklist");
  await served.button("Add entry").waitFor();
  const { press, reach } = new Keyboard(served.page);
  await reach(/^Add entry$/);
  await press("Enter");
  await reach(/^Patient name$/);
  await served.page.keyboard.type("Key^Board");
  await press("Enter");
  await rows().getByText("Key, Board").waitFor();
  await served.page.locator("tr[tabindex='0']").waitFor();
  await reach(/Key, Board/);
  await press("Enter");
  await dialog().waitFor();
  await reach(/^Description$/);
  await served.page.keyboard.type("By keys");
  await press("Enter");
  await rows().getByText("By keys").waitFor();
  await reach(/Key, Board/);
  await press("Space");
  await served.page.getByText("1 selected").waitFor();
  await reach(/^Delete 1$/);
  await press("Enter");
  await served.page.getByText("No entries yet").or(served.page.getByText("First steps")).first().waitFor();
  await reach(/^Undo$/);
  await press("Enter");
  await rows().getByText("Key, Board").waitFor();
  served.assertQuiet();
});
