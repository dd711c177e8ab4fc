/** The command line of `minipacs worklist`. */
import type { Command } from "commander";
import { collect, examples } from "./shared.ts";

export function addWorklistCommand(program: Command): void {
  const worklist = program
    .command("worklist")
    .description("read and change the worklist of a running server")
    .addHelpText(
      "after",
      examples(
        "worklist add -k PatientName=Doe^Jane -k PatientID=P-1 -k Modality=CT",
        "worklist list -k Modality=CT",
        "worklist import entries.json scanner/*.wl worklist-folder",
        "worklist export --format wl worklist-folder",
      ),
    );
  const add = (name: string, description: string) =>
    worklist
      .command(name)
      .description(description)
      .option("--http <host:port>", "HTTP of the server", "127.0.0.1:8080")
      .option("--http-token <token>", "its token (default: MINIPACS_HTTP_TOKEN)")
      .option("--json", "JSON instead of words, one object a line");
  const addEntries = (name: string, description: string) =>
    add(name, description).option(
      "--existing <what>",
      "entries of a study and step that are there already: skip, replace, or add once more",
      "skip",
    );

  addEntries("add", "add an entry by its attributes, or the entries of a JSON file")
    .argument("[file]", "JSON: an entry or an array of them, - for standard input")
    .option("-k, --key <key>", "KEYWORD=VALUE; those of the scheduled step too; may be given again", collect)
    .action(async (file, options) => {
      const { runWorklistAdd } = await import("../commands/worklist.ts");
      await runWorklistAdd(file, options);
    });
  add("list", "list the entries")
    .option(
      "-k, --key <key>",
      "KEYWORD=PATTERN of a column: those that fit; may be given again; any other word lists the columns",
      collect,
    )
    .option("--limit <number>", "only the latest (default: 1000)")
    .action(async (options) => {
      const { runWorklistList } = await import("../commands/worklist.ts");
      await runWorklistList(options);
    });
  add("remove", "remove entries")
    .argument("[id...]", "IDs, as list shows them")
    .option("--all", "all entries")
    .action(async (ids, options) => {
      const { runWorklistRemove } = await import("../commands/worklist.ts");
      await runWorklistRemove(ids, options);
    });
  addEntries("import", "add the entries of files: JSON, or .wl files of DCMTK, also folders of these")
    .argument("<file...>", "files and folders, - for standard input")
    .action(async (files, options) => {
      const { runWorklistImport } = await import("../commands/worklist.ts");
      await runWorklistImport(files, options);
    });
  add("export", "write all entries")
    .argument("[target]", "file for JSON (default: standard output), folder for .wl files")
    .option("--format <format>", "json or wl", "json")
    .action(async (target, options) => {
      const { runWorklistExport } = await import("../commands/worklist.ts");
      await runWorklistExport(target, options);
    });
}
