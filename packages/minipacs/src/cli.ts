#!/usr/bin/env node
/** The `minipacs` command: reads the command line and hands on. Each command is loaded only when it is run. */
import { IMPLEMENTATION_VERSION_NAME } from "@minipacs/dicom-core";
import { Command, CommanderError } from "commander";
import { addPhantomCommand } from "./cli/phantom-command.ts";
import { describeFailure, EXIT_FAILED, EXIT_USAGE } from "./commands/cli-error.ts";
import { DEFAULTS } from "./config/config.ts";

const NOTICE =
  "For development, test and integration only: never for clinical use, never with real patient data.";

const RECORD_HELP = "write what is sent and received to a text file, for minipacs replay";

const program = new Command("minipacs")
  .description("A small DICOM server (worklist, MPPS, storage, web page) and the commands to talk to others.")
  .version(IMPLEMENTATION_VERSION_NAME.replace("MINIPACS_", "").replaceAll("_", "."))
  .exitOverride()
  .configureOutput({ outputError: () => {} });

const serve = program
  .command("serve", { isDefault: true })
  .description("run the server (what minipacs does without a command)")
  .option("--headless", "no web page; HTTP (API and events) only with --http-port")
  .option("--aet <title>", `AE title (default: ${DEFAULTS.aeTitle})`)
  .option("--port <number>", `DICOM port, 0 for a free one (default: ${DEFAULTS.port})`)
  .option("--host <address>", "address of the DICOM port (default: all, IPv4 and IPv6)")
  .option(
    "--http-port <number>",
    `port of the page, 0 for a free one (default: ${DEFAULTS.httpPort} or the next free one)`,
  )
  .option("--http-host <address>", `address of the page (default: ${DEFAULTS.httpHost})`)
  .option("--data-dir <folder>", `where received objects are kept (default: ${DEFAULTS.dataDir})`)
  .option(
    "--charset <terms>",
    `Specific Character Set of answers, "" for ASCII (default: ${DEFAULTS.charset})`,
  )
  .option("--no-samples", "headless: start with an empty worklist")
  .option("--ephemeral", "keep everything in a temporary folder that is removed at the end")
  .option(
    "--on-duplicate <what>",
    "objects of other bytes under known UIDs: replace, keep, reject (default: replace)",
  )
  .option("--fsync", "answer a C-STORE only when the object is on the disk, safe from a loss of power")
  .option("--log-format <format>", "pretty or json", "pretty")
  .option("--log-level <level>", "info, or debug: why each worklist entry was answered or not", "info")
  .option("--record <file>", RECORD_HELP)
  .action(async (options) => {
    const { runServe } = await import("./commands/serve.ts");
    await runServe(options);
  });

addTlsOptions(serve, "clients").option(
  "--tls-client-cert <need>",
  "certificates of clients: no, request, require (default: require with --tls-ca, else no)",
);

/** The options of TLS that the server shares with those who connect. */
function addTlsOptions(command: Command, whom: string): Command {
  return command
    .optionsGroup("TLS:")
    .option("--tls", "DICOM over TLS")
    .option("--tls-ca <file>", `certificates (PEM) of the authorities by which ${whom} are trusted`)
    .option("--tls-cert <file>", "our certificate (PEM)")
    .option("--tls-key <file>", "its key (PEM); the passphrase of the key in MINIPACS_TLS_PASSPHRASE")
    .option("--tls-profile <name>", "profile of PS3.15 Annex B; any other word lists them");
}

/** A command that connects to another node. */
function nodeCommand(name: string, description: string): Command {
  const command = program
    .command(name)
    .description(description)
    .argument("<host:port>", "the node to talk to")
    .option("--aec <title>", "AE title of the other side (called; default: ANY-SCP)")
    .option("--aet <title>", "our AE title (calling; default: MINIPACS-SCU)")
    .option("--record <file>", RECORD_HELP);
  return addTlsOptions(command, "others")
    .option("--tls-no-verify", "take any certificate: whoever is between can read everything")
    .optionsGroup("Options:");
}

/** An option that may be given again. */
function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}

/** A command that asks by keys. */
function keyOption(command: Command): Command {
  return command.option(
    "-k, --key <key>",
    "KEYWORD, KEYWORD=VALUE or (gggg,eeee)=VALUE; may be given again",
    collect,
  );
}

const EXIT_HELP =
  "The exit code is 0 only where everything succeeded, 1 where something failed,\n2 where the command line is wrong, 130 after Ctrl+C.";

/** What stands below the options of a command. */
function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  minipacs ${line}`), "", EXIT_HELP].join("\n");
}

nodeCommand("echo", "ask whether a node answers (C-ECHO)")
  .option("--json", "a JSON object: address, status, durationMs")
  .addHelpText("after", examples("echo 127.0.0.1:11112", "echo pacs.example:104 --aec PACS --aet MYSCU"))
  .action(async (address, options) => {
    const { runEcho } = await import("./commands/echo.ts");
    await runEcho(address, options);
  });

nodeCommand("store", "send files, or all files of folders (C-STORE)")
  .argument("<file...>", "files and folders")
  .option(
    "--window <number>",
    "objects that may be on their way at a time, if the other side agrees (default: 1)",
  )
  .option("--json", "one JSON object a file: path, sopInstanceUid, status, error")
  .addHelpText("after", examples("store 127.0.0.1:11112 image.dcm folder"))
  .action(async (address, paths, options) => {
    const { runStore } = await import("./commands/store.ts");
    await runStore(address, paths, options);
  });

keyOption(nodeCommand("find", "query a node (C-FIND)"))
  .option("--model <name>", "worklist, patient or study", "worklist")
  .option("--limit <number>", "cancel the query after so many matches")
  .option("--charset <terms>", "Specific Character Set of the query", DEFAULTS.charset)
  .option("--json", "one DICOM JSON object a match, each on a line of its own")
  .addHelpText(
    "after",
    `
A key with a value is matched, with * and ? and ranges too; one without a value
is asked for. Without any key the usual ones are asked for.

QueryRetrieveLevel, where it is not given, is the lowest of IMAGE, SERIES and
STUDY whose UID is among the keys; without such a key it is STUDY, or PATIENT
with --model patient.
${examples(
  'find 127.0.0.1:11112 -k PatientName -k "ScheduledProcedureStepSequence[0].Modality=CT"',
  "find pacs.example:104 --model study -k StudyDate=20260101- -k StudyInstanceUID",
  "find pacs.example:104 --model study -k StudyInstanceUID=1.2.3 -k SeriesInstanceUID -k Modality",
)}`,
  )
  .action(async (address, options) => {
    const { runFind } = await import("./commands/find.ts");
    await runFind(address, options);
  });

const LEVEL_HELP = `
QueryRetrieveLevel, where it is not given, is the lowest of IMAGE, SERIES and
STUDY whose UID is given; without a UID it is STUDY, or PATIENT with --model
patient. Most nodes want the UIDs of the levels above, too.`;

keyOption(nodeCommand("get", "retrieve objects to a folder, over the same association (C-GET)"))
  .option("--model <name>", "patient or study", "study")
  .option("--out <folder>", "where they are written, as SOPInstanceUID.dcm (default: the current folder)")
  .option("--json", "one JSON object a line: for each object, then the result")
  .addHelpText(
    "after",
    `${LEVEL_HELP}\n${examples("get pacs.example:104 --aec PACS -k StudyInstanceUID=1.2.3 --out study")}`,
  )
  .action(async (address, options) => {
    const { runGet } = await import("./commands/get.ts");
    await runGet(address, options);
  });

keyOption(nodeCommand("move", "have a node send objects to another one, or to us (C-MOVE)"))
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
    const { runMove } = await import("./commands/move.ts");
    await runMove(address, options);
  });

nodeCommand("mpps", "report a performed procedure step (N-CREATE, then N-SET)")
  .option("--only <part>", "create or set")
  .option("--uid <uid>", "SOP instance UID of the step (default: a new one)")
  .option("--accession <number>", "accession number of the worklist entry")
  .option("--modality <code>", "modality", "OT")
  .option("--patient-name <name>", "patient's name", "Test^Patient")
  .option("--patient-id <id>", "patient ID", "TEST-1")
  .option("--discontinue", "end the step as DISCONTINUED, not COMPLETED")
  .option("--json", "one JSON object a message that was answered")
  .addHelpText(
    "after",
    examples(
      "mpps 127.0.0.1:11112 --accession ACC-001",
      "mpps 127.0.0.1:11112 --only create --uid 1.2.3",
      "mpps 127.0.0.1:11112 --only set --uid 1.2.3 --discontinue",
    ),
  )
  .action(async (address, options) => {
    const { runMpps } = await import("./commands/mpps.ts");
    await runMpps(address, options);
  });

const replay = program
  .command("replay")
  .description("play a recorded session (--record) to a server or to a client, and compare the answers")
  .argument("<file>", "the recording")
  .argument("[host:port]", "the server to play to, as its client")
  .option("--listen <port>", "wait for a client instead and play the server; 0 for a free port")
  .option("--association <number>", "play only this one of the recording")
  .option("--timing <how>", "fast, or recorded: with the pauses of the recording", "fast")
  .option(
    "--strict",
    "compare every byte; default: content, without message IDs, maximum length, implementation",
  )
  .option(
    "--ignore <keyword>",
    "an element that may differ, such as ErrorComment; may be given again",
    collect,
  )
  .option("--timeout <seconds>", "how long each answer is waited for", "10")
  .option("--json", "one JSON object a line: for each association, then the result")
  .addHelpText(
    "after",
    "\nAssociations are played one after the other, also those that were open at the same time.\nThe exit code is 0 only where everything came as recorded, 1 where something differed.",
  )
  .action(async (file, address, options) => {
    const { runReplay } = await import("./commands/replay.ts");
    await runReplay(file, address, options);
  });

addTlsOptions(replay, "others")
  .option("--tls-no-verify", "with HOST:PORT: take any certificate")
  .option("--tls-client-cert <need>", "with --listen: certificates of clients: no, request, require");

program
  .command("wait")
  .description("wait for an event of a running server (for scripts and CI)")
  .argument("<event>", "its name, such as store or mpps.*")
  .option("--where <key=value>", "dotted keys into the event, * for any text; may be given again", collect)
  .option("--timeout <seconds>", "how long to wait", "30")
  .option("--since <id>", "also events that were: start, or those after an id")
  .option("--count <number>", "how many such events (default: 1)")
  .option("--http <host:port>", "HTTP of the server", "127.0.0.1:8080")
  .option("--http-token <token>", "its token (default: MINIPACS_HTTP_TOKEN)")
  .option("--json", "one JSON object an event")
  .addHelpText("after", examples("wait store --since start", "wait mpps.set --where peer.callingAeTitle=CT1"))
  .action(async (event, options) => {
    const { runWait } = await import("./commands/wait.ts");
    await runWait(event, options);
  });

program
  .command("dump")
  .description("print what is in DICOM files")
  .argument("<file...>", "files")
  .option("--full", "print long values whole")
  .option("--json", "print one DICOM JSON object a file, each on a line of its own")
  .action(async (paths, options) => {
    const { runDump } = await import("./commands/dump.ts");
    await runDump(paths, options);
  });

addPhantomCommand(program, examples);

program.addHelpText("after", () => `\n${serveOptions()}\n${NOTICE}`);
for (const command of program.commands) command.addHelpText("after", `\n${NOTICE}`);

/** `minipacs --help` shows the options of the server, which is what runs without a command. */
function serveOptions(): string {
  const help = serve.createHelp();
  const width = help.padWidth(serve, help);
  const lines = help
    .visibleOptions(serve)
    .map((option) => `  ${help.optionTerm(option).padEnd(width)}  ${option.description}`);
  return ["Options of the server:", ...lines, ""].join("\n");
}

/** One sentence of what commander says on one or two lines. */
function describeUsageError(error: CommanderError): string {
  if (error.code === "commander.excessArguments" && program.args.length > 0) {
    const name = program.args.find((argument) => !argument.startsWith("-")) ?? "";
    if (!program.commands.some((command) => command.name() === name)) {
      return `Unknown command "${name}": minipacs --help lists what there is.`;
    }
  }
  const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/[^.)?]$/, "$&.")}`;
}

/**
 * Whoever read may have left, `minipacs | head`: what was asked for is done all the same. That a disk is full is told,
 * once, and ends nothing either.
 */
let isOutputLost = false;
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || isOutputLost) return;
  isOutputLost = true;
  process.exitCode = EXIT_FAILED;
  process.stderr.write(`The output cannot be written: ${code}.\n`);
});
process.stderr.on("error", () => {});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    if (error.exitCode !== 0) {
      process.stderr.write(`${describeUsageError(error)}\n`);
      process.exitCode = EXIT_USAGE;
    }
  } else {
    const { message, exitCode } = describeFailure(error);
    process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}
