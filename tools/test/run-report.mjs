/** What a run of tests says: the block of each file as it ends, and at the end what must be seen of all of them. */

/** Returns what a file said, under its name; what is said twice is told apart. */
export function fileBlock({ file, output, isSecondTry }) {
  return `${isSecondTry ? `second try of ${file}, alone:` : file}\n${output}\n\n`;
}

/**
 * Returns the end of a run's log: the `slowestCount` files that took longest, what passed at the second try only, what
 * failed, the counts.
 */
export function runReport({ total, broken, flaky, times }, { fileCount, seconds, slowestCount }) {
  const told = flaky.length > 0 ? `, ${flaky.length} of the files at the second try` : "";
  return [
    slowest(times, slowestCount),
    ...flaky.map((outcome) => `flaky, passed alone: ${described(outcome)}${past(outcome)}`),
    ...broken.map((outcome) => `failed: ${described(outcome)}`),
    `${fileCount} files in ${seconds.toFixed(1)} s\n`,
    `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped${told}\n`,
  ].join("");
}

/** A file with its failed tests once more, where whoever looks at the end of a run sees them. */
function described({ file, problem, output, isSecondTry }) {
  const begin = output.indexOf("FAIL ");
  const tests = begin < 0 ? "" : `${output.slice(begin).split("\n").slice(0, 40).join("\n")}\n\n`;
  const reason = problem ? `: ${problem.split("\n")[0]}` : "";
  return `${file}${isSecondTry ? ", alone" : ""}${reason}\n${tests}`;
}

/** What may have been in the way of a file that passes alone, besides time. */
function past({ before }) {
  return before.length === 0 ? "" : `its process had run ${before.slice(-5).join(", ")}\n\n`;
}

/** What took longest, for whoever wants the run to be shorter. */
function slowest(times, count) {
  const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
  const sum = times.reduce((total, { cpuMs }) => total + cpuMs, 0);
  const lines = times
    .toSorted((a, b) => b.wallMs - a.wallMs)
    .slice(0, count)
    .map(({ file, wallMs, cpuMs }) => `${seconds(wallMs)}, ${seconds(cpuMs)} of a processor: ${file}\n`);
  return `${lines.join("")}all: ${seconds(sum)} of a processor\n`;
}
