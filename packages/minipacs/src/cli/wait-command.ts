/** The command line of `minipacs wait`. */
import type { Command } from "commander";
import { collect, examples } from "./shared.ts";

export function addWaitCommand(program: Command): void {
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
    .addHelpText(
      "after",
      examples("wait store --since start", "wait mpps.set --where peer.callingAeTitle=CT1"),
    )
    .action(async (event, options) => {
      const { runWait } = await import("../commands/wait.ts");
      await runWait(event, options);
    });
}
