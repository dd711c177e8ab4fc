// The sizes that docs/pixels.md states; its snippets are run by tools/packed.test.ts.
import { readFileSync } from "node:fs";
import * as assert from "uvu/assert";
import { measureBundles } from "../../../tools/bundle-size.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";

const test = testSuite("core/pixels page", { timeoutMs: 60_000 });

test("the sizes that it states hold", async () => {
  const page = readFileSync(repositoryPath("docs/pixels.md"), "utf8");
  const rows = [...page.matchAll(/^\| (?:`([\w-]+)`|all of them) \| ([\d.]+) kB \|$/gm)];
  const bundles = await measureBundles();
  assert.ok(rows.length >= 4);
  for (const [, entry = "codecs together", kilobytes] of rows) {
    const bytes = bundles.find(({ name }) => name === entry)?.gzipBytes ?? Number.NaN;
    const stated = Number(kilobytes) * 1000;
    assert.ok(bytes <= stated && bytes > stated * 0.8, `${entry}: ${bytes} bytes, stated ${stated}`);
  }
});
