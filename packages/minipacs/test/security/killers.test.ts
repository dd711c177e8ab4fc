// Needs a process of its own: memory is measured.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { createDataset, type DatasetInit, TRANSFER_SYNTAX, writeDataset } from "@minipacs/dicom-core";
import { MODALITY_WORKLIST_FIND, MPPS } from "@minipacs/dimse";
import * as assert from "uvu/assert";
import { repositoryPath } from "../../../../tools/test/data.ts";
import { testSuite } from "../../../../tools/test/suite.ts";
import { EventBus } from "../../src/events/event-bus.ts";
import type { PacsEvent } from "../../src/events/event-types.ts";
import { startEventLog } from "../../src/log/event-log.ts";
import type { Pacs } from "../../src/pacs.ts";
import { rawRequest } from "../support/http-client.ts";
import { CT_IMAGE_STORAGE } from "../support/objects.ts";
import { RawScu } from "../support/raw-scu.ts";
import { withPacs } from "../support/running-pacs.ts";
import { withFolder } from "../support/temporary-folder.ts";

const test = testSuite("minipacs/security killers");

const EXPLICIT = TRANSFER_SYNTAX.explicitVrLittleEndian;
const C_STORE_RQ = 0x0001;
const C_FIND_RQ = 0x0020;
const N_CREATE_RQ = 0x0140;

const PATHS = [
  "../../../escaped",
  "..",
  ".",
  "/escaped",
  "..\\..\\escaped",
  "C:\\escaped",
  "1.2/../../../escaped",
  "1.2\0../../escaped",
  "1.2.3/4",
  `1.${"2".repeat(4000)}`,
  "CON",
  "%2e%2e%2fescaped",
];

const HOSTILE = [
  "$(touch escaped)",
  "`touch escaped`",
  "; touch escaped;",
  "| touch escaped",
  "&& touch escaped",
];
const FORGED = [
  "A\n[READY] forged",
  "A\r\n[ERROR] forged",
  "A\x1b[2J\x1b[31m",
  "A\x9b2J",
  "A\u202eB",
  "A\u2028B",
];

/** What the log writes before each line of a terminal: time, colour, label. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const TERMINAL_HEAD = /^\x1b\[2m[\d:]{8}\x1b\[0m \x1b\[\d\dm\[[\w-]+\]\x1b\[0m /gm;

/** Control characters that no writer lets pass: other bytes stand for them until the data set is encoded. */
const CONTROLS = { "\n": "~", "\r": "}", "\x1b": "{" } as const;

function encode(values: DatasetInit): Uint8Array {
  const stand = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((item) => Object.fromEntries(entries(item)));
    let text = String(value);
    for (const [control, byte] of Object.entries(CONTROLS)) text = text.replaceAll(control, byte);
    return text;
  };
  const entries = (item: object) => Object.entries(item).map(([key, value]) => [key, stand(value)]);
  const dataset = createDataset(
    { SpecificCharacterSet: "ISO_IR 192", ...Object.fromEntries(entries(values)) },
    { validate: false },
  );
  // ASCII attributes, such as Modality, get `?` for what is not.
  const bytes = writeDataset(dataset, { transferSyntaxUid: EXPLICIT, onUnencodable: "replace" });
  const controls = new Map(
    Object.entries(CONTROLS).map(([control, byte]) => [byte.charCodeAt(0), control.charCodeAt(0)]),
  );
  return bytes.map((byte) => controls.get(byte) ?? byte);
}

const uidsOf = (uid: string) => ({ SOPClassUID: CT_IMAGE_STORAGE, SOPInstanceUID: uid });

function storeOf(uid: string, values: DatasetInit): [number, Parameters<RawScu["request"]>[1], Uint8Array] {
  const command = {
    CommandField: C_STORE_RQ,
    Priority: 0,
    AffectedSOPClassUID: CT_IMAGE_STORAGE,
    AffectedSOPInstanceUID: uid,
  };
  return [
    1,
    command,
    encode({ ...uidsOf(uid), StudyInstanceUID: "1.2.1", SeriesInstanceUID: "1.2.2", ...values }),
  ];
}

/** Runs a server whose data directory lies three levels deep in an otherwise empty folder. */
async function inJail(use: (pacs: Pacs, root: string, events: PacsEvent[]) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const dataDir = join(root, "a", "b", "data");
    await mkdir(dataDir, { recursive: true });
    const bus = new EventBus();
    const events: PacsEvent[] = [];
    bus.subscribe((event) => events.push(event));
    await withPacs(
      (pacs) => use(pacs, root, events),
      { dataDir, ephemeral: false, httpPort: 0 },
      { events: bus },
    );
    assert.equal(readdirSync(root), ["a"]);
    assert.equal(readdirSync(join(root, "a")), ["b"]);
    assert.equal(readdirSync(join(root, "a", "b")), ["data"]);
    for (const path of readdirSync(dataDir, { recursive: true, encoding: "utf8" })) {
      assert.ok(
        path.split("/").every((name) => /^[\w-][\w.-]{0,80}$/.test(name)),
        path,
      );
    }
    assert.not(existsSync("escaped") || existsSync("/escaped"));
  });
}

test("17: a body that claims gigabytes is refused before it comes, and costs no memory", () =>
  withPacs(
    async (pacs) => {
      const before = process.memoryUsage().rss;
      for (const [path, type, length] of [
        ["/api/worklist", "application/json", "8589934592"],
        ["/api/instances", "application/dicom", "8589934592"],
        ["/api/instances", "application/dicom", "99999999999999999999"],
        ["/api/settings", "application/json", "4294967296"],
      ] as const) {
        const answer = await new Promise<string>((resolve, reject) => {
          const socket = connect({ host: "127.0.0.1", port: pacs.httpPort ?? 0 }, () => {
            socket.write(
              `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n{`,
            );
          });
          socket.once("data", (bytes) => {
            resolve(bytes.toString());
            socket.destroy();
          });
          socket.once("error", reject);
          socket.once("close", () => resolve(""));
        });
        assert.match(
          answer.slice(0, 16),
          /^(?:HTTP\/1\.1 4\d\d|$)/,
          `${path} ${length}: ${answer.slice(0, 80)}`,
        );
      }
      assert.ok(process.memoryUsage().rss - before < 200e6);
      assert.is((await rawRequest(pacs.httpPort ?? 0, { path: "/api/status" })).status, 200);
    },
    { httpPort: 0 },
  ));

test("17: a UID adds no header to the answer that names the file", () =>
  inJail(async (pacs) => {
    const { scu } = await RawScu.open(pacs.dicomPort, { abstractSyntaxes: [CT_IMAGE_STORAGE] });
    const uid = '1.2"\r\nSet-Cookie: evil=1\r\n\r\n<script>';
    assert.is(await scu.request(...storeOf(uid, {})), 0);
    await scu.release();
    const path = `/api/instances/${encodeURIComponent(uid)}/file`;
    const answer = await rawRequest(pacs.httpPort ?? 0, { path });
    assert.is(answer.status, 200);
    assert.is(answer.headers["content-disposition"], 'inline; filename="object.dcm"');
    assert.is(answer.headers["set-cookie"], undefined);
  }));

test("18: no UID becomes a path: objects are kept under hashes, with a warning, and found by their UID", () =>
  inJail(async (pacs, _, events) => {
    const { scu } = await RawScu.open(pacs.dicomPort, { abstractSyntaxes: [CT_IMAGE_STORAGE, MPPS] });
    for (const path of PATHS) {
      events.length = 0;
      assert.is(await scu.request(...storeOf(path, {})), 0, path);
      const [, name] = /([^/]*)$/.exec((await pacs.index.get(path))?.location.join("/") ?? "") ?? [];
      assert.match(name ?? "", /^hash-[0-9a-f]{40}\.dcm$/, path);
      for (const keyword of ["StudyInstanceUID", "SeriesInstanceUID"]) {
        const uid = `1.2.9.${PATHS.indexOf(path)}.${keyword.length}`;
        assert.is(await scu.request(...storeOf(uid, { [keyword]: path })), 0, path);
        assert.ok(
          (await pacs.index.get(uid))?.location.some((part) => part.startsWith("hash-")),
          path,
        );
      }
      const warnings = events.filter(
        (event) => event.type === "warning" && event.code === "STORE_INVALID_UID",
      );
      assert.is(warnings.length, 3, path);
      const create = { CommandField: N_CREATE_RQ, AffectedSOPClassUID: MPPS, AffectedSOPInstanceUID: path };
      await scu.request(3, create, encode({ PerformedProcedureStepStatus: "IN PROGRESS" }));
    }
    await scu.release();
    for (const path of [...PATHS, "../../../../../../etc/passwd"]) {
      const http = await rawRequest(pacs.httpPort ?? 0, {
        path: `/api/instances/${encodeURIComponent(path)}/file`,
      });
      assert.not.match(http.body, /root:/);
      assert.ok(http.status < 500, `${path}: ${http.status}`);
    }
  }));

test("19: no AE title and no Patient ID becomes a path", () =>
  inJail(async (pacs, _, events) => {
    for (const [index, path] of PATHS.entries()) {
      const { scu } = await RawScu.open(pacs.dicomPort, {
        callingAeTitle: path,
        calledAeTitle: path,
        abstractSyntaxes: [CT_IMAGE_STORAGE, MODALITY_WORKLIST_FIND],
      }).catch(() => ({ scu: undefined }));
      // An AE title may be refused, but must not be believed.
      if (!scu) continue;
      const values = { PatientID: path, PatientName: path, AccessionNumber: path, StudyID: path };
      const status = await scu.request(...storeOf(`1.2.3.${index}`, values)).catch(() => undefined);
      if (status === undefined) continue;
      assert.is(status, 0);
      const query = { CommandField: C_FIND_RQ, Priority: 0, AffectedSOPClassUID: MODALITY_WORKLIST_FIND };
      await scu.request(3, query, encode({ PatientID: path, AccessionNumber: path }));
      await scu.release();
    }
    assert.ok(events.filter(({ type }) => type === "store").length >= PATHS.length - 2);
    assert.ok(events.filter(({ type }) => type === "worklist.query").length >= PATHS.length - 2);
  }));

test("21: received values run nothing, and forge no line and no colour of the log", () =>
  inJail(async (pacs, _, events) => {
    const written = { file: "", terminal: "", json: "" };
    const stops = (["file", "terminal", "json"] as const).map((name) =>
      startEventLog(pacs.events, name === "json" ? "json" : "pretty", {
        isTTY: name === "terminal",
        write: (text) => {
          written[name] += text;
        },
      }),
    );
    events.length = 0;
    for (const [index, value] of [...HOSTILE, ...FORGED].entries()) {
      const { scu } = await RawScu.open(pacs.dicomPort, {
        callingAeTitle: value,
        calledAeTitle: value,
        abstractSyntaxes: [CT_IMAGE_STORAGE, MODALITY_WORKLIST_FIND, MPPS],
      }).catch(() =>
        RawScu.open(pacs.dicomPort, { abstractSyntaxes: [CT_IMAGE_STORAGE, MODALITY_WORKLIST_FIND, MPPS] }),
      );
      const values = { PatientID: value, PatientName: value, Modality: value, StudyDescription: value };
      await scu.request(...storeOf(`1.2.4.${index}`, values));
      await scu.request(...storeOf(value, values));
      const query = { CommandField: C_FIND_RQ, Priority: 0, AffectedSOPClassUID: MODALITY_WORKLIST_FIND };
      await scu.request(3, query, encode({ PatientName: value, PatientID: value }));
      const create = {
        CommandField: N_CREATE_RQ,
        AffectedSOPClassUID: MPPS,
        AffectedSOPInstanceUID: `1.2.5.${index}`,
      };
      const step = { ScheduledStepAttributesSequence: [{ AccessionNumber: value }], PatientName: value };
      await scu.request(5, create, encode({ PerformedProcedureStepStatus: "IN PROGRESS", ...step }));
      await scu.release();
    }
    for (const stop of stops) stop();
    assert.ok(events.filter(({ type }) => type === "store").length === 2 * (HOSTILE.length + FORGED.length));
    const received = events.flatMap((event) =>
      event.type === "store" ? `${event.sopInstanceUid} ${event.instance?.patientName}` : [],
    );
    for (const control of ["\n", "\r", "\x1b", "\x9b", "\u202e"]) {
      assert.ok(
        received.some((text) => text.includes(control)),
        JSON.stringify(control),
      );
    }
    const lines = written.file.trimEnd().split("\n");
    assert.is(lines.length, events.length);
    for (const line of lines) assert.match(line, /^\[(?:ASSOC|C-STORE|C-FIND|MPPS|WARN|ERROR)\] /);
    const control = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
    assert.not.match(lines.join(""), control);
    const own = written.terminal.replaceAll(TERMINAL_HEAD, "");
    assert.not.match(own.replaceAll("\n", ""), control);
    const jsonLines = written.json.trimEnd().split("\n");
    assert.is(jsonLines.length, events.length);
    assert.not.match(jsonLines.join(""), control);
    assert.equal(
      jsonLines.map((line) => JSON.parse(line).id),
      events.map(({ id }) => id),
    );
  }));

/** The one place that starts a program, asked for by a person on this machine: see the contract of that route. */
const STARTS_A_PROGRAM = join("http", "open-externally.ts");

test("21: nothing here can run code that is not its own, and one place a program, without a shell", () => {
  for (const name of ["dicom-core", "dimse", "minipacs"]) {
    const folder = repositoryPath(`packages/${name}/src`);
    for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(path)) continue;
      const source = readFileSync(join(folder, path), "utf8");
      if (path === STARTS_A_PROGRAM) {
        assert.equal(source.match(/^import .*child_process.*$/gm), [
          'import { spawn } from "node:child_process";',
        ]);
        assert.equal(source.match(/spawn\(.*/g), [
          'spawn(opener, [path], { detached: true, stdio: "ignore", shell: false });',
        ]);
        continue;
      }
      assert.not.match(source, /child_process|runIn\w*Context\((?!")|new Function|\beval\(/, path);
    }
  }
});
