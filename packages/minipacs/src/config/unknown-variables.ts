/** Environment variables that look like options of the server and are none. */
import { nearestTo } from "./nearest.ts";
import { OPTIONS, variableOf } from "./options.ts";

const PREFIX = "MINIPACS_";

/** Read elsewhere: the file of options, and the passphrase of a key. */
const OTHERS: readonly string[] = [`${PREFIX}CONFIG`, `${PREFIX}TLS_PASSPHRASE`];
/** What the tests of this project are told. */
const OF_TESTS: readonly string[] = ["DATA", "DATA_REQUIRED", "COVERAGE", "LONG_RUN", "SHOW_TIMES"].map(
  (name) => `${PREFIX}${name}`,
);

/** Returns a sentence for each variable that nothing reads; its value is left out, which may be a secret. */
export function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = [...OPTIONS.map(variableOf), ...OTHERS];
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !OF_TESTS.includes(name))
    .sort()
    .map((name) => `${name} is no variable of the server and is ignored; ${nearestTo(name, known)} is one.`);
}
