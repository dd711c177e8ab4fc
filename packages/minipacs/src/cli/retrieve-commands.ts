/** The command line of what has objects sent: get, move. */
import type { Command } from "commander";
import { examples, keyOption, nodeCommand } from "./shared.ts";

const LEVEL_HELP = `
QueryRetrieveLevel, where it is not given, is the lowest of IMAGE, SERIES and
STUDY whose UID is given; without a UID it is STUDY, or PATIENT with --model
patient. Most nodes want the UIDs of the levels above, too.`;

export function addRetrieveCommands(program: Command): void {
  keyOption(nodeCommand(program, "get", "retrieve objects to a folder, over the same association (C-GET)"))
    .option("--model <name>", "patient or study", "study")
    .option("--out <folder>", "where they are written, as SOPInstanceUID.dcm (default: the current folder)")
    .option("--json", "one JSON object a line: for each object, then the result")
    .addHelpText(
      "after",
      `${LEVEL_HELP}\n${examples("get pacs.example:104 --aec PACS -k StudyInstanceUID=1.2.3 --out study")}`,
    )
    .action(async (address, options) => {
      const { runGet } = await import("../commands/get.ts");
      await runGet(address, options);
    });

  keyOption(nodeCommand(program, "move", "have a node send objects to another one, or to us (C-MOVE)"))
    .option("--dest <title>", "AE title of who gets them, as the node knows it (with --listen: our AE title)")
    .option("--listen <port>", "receive them here, at the port that the node has for --dest; without TLS")
    .option("--out <folder>", "with --listen: where they are written (default: the current folder)")
    .option("--model <name>", "patient or study", "study")
    .option("--json", "one JSON object a line: for each object received here, then the result")
    .addHelpText(
      "after",
      `${LEVEL_HELP}\n${examples(
        "move pacs.example:104 --aec PACS --dest WORKSTATION -k StudyInstanceUID=1.2.3",
        "move pacs.example:104 --aec PACS --aet MYSCU --listen 11113 --out study -k StudyInstanceUID=1.2.3",
      )}`,
    )
    .action(async (address, options) => {
      const { runMove } = await import("../commands/move.ts");
      await runMove(address, options);
    });
}
