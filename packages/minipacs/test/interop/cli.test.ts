import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { connect, VERIFICATION } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { findTool, runTool } from "../../../../tools/test/foreign-tools.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { BuiltServer, runMinipacs } from "../support/built-server.ts";
import { runHere } from "../support/run-here.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("interop/minipacs command line");

const HEADLESS = ["--headless", "--port", "0", "--ephemeral"];

/** Exit code 2 and one sentence, no stack. */
async function refused(args: readonly string[], sentence: RegExp, run = runMinipacs): Promise<void> {
  const { code, stdout, stderr } = await run(args);
  const told = `${args.join(" ")}\n${stdout}${stderr}`;
  assert.is(code, 2, told);
  assert.match(stderr, /^[^\n]+\n$/, told);
  assert.match(stderr, sentence);
  assert.is(stdout, "", told);
}

/** Runs `use` with a port that somebody else listens on. */
async function withTakenPort(use: (port: number) => Promise<void>, host?: string): Promise<void> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, host, resolve));
  try {
    await use((other.address() as { port: number }).port);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
}

test("--help says what it is for, and shows the server's options", async () => {
  for (const args of [["--help"], ["serve", "--help"], ["store", "--help"]]) {
    const { code, stdout } = await runHere(args);
    assert.is(code, 0);
    assert.match(stdout, /development, test and integration only/);
    assert.match(stdout, /never for clinical use/);
    assert.match(stdout, /never with real patient data/);
  }
  const { stdout } = await runMinipacs(["--help"]);
  for (const option of ["--headless", "--aet", "--http-port", "--no-samples", "--log-format"]) {
    assert.match(stdout, option);
  }
});

test("a command of commands without one of them shows its help alone, as what went wrong", async () => {
  const help = await runHere(["worklist", "--help"]);
  assert.equal(await runHere(["worklist"]), { ...help, code: 2, stdout: "", stderr: help.stdout });
});

test("the options of the server are shown under headings", async () => {
  for (const args of [["--help"], ["serve", "--help"], ["config", "--help"]]) {
    const { stdout } = await runHere(args);
    const headings = stdout.match(/^[A-Z][A-Za-z ]+:$/gm) ?? [];
    const groups = [
      "Server:",
      "Worklist and MPPS:",
      "Storage:",
      "Associations:",
      "Page and API:",
      "Log:",
      "TLS:",
    ];
    assert.equal(
      headings.filter((heading) => groups.includes(heading)),
      groups,
    );
    assert.match(stdout, /^ {2}--accept-any-sop-class +store private/m);
  }
});

test("config shows each value with where it comes from; --json is a file that gives the same again", () =>
  withFolder(async (folder) => {
    const path = join(folder, "minipacs.config.json");
    await writeFile(path, '{ "aeTitle": "FROM_FILE", "httpToken": "hidden-token" }');
    const options = { cwd: folder };
    const { stdout, code } = await runMinipacs(["config", "--allow-ae", "CT1", "--allow-ae", "CT2"], options);
    assert.is(code, 0);
    assert.match(stdout, /^aeTitle +FROM_FILE +minipacs\.config\.json: aeTitle$/m);
    assert.match(stdout, /^allowAe +\["CT1","CT2"\] +--allow-ae$/m);
    assert.match(stdout, /^httpToken +\(secret\) +minipacs\.config\.json: httpToken$/m);
    assert.match(stdout, /^port +11112 +default$/m);
    const saved = await runMinipacs(["config", "--json", "--no-samples"], options);
    assert.not.match(stdout + saved.stdout, /hidden-token/);
    await writeFile(path, saved.stdout);
    const again = await runMinipacs(["config", "--json"], options);
    assert.is(again.stdout, saved.stdout);
    assert.is(JSON.parse(saved.stdout).aeTitle, "FROM_FILE");
    assert.is(JSON.parse(saved.stdout).samples, false);
  }));

test("--version", async () => {
  const { code, stdout } = await runMinipacs(["--version"]);
  assert.is(code, 0);
  assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
});

/** Asked in this process; that of the command ends with the same code, as a test below shows. */
const WRONG: [string[], RegExp][] = [
  [["--headles"], /^Unknown option '--headles'/],
  [["serv"], /^Unknown command "serv" \(did you mean serve\?\): minipacs --help lists what there is\.$/m],
  [["help", "wordlist"], /^Unknown command "wordlist" \(did you mean worklist\?\): minipacs --help/],
  [["worklist", "lst"], /^Unknown command "lst" \(did you mean list\?\): minipacs worklist --help lists/],
  [["help", "worklist", "lst"], /^Unknown command "lst" \(did you mean list\?\)/],
  [["--port", "99", "serv"], /^Unknown command "serv"/],
  [["serve", "extra"], /^Too many arguments for 'serve'/],
  [["--headless", "extra"], /^Unknown command "extra"/],
  [["--aet"], /^Option '--aet <title>' argument missing\.$/m],
  [[...HEADLESS, "--aet", "ABCDEFGHIJKLMNOPQ"], /^--aet: The AE title cannot be used: it has 17 characters/],
  [[...HEADLESS, "--aet", "A\\B"], /^--aet: The AE title cannot be used: a backslash/],
  [[...HEADLESS, "--aet", "A\tB"], /^--aet: The AE title cannot be used: control characters/],
  [[...HEADLESS, "--aet", "   "], /^--aet: The AE title cannot be used: .* only spaces/],
  [[...HEADLESS, "--aet", ""], /^--aet: The AE title cannot be used: it is empty/],
  [["--headless", "--port", "70000"], /^--port: The DICOM port is a number from 0/],
  [["--headless", "--port", "abc"], /^--port: The DICOM port is a number/],
  [[...HEADLESS, "--http-port", "-1"], /^--http-port: The HTTP port is a number|argument missing/],
  [[...HEADLESS, "--host", "not a host"], /^--host: The host is neither/],
  [[...HEADLESS, "--host", "192.0.2.1"], /^The address 192\.0\.2\.1 is not one of this machine/],
  [[...HEADLESS, "--charset", "LATIN"], /^--charset: The character set is not/],
  [[...HEADLESS, "--log-format", "xml"], /^--log-format: The log format is one of pretty, json\.$/m],
  [
    [...HEADLESS, "--tls", "--tls-cert", "/dev/null", "--tls-key", "/dev/null"],
    /^TLS cannot be used: a certificate or key is not PEM\.$/m,
  ],
  [["echo"], /^Missing required argument/],
  [["echo", "nowhere"], /is not HOST:PORT/],
  [["echo", "localhost:1", "--aec", "A\\B"], /AE title cannot be used/],
  [["store", "localhost:1", "/no/such/file"], /there is no such file/],
  [["replay", "session.txt"], /^Either HOST:PORT .* or --listen PORT/],
  [["find", "localhost:1", "-k", "Nonsense=1"], /^The key "Nonsense=1" cannot be used/],
];

WRONG.push(
  [
    [...HEADLESS, "--max-pdu", "x"],
    /^--max-pdu: The largest PDU in bytes \(0: any\) is a whole number from 16/,
  ],
  [[...HEADLESS, "--accept-syntax", "PNG"], /^--accept-syntax: "PNG" is not one transfer syntax/],
  [["--ephemeral", "--http-host", "0.0.0.0"], /^--http-host: HTTP at 0\.0\.0\.0 can be reached .* token/],
  [
    [...HEADLESS, "--config", "/no/such/file"],
    /^\/no\/such\/file cannot be read: there is no such file \(ENOENT\)\.$/m,
  ],
  [["config", "--mpps", "lax"], /^--mpps: How MPPS is taken is one of strict, tolerant\.$/m],
);

for (const [args, sentence] of WRONG) {
  test(`refuses ${args.filter((arg) => !HEADLESS.includes(arg)).join(" ") || args.join(" ")}`, () =>
    refused(args, sentence, runHere));
}

test("what is refused ends the process with its exit code: by commander, by the server, by a command", async () => {
  await refused(["--headles"], /^Unknown option '--headles'/);
  await refused([...HEADLESS, "--charset", "LATIN"], /^--charset: The character set is not/);
  await refused(["find", "localhost:1", "-k", "Nonsense=1"], /^The key "Nonsense=1" cannot be used/);
});

test("refuses a data directory that cannot be written", () =>
  withFolder(async (folder) => {
    await writeFile(join(folder, "file"), "");
    const dataDir = join(folder, "file", "data");
    await refused(
      ["--headless", "--port", "0", "--data-dir", dataDir],
      /^The data directory .* cannot be written: a part of the path is a file/,
      runHere,
    );
  }));

test("refuses a DICOM port that is taken", () =>
  withTakenPort((port) =>
    refused(
      ["--headless", "--ephemeral", "--port", String(port)],
      /^DICOM port \d+ is taken by another/,
      runHere,
    ),
  ));

test("refuses an HTTP port that was asked for and is taken", () =>
  withTakenPort(
    (port) =>
      refused(
        [...HEADLESS, "--http-port", String(port)],
        /^HTTP port \d+ is taken .*\(--http-port\)\.\n$/,
        runHere,
      ),
    "127.0.0.1",
  ));

function restoreTemporaryFolder(folder: string | undefined): void {
  if (folder === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = folder;
}

test("says which folder for temporary files it cannot write, and what names another", async () => {
  const { TMPDIR } = process.env;
  process.env.TMPDIR = "/no-such-folder";
  try {
    const { code, stderr } = await runHere(["--headless", "--ephemeral", "--port", "0"]);
    assert.is(code, 2, stderr);
    assert.is(
      stderr,
      "The folder for temporary files /no-such-folder cannot be written: " +
        "there is no such folder, and none can be made (ENOENT). TMPDIR names another one.\n",
    );
  } finally {
    restoreTemporaryFolder(TMPDIR);
  }
});

test("says that port 104 needs rights, and recommends 11112", async () => {
  // Only where a user without rights can be played, and the system guards low ports.
  const isRoot = process.getuid?.() === 0;
  if (!(await guardsLowPorts()) || (isRoot && !findTool("setpriv"))) {
    process.stdout.write("skipped: this system lets everybody listen on port 104, or has no setpriv\n");
    return;
  }
  const command = ["--headless", "--ephemeral", "--port", "104"];
  const { code, stderr } = isRoot ? await asNobody(command) : await runMinipacs(command);
  assert.is(code, 2, stderr);
  assert.match(stderr, /^No permission to listen on DICOM port 104: .* --port 11112\.\n$/);
});

/** Containers often let every user listen on every port. */
async function guardsLowPorts(): Promise<boolean> {
  const first = await readFile("/proc/sys/net/ipv4/ip_unprivileged_port_start", "utf8").catch(() => "1024");
  return process.platform !== "win32" && Number(first) > 104;
}

/** Runs the command as a user without rights, who may not write coverage either. */
function asNobody(args: readonly string[]) {
  const cli = new URL("../../dist/cli.js", import.meta.url).pathname;
  const priv = ["--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-net_bind_service"];
  return runTool("setpriv", [...priv, process.execPath, cli, ...args], {
    env: { NODE_OPTIONS: "", NODE_V8_COVERAGE: "" },
  });
}

test("json: one object a line, with the ready line's ports", async () => {
  const server = await BuiltServer.start([...HEADLESS, "--log-format", "json", "--http-port", "0"]);
  await server.stop();
  const events = server.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const ready = events.find(({ event }) => event === "ready");
  assert.is(ready.dicomPort, server.port);
  assert.ok(ready.httpPort > 0);
  assert.equal(
    events.map(({ id }) => id),
    events.map((_, index) => index + 1),
  );
});

test("the ready line names AE title, port and page, and says when another port was taken", async () => {
  // The first takes 8080 unless somebody has it; the second finds it taken in any case.
  const first = await BuiltServer.start(["--port", "0", "--ephemeral", "--aet", "OTHER"]);
  const second = await BuiltServer.start(["--port", "0", "--ephemeral"]);
  await Promise.all([first.stop(), second.stop()]);
  assert.match(
    first.stdout,
    /^\[READY\] OTHER listens for DICOM on port \d+, page at http:\/\/127\.0\.0\.1:\d+\//m,
  );
  assert.match(second.stdout, /page at http:\/\/127\.0\.0\.1:(?!8080)\d+\/ \(port 8080 is taken\)$/m);
});

test("--no-samples starts with an empty worklist", async () => {
  const server = await BuiltServer.start([...HEADLESS, "--no-samples"]);
  const { stdout } = await runHere(["find", `127.0.0.1:${server.port}`]);
  await server.stop();
  assert.is(stdout, "0 matches\n");
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  test(`${signal} ends the server with exit code 0`, async () => {
    const server = await BuiltServer.start(HEADLESS);
    server.signal(signal);
    assert.equal(await server.closed, { code: 0, signal: null });
    assert.is(server.stderr, "");
    assert.match(server.stdout, /\n\[END\] closing\n$/);
  });
}

test("SIGINT waits for an open association, and ends when it is released", async () => {
  const server = await BuiltServer.start(HEADLESS);
  const association = await connect({
    ...{ host: "127.0.0.1", port: server.port },
    contexts: [{ abstractSyntax: VERIFICATION }],
  });
  server.signal("SIGINT");
  await server.line(/^\[END\] closing: waiting for 1 open association$/m);
  assert.is((await association.echo()).status, 0);
  await association.release();
  assert.equal(await server.closed, { code: 0, signal: null });
  assert.match(server.stdout, /released/);
});

test("an association that goes on is aborted after 5 s", async () => {
  const server = await BuiltServer.start(HEADLESS);
  const association = await connect({
    ...{ host: "127.0.0.1", port: server.port },
    contexts: [{ abstractSyntax: VERIFICATION }],
  });
  const startedMs = performance.now();
  server.signal("SIGINT");
  // npm hands the terminal's signal on a second time: that is not a second Ctrl+C.
  server.signal("SIGINT");
  assert.equal(await server.closed, { code: 0, signal: null });
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs > 4500 && tookMs < 8000, `${tookMs} ms`);
  assert.match(server.stdout, /^\[ASSOC\] #1 aborted: .*server is closing/m);
  await association.closed;
});

test("a second Ctrl+C ends at once, and an ephemeral server leaves nothing", async () => {
  await withFolder(async (folder) => {
    const { TMPDIR } = process.env;
    process.env.TMPDIR = folder;
    try {
      const server = await BuiltServer.start(HEADLESS);
      assert.is((await readdir(folder)).length, 1);
      const association = await connect({
        ...{ host: "127.0.0.1", port: server.port },
        contexts: [{ abstractSyntax: VERIFICATION }],
      });
      server.signal("SIGINT");
      await server.line(/^\[END\]/m);
      await new Promise((resolve) => setTimeout(resolve, 400));
      const startedMs = performance.now();
      server.signal("SIGINT");
      assert.equal(await server.closed, { code: 130, signal: null });
      assert.ok(performance.now() - startedMs < 1500);
      assert.equal(await readdir(folder), []);
      association.abort();
    } finally {
      restoreTemporaryFolder(TMPDIR);
    }
  });
});

test("the default data directory is minipacs-data in the current folder", () =>
  withFolder(async (folder) => {
    const server = await BuiltServer.start(["--headless", "--port", "0"], { cwd: folder });
    await server.stop();
    assert.ok(existsSync(join(folder, "minipacs-data", "objects")));
  }));
