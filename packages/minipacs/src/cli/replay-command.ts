/** The command line of `minipacs replay`. */
import type { Command } from "commander";
import { addTlsOptions, collect } from "./shared.ts";

export function addReplayCommand(program: Command): void {
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
      const { runReplay } = await import("../commands/replay.ts");
      await runReplay(file, address, options);
    });

  addTlsOptions(replay, "others")
    .option("--tls-no-verify", "with HOST:PORT: take any certificate")
    .option("--tls-client-cert <need>", "with --listen: certificates of clients: no, request, require");
}
