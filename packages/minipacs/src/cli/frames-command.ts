/** The command line of `minipacs frames`. */
import type { Command } from "commander";
import { examples } from "./shared.ts";

export function addFramesCommand(program: Command): void {
  program
    .command("frames")
    .description("write the frames of DICOM files as images or as samples")
    .argument("<file...>", "files")
    .requiredOption(
      "--out <folder>",
      "where to write <file>-frame-0001.png; files of the same names are replaced",
    )
    .option("--png", "as they are shown: grey or colour, 8 bits (default)")
    .option("--raw", "as they are stored: samples [row][column][sample], little endian")
    .option("--frame <number>", "this frame alone, counted from 1 (default: all)")
    .option(
      "--window <window>",
      "of grey frames: CENTER/WIDTH, default (the file's), auto, min-max, abdomen, lung, bone, brain or angio",
    )
    .option("--json", "one JSON object a file written: path, source, frame, rows, columns, …")
    .addHelpText(
      "after",
      examples(
        "frames image.dcm --out images",
        "frames ct/*.dcm --out images --window lung",
        "frames ct/*.dcm --out images --window 40/400 --frame 1",
        "frames image.dcm --out samples --raw --json",
      ),
    )
    .action(async (paths, options) => {
      const { runFrames } = await import("../commands/frames.ts");
      await runFrames(paths, options);
    });
}
