/** What axe-core finds on a page as it is now. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../../tools/test/data.ts";

interface AxeResult {
  violations: { id: string; impact: string; nodes: { html: string }[] }[];
}

/** `what`: is looked at, for the one who reads a failure. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  if (!(await page.evaluate(() => "axe" in globalThis))) {
    await page.evaluate(await readFile(repositoryPath("node_modules/axe-core/axe.min.js"), "utf8"));
  }
  const found = await page.evaluate(async () => {
    const { run } = (globalThis as unknown as { axe: { run(options: object): Promise<AxeResult> } }).axe;
    // What passes is not told one by one.
    const { violations } = await run({ resultTypes: ["violations"] });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
  assert.equal(found, [], what);
}
