/**
 * The way of a newcomer: `npm start` in the clone, DCMTK as the modality, by the lines of README.md as they stand but for ports
 * and folder, and what the page shows of it.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { launchBrowser, openPage } from "../../../../tools/test/browser.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/walk", {
  tools: ["chromium", "curl", "echoscu", "findscu", "storescu"],
  timeoutMs: 90_000,
});

const FREE_PORTS = ["MINIPACS_PORT=0", "MINIPACS_HTTP_PORT=0", "MINIPACS_EPHEMERAL=true"];
const PROGRAMS = ["curl", "npm", "echoscu", "findscu", "storescu"];

test("from `npm start` to DCMTK's query and its images, seen on the page, one of them in the viewer", () =>
  withFolder(async (folder) => {
    const blocks = blocksOf("README.md", "sh");
    const [start = ""] = blocks[0]!.split("\n");
    const cwd = repositoryPath();
    const line = `export ${FREE_PORTS.join(" ")}; exec ${start}`;
    const browser = await launchBrowser();
    const server = await BuiltServer.start(["-ec", line], { cwd, executable: "sh" });
    try {
      const [origin = ""] = /http:\/\/127\.0\.0\.1:\d+/.exec(await server.line(/page at .*/)) ?? [];
      const { page, complaints, close } = await openPage(browser, origin);
      const entry = await readFile(join(cwd, "README.md"), "utf8");
      assert.match(entry, /the page is at <http:\/\/127\.0\.0\.1:8080\/>/);
      await page.goto(`${origin}/`);
      const lines = blocks.at(-1)!.trim().split("\n");
      assert.equal(
        lines.map((command) => command.split(" ")[0]),
        PROGRAMS,
      );
      for (const command of lines) {
        const adapted = command
          .replace("11112", String(server.port))
          .replace("http://127.0.0.1:8080", origin)
          .replaceAll(/\bimages\b/g, join(folder, "images"));
        const options = { cwd, env: { NODE_OPTIONS: "" }, timeoutMs: 60_000 };
        const { code, output } = await runTool("sh", ["-ec", adapted], options);
        assert.is(code, 0, `${command}\n${output}`);
        if (command.startsWith("findscu")) assert.match(output, /PatientName/);
      }
      const tab = (name: string) => page.getByRole("navigation").getByRole("link", { name }).click();
      // What came meanwhile is on the page that was open.
      await page.getByText("Müller, Hans").first().waitFor();
      await page.getByRole("link", { name: "Recent queries" }).click();
      await page.locator(".query", { hasText: "FINDSCU" }).waitFor();
      await tab("Associations");
      for (const title of ["ECHOSCU", "FINDSCU", "STORESCU"]) {
        await page
          .locator("tbody tr", { hasText: `${title} → MINIPACS` })
          .first()
          .waitFor();
      }
      await tab("Received");
      await page.getByRole("grid", { name: "Received" }).locator("tbody tr:not(.space)").click();
      await page.getByRole("button", { name: "Open the series as a stack" }).click();
      const shown = await page.waitForFunction(() => {
        const viewer = document.querySelector("dicom-viewer")?.viewer;
        return viewer?.frame !== undefined && viewer.state.frameCount;
      });
      assert.is(await shown.jsonValue(), 2, "both images are in the viewer");
      assert.equal(complaints, []);
      await close();
    } finally {
      await browser.close();
      await server.stop();
    }
  }));
