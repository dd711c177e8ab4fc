/** The command line of `minipacs dump`. */
import type { Command } from "commander";
import { examples } from "./shared.ts";

export function addDumpCommand(program: Command): void {
  program
    .command("dump")
    .description("print what is in DICOM files")
    .argument("<file...>", "files")
    .option("--full", "print long values whole")
    .option("--json", "print one DICOM JSON object a file, each on a line of its own")
    .addHelpText("after", examples("dump image.dcm", "dump --json ct/*.dcm"))
    .action(async (paths, options) => {
      const { runDump } = await import("../commands/dump.ts");
      await runDump(paths, options);
    });
}
