/** Commands of the pages on tasks run as they stand there: servers on free ports of this machine, the others against them. */
import { readFile } from "node:fs/promises";
import * as assert from "uvu/assert";
import { blocksOf } from "../../../../tools/documents/code-blocks.ts";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { runTool, type ToolResult } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, cliPath, originOf } from "../support/built-server.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/task-docs", { tools: ["curl"], timeoutMs: 120_000 });

const DICOM_ADDRESS = "ris.example:104";
const HTTP_ADDRESS = "127.0.0.1:8080";
/** Lines that start a server: no word of a command follows. */
const STARTS = /^minipacs(?! [a-z])/;

/** Returns the commands of a page's blocks, a line each. */
function commandsOf(page: string): string[] {
  return blocksOf(`docs/${page}`, "sh").flatMap((block) => block.replaceAll("\\\n", " ").trim().split("\n"));
}

const MINIPACS = `"${process.execPath}" "${cliPath()}"`;
/** What a line that starts a server does not say: nothing is kept, and no port is taken that another one has. */
const SETTINGS = ["HOST=127.0.0.1", "PORT=0", "HTTP_PORT=0", "EPHEMERAL=true", "LOG_FORMAT=json"];

/** Starts a server by a line as it stands on a page. */
function startBy(line: string, cwd: string): Promise<BuiltServer> {
  const settings = SETTINGS.map((setting) => `export MINIPACS_${setting}`).join("\n");
  const script = `${settings}\nexec ${line.replace(/^minipacs/, MINIPACS)}`;
  return BuiltServer.start(["-ec", script], { cwd, executable: "sh" });
}

interface PageOptions {
  /** Run before the others. */
  before?: readonly string[];
  /** Run when a server of the page has started. */
  onStart?: readonly string[];
  /** Looks at what has come of it; takes the outputs of the commands. */
  check?(server: BuiltServer, outputs: readonly string[]): Promise<void>;
}

/** Runs the commands of a page in a shell, each against the server that was started last. */
async function runPage(
  page: string,
  minimum: number,
  serverCount: number,
  { before = [], onStart = [], check }: PageOptions = {},
): Promise<void> {
  const commands = commandsOf(page).filter((command) => !command.includes("FILE…"));
  assert.ok(commands.length >= minimum, `${commands.length} commands`);
  const starts = commands.filter((command) => STARTS.test(command));
  assert.is(starts.length, serverCount);
  await withFolder(async (folder) => {
    let server = starts.length === 0 ? await startBy("minipacs --aet RIS", folder) : undefined;
    const outputs: string[] = [];
    const run = async (command: string) => {
      const { code, output } = await runIn(folder, command, server!);
      assert.is(code, 0, `${command}\n${output}`);
      return output;
    };
    try {
      for (const command of [...before, ...commands]) {
        if (!STARTS.test(command)) {
          outputs.push(await run(command));
          continue;
        }
        await server?.stop();
        server = await startBy(command, folder);
        for (const first of onStart) await run(first);
      }
      await check?.(server!, outputs);
    } finally {
      await server?.stop();
    }
    assert.equal(await server!.closed, { code: 0, signal: null }, server!.stderr);
  });
}

function runIn(cwd: string, command: string, server: BuiltServer): Promise<ToolResult> {
  const http = originOf(server).replace("http://", "");
  const adapted = command
    .replaceAll(DICOM_ADDRESS, `127.0.0.1:${server.port}`)
    .replaceAll(HTTP_ADDRESS, http)
    .replace(/^minipacs worklist .*/, `$& --http ${http}`)
    .replace(/^minipacs/, MINIPACS);
  return runTool("sh", ["-ec", adapted], { cwd, env: { NODE_OPTIONS: "" } });
}

/** An entry as the pages have it. */
const ORDER = [
  "minipacs worklist add -k AccessionNumber=A-1 -k PatientName=Müller^Anna -k PatientID=T-1",
  "-k Modality=CT -k ScheduledStationAETitle=CT1 -k ScheduledProcedureStepStartDate=$(date +%Y%m%d)",
].join(" ");

test("test-a-modality.md: it is told by which key an entry was not found", () =>
  runPage("test-a-modality.md", 8, 4, {
    onStart: [ORDER, `minipacs find ${DICOM_ADDRESS} --aet CT1 -k Modality=US`],
    async check(_server, outputs) {
      const [query = "", explanation = ""] = outputs.slice(-2);
      assert.is(JSON.parse(query).items[0].id, 1);
      assert.is(JSON.parse(explanation).answeredCount, 0);
      assert.match(explanation, /"ScheduledProcedureStepSequence\.Modality"/);
    },
  }));

test("test-a-ris.md: step and images are of the entry that was ordered", () =>
  runPage("test-a-ris.md", 6, 0, {
    before: [ORDER],
    async check(server, outputs) {
      assert.ok(outputs.some((output) => /Müller\^Anna[\s\S]*\n1 match\n$/.test(output)));
      const items = async (path: string) =>
        ((await (await fetch(`${originOf(server)}/api/${path}`)).json()) as { items: Api[] }).items;
      const [entry, ...entries] = await items("worklist");
      assert.is(entries.length, 0);
      assert.is(entry?.ScheduledProcedureStepStatus, "COMPLETED");
      const [step, ...steps] = await items("mpps");
      assert.is(steps.length, 0);
      assert.equal(step?.worklistEntryIds, [entry?.id]);
      assert.equal(step?.contradictions, []);
      assert.equal([step?.PatientID, step?.PatientName], ["T-1", "Müller^Anna"]);
      const { items: messages } = await (
        await fetch(`${originOf(server)}/api/mpps/${step?.SOPInstanceUID}/messages`)
      ).json();
      const [scheduled] = messages[0].dataset["00400270"].Value;
      assert.equal(scheduled["0020000D"].Value, [entry?.StudyInstanceUID]);
      const images = await items("instances");
      assert.is(images.length, 20);
      for (const image of images) {
        for (const keyword of ["StudyInstanceUID", "PatientID", "PatientName", "AccessionNumber"]) {
          assert.is(image[keyword], entry?.[keyword], keyword);
        }
      }
    },
  }));

type Api = Record<string, unknown>;

test("options in its table are options of the server", async () => {
  const page = await readFile(repositoryPath("docs/test-a-modality.md"), "utf8");
  const configuration = await readFile(repositoryPath("docs/configuration.md"), "utf8");
  const flags = new Set([...page.matchAll(/`(--[a-z-]+)/g)].map(([, flag = ""]) => flag));
  assert.ok(flags.size > 10);
  for (const flag of flags) assert.ok(configuration.includes(`\`${flag}`), flag);
});
