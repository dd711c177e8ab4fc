/** What the commands of the command line share. */
import type { Command } from "commander";

export const NOTICE =
  "For development, test and integration only: never for clinical use, never with real patient data.";

/** For what is done for a worklist entry. */
export const ENTRY_FLAG = "--entry <file>";
export const ENTRY_HELP = "the worklist entry that it is for, as find --json prints it; - for standard input";

const RECORD_HELP = "write what is sent and received to a text file, for minipacs replay";

/** The options of TLS of who connects. */
export function addTlsOptions(command: Command, whom: string): Command {
  return command
    .optionsGroup("TLS:")
    .option("--tls", "DICOM over TLS")
    .option("--tls-ca <file>", `certificates (PEM) of the authorities by which ${whom} are trusted`)
    .option("--tls-cert <file>", "our certificate (PEM)")
    .option("--tls-key <file>", "its key (PEM); the passphrase of the key in MINIPACS_TLS_PASSPHRASE")
    .option("--tls-profile <name>", "profile of PS3.15 Annex B; any other word lists them");
}

/** A command that connects to another node. */
export function nodeCommand(program: Command, name: string, description: string): Command {
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
export function collect(value: string, values: string[] = []): string[] {
  return [...values, value];
}

/** A command that asks by keys. */
export function keyOption(command: Command): Command {
  return command.option(
    "-k, --key <key>",
    "KEYWORD, KEYWORD=VALUE or (gggg,eeee)=VALUE; may be given again",
    collect,
  );
}

const EXIT_HELP =
  "The exit code is 0 only where everything succeeded, 1 where something failed,\n2 where the command line is wrong, 130 after Ctrl+C.";

/** What stands below the options of a command. */
export function examples(...lines: string[]): string {
  return ["", "Examples:", ...lines.map((line) => `  minipacs ${line}`), "", EXIT_HELP].join("\n");
}
