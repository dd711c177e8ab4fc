/** What stands in the documents on configuration, worklist and commands is as it says. */
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { blocksOf, DOCUMENTS } from "../../../tools/documents/code-blocks.ts";
import { repositoryPath } from "../../../tools/test/data.ts";
import { testSuite } from "../../../tools/test/suite.ts";
import { loadOptions } from "../src/config/sources.ts";
import { createPacs, type PacsOptions } from "../src/index.ts";
import { parseWorklistItem } from "../src/worklist/parse-item.ts";
import { BuiltServer, runMinipacs } from "./support/built-server.ts";
import { withFolder } from "./support/temporary-folder.ts";

const test = testSuite("minipacs/docs", { timeoutMs: 60_000 });

test("the file of options in configuration.md is one", () =>
  withFolder(async (folder) => {
    const [text = ""] = blocksOf("docs/configuration.md", "json");
    const configFile = join(folder, "minipacs.config.json");
    await writeFile(configFile, text);
    const { options } = await loadOptions({ flags: {}, env: {}, configFile });
    assert.equal(options, JSON.parse(text));
    const pacs = await createPacs({
      ...(JSON.parse(text) as PacsOptions),
      port: 0,
      httpPort: false,
      ephemeral: true,
    });
    assert.is(pacs.settings.aeTitle, "TEST_SCP");
    await pacs.close({ drainMs: 0 });
  }));

test("the entry in worklist.md is one", () => {
  const [text = ""] = blocksOf("docs/worklist.md", "json");
  const dataset = parseWorklistItem(JSON.parse(text));
  assert.is(dataset.getText("PatientName"), "Yamada^Tarou=山田^太郎");
  assert.is(dataset.get("PatientBirthDate"), "19800203");
  const [step] = dataset.get("ScheduledProcedureStepSequence") ?? [];
  assert.is(step?.get("ScheduledProcedureStepStartDate"), "20261201");
});

test("the log says why an entry was not found as worklist.md shows it", async () => {
  const [block = ""] = blocksOf("docs/worklist.md", "");
  const server = await BuiltServer.start([
    "--headless",
    "--port",
    "0",
    "--ephemeral",
    "--log-level",
    "debug",
  ]);
  try {
    const address = `127.0.0.1:${server.port}`;
    const keys = ["-k", "ScheduledProcedureStepSequence.Modality=CT"];
    const found = await runMinipacs(["find", address, "--aet", "CT1", ...keys]);
    assert.is(found.code, 0, found.output);
    const lines = block.trim().split("\n");
    await server.line(/^\[DEBUG\] ACC-002.*$/m);
    assert.equal(
      lines.filter((line) => !server.lines.includes(line)),
      [],
      server.stdout,
    );
  } finally {
    await server.stop();
  }
});

const helps = new Map<string, Promise<string>>();

/** Returns what `--help` of a command prints, the server's for none. */
function help(...names: string[]): Promise<string> {
  const key = names.join(" ");
  const known = helps.get(key) ?? runMinipacs([...names, "--help"]).then(({ stdout }) => stdout);
  helps.set(key, known);
  return known;
}

test("every option of a command that a document names in its text is one of that command", async () => {
  const commands = DOCUMENTS.flatMap((path) => [
    ...readFileSync(repositoryPath(path), "utf8").matchAll(/`minipacs((?: [a-z]+)*) ([^`\n]*--[^`\n]*)`/g),
  ]);
  assert.ok(commands.length >= 8, `${commands.length} commands`);
  await Promise.all(
    commands.map(async ([code, names = "", rest = ""]) => {
      const text = await help(...names.trim().split(" ").filter(Boolean));
      for (const [option] of rest.matchAll(/--[a-z-]+/g))
        assert.match(text, new RegExp(`${option}\\b`), code);
    }),
  );
});

test("the table of commands in README.md has each, with options that it has", async () => {
  const readme = await readFile(repositoryPath("README.md"), "utf8");
  const rows = [...readme.matchAll(/^\| `minipacs ?([^`]*)` \| (.*) \|$/gm)].map(
    ([, usage = "", what = ""]) => ({
      name: /^[a-z]*/.exec(usage)?.[0] ?? "",
      options: `${usage} ${what}`.match(/--?[a-z]+\b/g) ?? [],
      usage,
    }),
  );
  const namesIn = (text: string) =>
    [...(/^Commands:\n([\s\S]*?)\n\n/m.exec(text)?.[1] ?? "").matchAll(/^ {2}([a-z]+) /gm)].map(
      ([, name = ""]) => name,
    );
  assert.equal(
    ["serve", ...rows.map(({ name }) => name).filter(Boolean), "help"].sort(),
    namesIn(await help()).sort(),
  );
  for (const { name, options } of rows.filter((row) => row.options.length > 0)) {
    const text = await help(name);
    for (const option of options) assert.ok(text.includes(`${option} `), `${name} ${option}`);
  }
  const worklist = rows.find(({ name }) => name === "worklist")?.usage.replace("worklist ", "");
  assert.equal(
    worklist?.split("\\|").sort(),
    namesIn(await help("worklist"))
      .filter((name) => name !== "help")
      .sort(),
  );
});
