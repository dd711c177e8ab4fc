/** Everything that the viewer says, in German: no English word is left in the page, and axe finds nothing serious. */
import { readFile } from "node:fs/promises";
import { createDataset, writeDicomFile } from "@minipacs/dicom-core";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { HELP_WORDS } from "../src/controls/help-words.ts";
import { CONTROL_WORDS, commandWords, type LabelChanges } from "../src/controls/labels.ts";
import { CONTENT_WORDS } from "../src/document/content-words.ts";
import { ERROR_WORDS } from "../src/error-words.ts";
import { germanLabels } from "../src/german.ts";
import { METADATA_WORDS } from "../src/metadata/metadata-words.ts";
import { OVERLAY_WORDS } from "../src/overlay/overlay-words.ts";
import { STAGE_WORDS } from "../src/stage-words.ts";
import { documentDataset, fileBytes, PDF, reportDataset } from "./document/content-fixture.ts";
import { chunkedViewer } from "./support/chunked-page.ts";
import { imageless, phantom } from "./support/phantom.ts";
import { STRICT_POLICY } from "./support/viewer-page.ts";
import { ViewerSite } from "./support/viewer-site.ts";

const test = testSuite("viewer/labels", { tools: ["chromium"], timeoutMs: 120_000 });

const TABLES = [
  commandWords(),
  CONTROL_WORDS,
  HELP_WORDS,
  STAGE_WORDS,
  ERROR_WORDS,
  METADATA_WORDS,
  CONTENT_WORDS,
  OVERLAY_WORDS,
];
const ENGLISH: Readonly<Record<string, string>> = Object.assign({}, ...TABLES);
const GERMAN: Readonly<Record<string, string>> = germanLabels as Record<string, string>;

const film = createDataset({ SOPClassUID: "1.2.840.10008.5.1.4.1.1.77.1.2.1", SOPInstanceUID: "1.2.9" });
film.setFragments("PixelData", [new Uint8Array(0), Uint8Array.of(0, 0, 1, 0xb3, 0x16, 0, 0xf0, 0x15)]);
const CT = { Modality: "CT", RescaleSlope: 1, RescaleIntercept: -1024, RescaleType: "HU", PatientName: "" };
const FILES: Record<string, Uint8Array> = {
  "/ct.dcm": phantom({ frames: 3, attributes: CT }),
  "/report.dcm": fileBytes(reportDataset()),
  "/pdf.dcm": fileBytes(documentDataset(PDF)),
  "/model.dcm": fileBytes(
    documentDataset(new Uint8Array(84), { MIMETypeOfEncapsulatedDocument: "model/stl" }),
  ),
  "/film.dcm": writeDicomFile({ dataset: film, transferSyntaxUid: "1.2.840.10008.1.2.4.100" }),
  "/no-image.dcm": imageless(),
  "/letter.txt": new TextEncoder().encode("Sehr geehrte Frau Kollegin, dies ist kein DICOM."),
};

const HTML = `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>Betrachter</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script type="module" src="/entry.js"></script>
</head><body><main></main></body></html>`;

const site = new ViewerSite(
  test,
  {},
  {
    policy: `${STRICT_POLICY}; frame-src blob:`,
    parts: async () => ({
      "/": ["text/html", HTML],
      "/page.css": ["text/css", "body { margin: 0 } dicom-viewer { height: 700px }"],
      ...(await chunkedViewer()),
      ...Object.fromEntries(
        Object.entries(FILES).map(([path, bytes]) => [path, ["application/dicom", bytes] as const]),
      ),
    }),
  },
);
let axe: string;
let page: Page;

test.before(async () => {
  axe = await readFile(repositoryPath("node_modules/axe-core/axe.min.js"), "utf8");
});

type Globals = { loadGerman(): Promise<LabelChanges>; axe: Axe };
type Axe = {
  run(
    at: Element,
    options: object,
  ): Promise<{ violations: { id: string; impact: string; nodes: unknown[] }[] }>;
};

async function open(src: string | string[], isGerman = true): Promise<void> {
  page = await site.open();
  await page.waitForFunction(() => customElements.get("dicom-viewer") !== undefined);
  await page.evaluate(
    async ([source, german]) => {
      const element = document.createElement("dicom-viewer");
      const labels = german ? await (window as unknown as Globals).loadGerman() : {};
      element.options = { labels };
      element.src = source;
      document.querySelector("main")!.append(element);
    },
    [src, isGerman] as const,
  );
}

/** Everything that can be read or heard, but for names of elements and values of the file: those are the standard's. */
function said(): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector("dicom-viewer")!.shadowRoot!;
    const found: string[] = [];
    const names = ["aria-label", "title", "placeholder", "aria-valuetext", "aria-roledescription", "label"];
    for (const element of root.querySelectorAll("*")) {
      const isStandard = element.closest(
        ".metadata-row .metadata-name, .metadata-detail-title, .report-item, .report-title, style",
      );
      if (isStandard) continue;
      for (const name of names) found.push(element.getAttribute(name) ?? "");
      found.push((element as HTMLElement).dataset.hint ?? "");
      for (const child of element.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent!);
      }
    }
    return found
      .flatMap((text) => text.split("\n"))
      .map((text) => text.trim())
      .filter(Boolean);
  });
}

/** English words as patterns, but for those that are German, too. */
const PATTERNS = Object.entries(ENGLISH)
  .filter(([name, english]) => GERMAN[name] !== english && /\p{L}{2}/u.test(english.replace(/\{\d\}/g, "")))
  .map(([name, english]) => {
    const parts = english.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return { name, pattern: new RegExp(`^${parts.join(".+")}[.]?( \\(.+\\))?$`) };
  })
  .filter(({ pattern }) => !Object.values(GERMAN).some((german) => pattern.test(german)));

async function assertGerman(what: string): Promise<void> {
  const texts = await said();
  assert.ok(texts.length > 10, what);
  const english = texts.flatMap((text) =>
    PATTERNS.filter(({ pattern }) => pattern.test(text)).map(({ name }) => `${name}: ${text}`),
  );
  assert.equal([...new Set(english)], [], what);
  await assertAccessible(what);
}

async function assertAccessible(what: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { violations } = await (window as unknown as Globals).axe.run(
      document.querySelector("dicom-viewer")!,
      // What else it found out is not asked for, and takes longer.
      { resultTypes: ["violations"], selectors: false },
    );
    return violations.map(
      ({ id, impact, nodes }) => `${impact}: ${id} ${JSON.stringify(nodes).slice(0, 300)}`,
    );
  });
  assert.equal(found, [], what);
}

const locator = (selector: string) => page.locator(`dicom-viewer ${selector}`).first();

test("every word has one name in all tables, and German words for it with the same places for values", () => {
  const seen = new Map<string, string>();
  for (const [name, words] of TABLES.flatMap((table) => Object.entries(table))) {
    assert.is(seen.get(name) ?? words, words, name);
    seen.set(name, words);
    const places = (text: string) => [...new Set(text.match(/\{\d\}/g))].sort().join();
    assert.is(places(GERMAN[name] ?? ""), places(words), name);
  }
  assert.ok(PATTERNS.length > 150, String(PATTERNS.length));
});

test("an image with its bars, side bar and sheet of keys speaks German", async () => {
  await open("/ct.dcm");
  await locator(".toolbar").waitFor();
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.frame !== undefined);
  await locator("canvas").focus();
  await page.keyboard.press("m");
  await locator(".metadata-row").waitFor();
  await page.keyboard.press("ArrowDown");
  await locator(".metadata-detail").waitFor();
  await assertGerman("side bar");
  await locator(".metadata-search").fill("rows");
  await page.getByText(/Elemente? gefunden/).waitFor();
  await assertGerman("search");
  await page.evaluate(() =>
    document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "frame", index: 1 }),
  );
  await page.waitForTimeout(700);
  assert.match((await page.locator("dicom-viewer .live").textContent()) ?? "", /Bild 2 von 3/);
  await locator("canvas").focus();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Tasten und Maus" }).waitFor();
  assert.ok(await page.getByText("Umschalt", { exact: true }).count());
  await assertGerman("sheet of keys");
});

test("reports, documents and films speak German", async () => {
  const shown: [path: string, selector: string, words: RegExp][] = [
    ["/report.dcm", ".report", /Freigabe.*freigegeben/s],
    ["/pdf.dcm", ".content .action", /Als \.pdf speichern/],
    ["/model.dcm", ".notice", /3D-Modell \(STL\), 0,1 kB/],
    ["/film.dcm", ".notice", /Eingebettetes Video.*Extern öffnen/s],
  ];
  for (const [path, selector, words] of shown) {
    await open(path);
    await locator(selector).waitFor();
    await locator(".toolbar").waitFor();
    assert.match((await locator(".content").textContent())!, words);
    await assertGerman(path);
  }
});

test("errors speak German, also those that have no words of their own", async () => {
  const shown: [path: string, words: RegExp][] = [
    ["/letter.txt", /kann nicht angezeigt werden.*keine DICOM-Datei.*richtige Datei/],
    ["/absent.dcm", /konnte nicht geladen werden.*Stimmt die Adresse/],
    ["/no-image.dcm", /die kein Bild enthält.*Metadaten \(Taste M\)/],
  ];
  for (const [path, words] of shown) {
    await open(path);
    await locator(".message code").waitFor();
    await locator(".toolbar").waitFor();
    assert.match((await locator(".message").textContent())!, words);
    await assertGerman(path);
  }
});

test("a viewer changes its language while it lives; English is what it starts with", async () => {
  await open(["/ct.dcm", "/report.dcm"], false);
  await page.getByRole("button", { name: "Invert" }).waitFor();
  await page.waitForFunction(() => document.querySelector("dicom-viewer")!.viewer!.frame !== undefined);
  await locator("canvas").focus();
  await page.keyboard.press("m");
  await locator(".metadata-search").fill("rows");
  const speak = (isGerman: boolean) =>
    page.evaluate(async (german) => {
      const labels = german ? await (window as unknown as Globals).loadGerman() : {};
      document.querySelector("dicom-viewer")!.labels = labels;
    }, isGerman);
  await speak(true);
  await page.getByRole("button", { name: "Umkehren" }).waitFor();
  assert.is(await locator(".metadata-search").inputValue(), "rows");
  assert.is(await page.locator("dicom-viewer .metadata").count(), 1);
  assert.match((await locator(".corner").textContent())!, /^Bild 1 \/ .*\nZ/);
  await assertGerman("switched");
  await page.evaluate(() =>
    document.querySelector("dicom-viewer")!.viewer!.dispatch({ type: "frame", index: 3 }),
  );
  await page.getByText("freigegeben", { exact: true }).waitFor();
  await speak(false);
  await page.getByText("verified", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Invert" }).waitFor();
  assert.equal(
    site.complaints.filter((text) => text !== "request to null"),
    [],
  );
});
