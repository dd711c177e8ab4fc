/** The command line of `minipacs phantom`. */
import type { Command } from "commander";
import { ENTRY_FLAG, ENTRY_HELP } from "./shared.ts";

/** Adds the command; `examples` makes what stands below its options. */
export function addPhantomCommand(program: Command, examples: (...lines: string[]) => string): void {
  program
    .command("phantom")
    .description("write synthetic test objects, so that nobody needs a patient's")
    .argument("<folder>", "where to write <kind>/<number>.dcm; files of the same names are replaced")
    .option("--kind <list>", "some of ct,mr,xa,us,cr,sr,pdf (default: all)")
    .option("--count <number>", "slices (ct, mr) and frames (xa, us) (default: 30 of ct, 20 of the others)")
    .option("--size <columns>", "columns of each image (default: ct and xa 512, mr 256, us 640, cr 1024)")
    .option("--charset <terms>", 'Specific Character Set, "" for ASCII (default: ISO_IR 192)')
    .option(ENTRY_FLAG, ENTRY_HELP)
    .option("--patient-name <name>", "as DICOM writes it (default: one in the script of the character set)")
    .option("--patient-id <id>", "Patient ID (default: PHANTOM- and eight characters)")
    .option("--accession <number>", "Accession Number (default: none)")
    .option("--study-uid <uid>", "Study Instance UID (default: a new one)")
    .option("--seed <text>", "the same seed and options give the same files (default: new UIDs each time)")
    .option("--transfer-syntax <name>", "explicit or implicit (VR Little Endian)", "explicit")
    .option("--json", "one JSON object a file: path, kind, UIDs, bytes")
    .addHelpText(
      "after",
      `
All objects belong to one study, a series of each kind. The CT has known Hounsfield
units; letters in the images tell their orientation, a counter the slice or frame.

With --entry they have its patient, study and accession number, unless an option
says something else.
${examples(
  "phantom test-objects",
  'phantom test-objects --kind ct,sr --count 100 --charset "ISO 2022 IR 87"',
  "phantom test-objects --kind ct --entry entry.json",
  "phantom test-objects --accession ACC-001 --study-uid 1.2.3 --seed 1",
)}`,
    )
    .action(async (folder, options) => {
      const { runPhantom } = await import("../commands/phantom.ts");
      await runPhantom(folder, options);
    });
}
