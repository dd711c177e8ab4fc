/** The command line of what talks to another node: echo, store, find, mpps. */
import type { Command } from "commander";
import { DEFAULTS } from "../config/config.ts";
import { ENTRY_FLAG, ENTRY_HELP, examples, keyOption, nodeCommand } from "./shared.ts";

export function addNodeCommands(program: Command): void {
  nodeCommand(program, "echo", "ask whether a node answers (C-ECHO)")
    .option("--json", "a JSON object: address, status, durationMs")
    .addHelpText("after", examples("echo 127.0.0.1:11112", "echo pacs.example:104 --aec PACS --aet MYSCU"))
    .action(async (address, options) => {
      const { runEcho } = await import("../commands/echo.ts");
      await runEcho(address, options);
    });

  nodeCommand(program, "store", "send files, or all files of folders (C-STORE)")
    .argument("<file...>", "files and folders")
    .option(
      "--window <number>",
      "objects that may be on their way at a time, if the other side agrees (default: 1)",
    )
    .option("--json", "one JSON object a file: path, sopInstanceUid, status, error")
    .addHelpText("after", examples("store 127.0.0.1:11112 image.dcm folder"))
    .action(async (address, paths, options) => {
      const { runStore } = await import("../commands/store.ts");
      await runStore(address, paths, options);
    });

  keyOption(nodeCommand(program, "find", "query a node (C-FIND)"))
    .option("--model <name>", "worklist, patient or study", "worklist")
    .option("--exact-keys", "ask for the keys alone, where they stand: none is added, none moved")
    .option("--limit <number>", "cancel the query after so many matches")
    .option("--charset <terms>", "Specific Character Set of the query", DEFAULTS.charset)
    .option("--json", "one DICOM JSON object a match, each on a line of its own")
    .addHelpText(
      "after",
      `
A key with a value is matched, with * and ? and ranges too; one without a value
is asked for. The usual keys of the model are asked for beside those that are
given. In the worklist, keys of the scheduled step, such as Modality, belong into
ScheduledProcedureStepSequence[0]: they are put there. --exact-keys does neither.

QueryRetrieveLevel, where it is not given, is the lowest of IMAGE, SERIES and
STUDY whose UID is among the keys of -k; without one it is STUDY, or PATIENT with
--model patient.
${examples(
  'find 127.0.0.1:11112 -k Modality=CT -k "PatientName=Doe*"',
  "find pacs.example:104 --model study -k StudyDate=20260101- -k ModalitiesInStudy",
  "find pacs.example:104 --model study -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID",
)}`,
    )
    .action(async (address, options) => {
      const { runFind } = await import("../commands/find.ts");
      await runFind(address, options);
    });

  nodeCommand(program, "mpps", "report a performed procedure step (N-CREATE, then N-SET)")
    .option("--only <part>", "create or set")
    .option("--uid <uid>", "SOP instance UID of the step (default: a new one)")
    .option(ENTRY_FLAG, ENTRY_HELP)
    .option("--accession <number>", "accession number (default: none)")
    .option("--study-uid <uid>", "study instance UID (default: a new one)")
    .option("--step-id <id>", "scheduled procedure step ID (default: none)")
    .option("--modality <code>", "modality (default: OT)")
    .option("--patient-name <name>", "patient's name (default: Test^Patient)")
    .option("--patient-id <id>", "patient ID (default: TEST-1)")
    .option("--discontinue", "end the step as DISCONTINUED, not COMPLETED")
    .option("--json", "one JSON object a message that was answered")
    .addHelpText(
      "after",
      `
With --entry the step has what a modality takes on from the worklist: patient,
study, order, procedure and its codes, scheduled step; all that the entry holds of
it. Options say what is to differ.
${examples(
  "find 127.0.0.1:11112 -k AccessionNumber=ACC-001 --json > entry.json",
  "mpps 127.0.0.1:11112 --entry entry.json",
  "mpps 127.0.0.1:11112 --accession ACC-001 --modality CT",
  "mpps 127.0.0.1:11112 --only create --uid 1.2.3",
  "mpps 127.0.0.1:11112 --only set --uid 1.2.3 --discontinue",
)}`,
    )
    .action(async (address, options) => {
      const { runMpps } = await import("../commands/mpps.ts");
      await runMpps(address, options);
    });
}
