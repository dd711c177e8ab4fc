/** Runs the TypeScript snippets of a README as they stand; `tools/docs.test.ts` type-checks them. */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as assert from "uvu/assert";
import { repositoryPath } from "./data.ts";
import { runTool } from "./foreign-tools.ts";

/** Returns the TypeScript snippets of a page. */
export async function readSnippets(path: string): Promise<string[]> {
  const text = await readFile(repositoryPath(path), "utf8");
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code]) => code ?? "");
}

/** Writes files below a folder. */
export async function writeFiles(
  folder: string,
  files: Readonly<Record<string, Uint8Array | string>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/**
 * Runs every snippet, one after the other, in one folder with the given files; each has to print what `outputs` says in
 * its place, `undefined` for one that needs a browser. `check` looks at the folder afterwards, `adapt` puts in what a test
 * cannot have as it stands, such as a port.
 */
export async function assertSnippets(
  readmePath: string,
  outputs: readonly (string | RegExp | undefined)[],
  files: Readonly<Record<string, Uint8Array>>,
  check: (folder: string) => Promise<void> = async () => {},
  adapt: (code: string) => string = (code) => code,
): Promise<void> {
  const snippets = await readSnippets(readmePath);
  assert.is(snippets.length, outputs.length);
  const folder = await mkdtemp(join(tmpdir(), "minipacs-readme-"));
  try {
    await symlink(repositoryPath("node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    await writeFiles(folder, files);
    for (const [index, code] of snippets.entries()) {
      const expected = outputs[index];
      if (expected === undefined) continue;
      const path = join(folder, `snippet-${index}.ts`);
      await writeFile(path, adapt(code));
      const args = ["--conditions=@minipacs/source", "--import", "tsx", path];
      const env = { FORCE_COLOR: "0" };
      const run = await runTool(process.execPath, args, { cwd: folder, env, timeoutMs: 30_000 });
      assert.is(run.code, 0, run.stderr);
      if (typeof expected === "string") assert.is(run.stdout, expected);
      else assert.match(run.stdout, expected);
    }
    await check(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
