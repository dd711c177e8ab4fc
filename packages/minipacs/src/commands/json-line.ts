/** Writes one line of `--json`. */
export function printJson(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
