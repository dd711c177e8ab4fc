/**
 * Every view by the keys alone: each control is reached and shows the focus, which comes back where something closes.
 * What is open then, drawers and dialogs, is also looked at by axe.
 */
import * as assert from "uvu/assert";
import { requireData } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { runHere } from "../support/run-here.ts";
import { assertAccessible } from "./support/axe.ts";
import { Keyboard } from "./support/keyboard.ts";
import { ServedPage } from "./support/served-page.ts";

const test = testSuite("minipacs/page keyboard", {
  tools: ["chromium", "storescu"],
  data: true,
  timeoutMs: 90_000,
});
const scene = new ServedPage(test);

let keys: Keyboard;
test.beforeEach(() => {
  keys = new Keyboard(scene.page);
});

const CT = () => requireData("dicom", "pydicom", "CT_small.dcm");
const drawer = () => scene.page.locator(".drawer");
const dialog = () => scene.page.getByRole("dialog");
const isFocusIn = (selector: string) =>
  scene.page.evaluate((wanted) => document.activeElement?.matches(`${wanted}, ${wanted} *`), selector);
/** What is focused is drawn again as things arrive: it may take a moment. */
const assertFocus = (selector: string) =>
  scene.page.waitForFunction((wanted) => document.activeElement?.matches(wanted) === true, selector);

/** Opens a dialog by Enter, walks it, closes it by Escape: the focus is back on what has opened it. */
async function assertDialog(opener: RegExp): Promise<void> {
  await keys.reach(opener);
  const name = await keys.focused();
  await keys.press("Enter");
  await dialog().waitFor();
  assert.ok(await isFocusIn("dialog"), "the focus is in the dialog");
  await keys.assertWalk();
  await assertAccessible(scene.page, `the dialog of ${name}`);
  await keys.press("Escape");
  await dialog().waitFor({ state: "detached" });
  assert.is(await keys.focused(), name);
}

test("the header, its dialog and the form of an entry", async () => {
  await scene.open("worklist");
  await scene.button("Load samples").click();
  await scene.page.getByText("6 rows").waitFor();
  const stops = await keys.assertWalk();
  for (const name of ["AE title", "DICOM port", "Character set", "Stop", "Language", "Recent queries"]) {
    assert.ok(
      stops.some((stop) => stop.includes(name)),
      `${name} in ${stops.join(" | ")}`,
    );
  }
  await assertDialog(/Connect/);
  await assertDialog(/^Add entry$/);
  await keys.reach(/^Recent queries$/);
  await keys.press("Enter");
  await drawer().waitFor();
  await assertAccessible(scene.page, "recent queries");
  await keys.reach(/^Close$/);
  await keys.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await assertFocus("tr[data-index]");
  scene.assertQuiet();
});

test("MPPS: a step, its messages, its deletion; refused messages", async () => {
  const to = `127.0.0.1:${scene.server.port}`;
  await runHere(["mpps", to, "--accession", "A-1", "--patient-name", "Key^Board"]);
  await runHere(["mpps", to, "--only", "set", "--uid", "2.25.99"]);
  await scene.open("mpps");
  await scene.page.getByText("Key, Board").waitFor();
  await keys.reach(/Key, Board/);
  await keys.press("Enter");
  await drawer().getByText("The whole step as it is now").waitFor();
  assert.ok(await isFocusIn("tr"), "the list keeps the focus");
  await keys.assertWalk();
  await keys.reach(/^N-CREATE/);
  await keys.press("Space");
  await drawer().getByRole("region", { name: "Data set of this message" }).waitFor();
  await assertAccessible(scene.page, "a step with a data set");
  await assertDialog(/^Delete the step$/);
  await keys.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await assertFocus("tr[data-index]");
  await keys.reach(/^Refused messages$/);
  await keys.press("Enter");
  await keys.reach(/N-SET/);
  await keys.press("Enter");
  await drawer().waitFor();
  await keys.assertWalk();
  await keys.reach(/^Open the association$/);
  await keys.press("Enter");
  await drawer().getByText("N-SET-RSP").waitFor();
  scene.assertQuiet();
});

test("Received: a study, its series and files; sending and deleting; a node", async () => {
  await scene.store(CT());
  await scene.open("received");
  await scene.page.getByText("CompressedSamples, CT1").waitFor();
  await assertDialog(/^Echo a node/);
  await keys.reach(/CompressedSamples, CT1/);
  await keys.press("Enter");
  await drawer().getByText("Explicit VR Little Endian").waitFor();
  await keys.assertWalk();
  await assertDialog(/^Send the study$/);
  await assertDialog(/^Delete the series$/);
  await keys.reach(/Image 1 · CT/);
  await keys.press("Enter");
  await drawer().getByText("SOP Instance UID").waitFor();
  await assertFocus(".drawer-body");
  await assertAccessible(scene.page, "a received file");
  const stops = await keys.assertWalk();
  assert.ok(stops.includes("Open in the viewer") && stops.includes("Download the file"), stops.join(" | "));
  await keys.reach(/^Delete the file$/);
  await keys.press("Escape");
  await assertFocus(".drawer-body");
  await keys.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await assertFocus("tr[data-index]");
  scene.assertQuiet();
});

test("Associations: one of them with its contexts and messages", async () => {
  await scene.store(CT());
  await scene.open("associations");
  await scene.page.getByText("CT_SCANNER1").first().waitFor();
  await keys.reach(/CT_SCANNER1/);
  await keys.press("Enter");
  await drawer().getByText("C-STORE-RQ").waitFor();
  await keys.assertWalk();
  await keys.reach(/^↓.*C-STORE-RQ/);
  await keys.press("Enter");
  await keys.reach(/^Open the object in Received$/);
  await assertAccessible(scene.page, "an association with a message");
  await scene.page.keyboard.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await assertFocus("tr[data-index]");
  scene.assertQuiet();
});

test("Log: filters, lines, one of them, pause and clear", async () => {
  await scene.store(CT());
  await scene.open("log");
  const { page } = scene;
  await page.getByRole("log").getByText("from CT_SCANNER1").first().waitFor();
  await keys.assertWalk();
  const lines = () => page.locator(".log .line").count();
  const all = await lines();
  await keys.reach(/^Text of the line$/);
  await page.keyboard.type("released");
  await page.waitForFunction((count) => document.querySelectorAll(".log .line").length < count, all);
  await keys.press("Control+a", "Delete");
  await keys.reach(/^Filter by kind$/);
  await page.keyboard.type("Associations");
  await page.waitForFunction((count) => document.querySelectorAll(".log .line").length < count, all);
  await keys.press("Home");
  await keys.reach(/^Filter by AE title$/);
  await page.keyboard.type("CT_");
  await page.waitForFunction(
    () => document.querySelectorAll(".log .line").length > 0 && !document.body.textContent.includes("READY"),
  );
  await keys.press("Home");
  await keys.reach(/^Filter by level$/);
  await page.keyboard.type("Err");
  await page.getByText("Nothing fits the search.").waitFor();
  await keys.press("Home");
  await page.waitForFunction((count) => document.querySelectorAll(".log .line").length === count, all);

  await keys.reach(/^Log$/);
  await keys.press("ArrowUp");
  await assertFocus(".line");
  await keys.press("Home", "ArrowDown", "End", "Enter");
  await drawer().waitFor();
  await assertAccessible(scene.page, "a line of the log");
  await keys.assertWalk();
  await keys.reach(/^Close$/);
  await keys.press("Escape");
  await drawer().waitFor({ state: "detached" });
  await assertFocus(".line");
  await keys.reach(/^Pause$/);
  await keys.press("Space");
  await scene.button(/^Go on/).waitFor();
  await keys.reach(/^Clear$/);
  await keys.press("Enter");
  await page.getByText("This view was emptied.", { exact: false }).waitFor();
  scene.assertQuiet();
});

test("Viewer: the image does not hold the focus for ever; its panel", async () => {
  await scene.store(CT());
  const { items } = (await (await fetch(`${scene.origin}/api/instances`)).json()) as {
    items: { SOPInstanceUID: string }[];
  };
  await scene.open(`viewer/${items[0]?.SOPInstanceUID}`);
  await scene.button("Show among the received").waitFor();
  await scene.button("Invert").waitFor();
  await keys.reach(/^Viewer/);
  await keys.reach(/^dicom-viewer$/);
  await keys.reach(/^Open files/);
  await keys.reach(/^Show among the received$/);
  await keys.press("Enter");
  await drawer().getByText("SOP Instance UID").waitFor();
  scene.assertQuiet();
});
