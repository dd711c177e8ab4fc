import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { PYTHON, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { describeStatus, formatStatus, type StatusService, statusClass } from "../../src/message/status.ts";

/** The library behind storescp, where Debian puts it. */
const LIBRARY = findLibrary("/usr/lib", "libdcmnet.so.");

const test = testSuite("interop/dcmtk-status", { tools: [LIBRARY, PYTHON] });

const FUNCTIONS: Record<StatusService, string> = {
  "C-ECHO": "cecho",
  "C-STORE": "cstore",
  "C-FIND": "cfind",
  "C-MOVE": "cmove",
  "C-GET": "cget",
  "N-CREATE": "ncreate",
  "N-GET": "nget",
  "N-SET": "nset",
  "N-ACTION": "naction",
  "N-DELETE": "ndelete",
  "N-EVENT-REPORT": "neventReport",
};

/** Asks the library what it calls each of the 65,536 codes in each service; prints those it knows. */
const SCRIPT = `
import ctypes, json, sys
lib = ctypes.CDLL(sys.argv[1])
told = {}
for name in sys.argv[2:]:
    symbol = "DU_%sStatusString" % name
    ask = getattr(lib, "_Z%d%st" % (len(symbol), symbol))
    ask.restype, ask.argtypes = ctypes.c_char_p, [ctypes.c_ushort]
    texts = [(code, ask(code).decode()) for code in range(65536)]
    told[name] = [(code, text) for code, text in texts if not text.startswith("Unknown")]
print(json.dumps(told))
`;

/** DCMTK's words where they are not the standard's, or where this project says it in others. */
const WORDS: Record<string, string> = {
  "C-FIND A900": "identifier does not match SOP class",
  "C-MOVE A900": "identifier does not match SOP class",
  "C-GET A900": "identifier does not match SOP class",
  "C-FIND FE00": "cancelled",
  "C-MOVE FE00": "cancelled",
  "C-GET FE00": "cancelled",
  "C-FIND FF01": "pending, some optional keys are not supported",
  "C-MOVE A701": "out of resources, cannot count the matches",
  "C-GET A701": "out of resources, cannot count the matches",
  "C-MOVE A702": "out of resources, cannot perform sub-operations",
  "C-GET A702": "out of resources, cannot perform sub-operations",
  "C-MOVE B000": "some sub-operations failed or gave warnings",
  "C-GET B000": "some sub-operations failed or gave warnings",
};

const CLASSES: Record<string, string> = {
  Success: "success",
  Pending: "pending",
  Cancel: "cancel",
  Warning: "warning",
  Refused: "failure",
  Error: "failure",
  Failed: "failure",
  Failure: "failure",
};

test("every code that DCMTK names has the same class and the same name here", async () => {
  const { code, stdout, output } = await runTool(PYTHON, [
    "-c",
    SCRIPT,
    LIBRARY,
    ...Object.values(FUNCTIONS),
  ]);
  assert.is(code, 0, output);
  const told = JSON.parse(stdout) as Record<string, [number, string][]>;
  let compared = 0;
  for (const [service, name] of Object.entries(FUNCTIONS) as [StatusService, string][]) {
    for (const [status, text] of told[name] ?? []) {
      const [kind = "", words = kind] = text.split(": ");
      const where = `${service} ${formatStatus(status)}`;
      assert.is(statusClass(status, service), CLASSES[kind], where);
      // DCMTK has one name for what the service classes give many.
      if (service.startsWith("N-") && status >= 0xc000) continue;
      const expected = WORDS[where]?.replaceAll(/[^a-z]/gi, "") ?? words;
      const given = describeStatus(status, service).replaceAll(/[^a-z]/gi, "");
      assert.is(given.toLowerCase(), expected.toLowerCase(), where);
      compared += 1;
    }
  }
  // The ranges A7xx, A9xx and Cxxx of C-STORE, Cxxx of the queries, and each code.
  assert.ok(compared > 4 * 0x1000, `${compared}`);
});

/** Returns the path of the library in a folder of `root`, or where it was looked for. */
function findLibrary(root: string, prefix: string): string {
  const folders = existsSync(root) ? readdirSync(root, { withFileTypes: true }) : [];
  for (const { name } of folders.filter((entry) => entry.isDirectory() && /linux-gnu/.test(entry.name))) {
    const file = readdirSync(join(root, name)).find((entry) => entry.startsWith(prefix));
    if (file) return join(root, name, file);
  }
  return join(root, `${prefix}*`);
}
