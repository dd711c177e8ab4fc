/**
 * A peer that does what a script says, byte by byte, on a real socket: sends hex, expects PDUs, closes, resets.
 * It cuts PDUs by itself, so that a mistake of the code under test cannot hide in both ends.
 * The scripts are `test-vectors/wire/*.txt`; docs/testing.md describes their form.
 */
import { readFileSync } from "node:fs";
import { createServer, connect as openSocket, type Socket } from "node:net";
import { basename } from "node:path";
import { bytes, hex } from "./assert-bytes.ts";
import { repositoryPath } from "./data.ts";

/** In the order of their type bytes, from 1. */
const PDU_NAMES = [
  "A-ASSOCIATE-RQ",
  "A-ASSOCIATE-AC",
  "A-ASSOCIATE-RJ",
  "P-DATA-TF",
  "A-RELEASE-RQ",
  "A-RELEASE-RP",
  "A-ABORT",
] as const;

export type WireStep =
  | { kind: "send"; bytes: Uint8Array; isBytewise: boolean; line: number }
  /** `undefined` in `pattern` is any byte; without a pattern the type alone counts. */
  | { kind: "recv"; pdu: string; pattern: readonly (number | undefined)[] | undefined; line: number }
  | { kind: "pause"; timeMs: number; line: number }
  | { kind: "end" | "reset" | "wait-close"; line: number };

export interface WireSession {
  name: string;
  /** The `key: value` lines before the first step; a key that comes again adds a value. */
  settings: ReadonlyMap<string, readonly string[]>;
  steps: readonly WireStep[];
}

/** Reads a script of `test-vectors/wire`. */
export function readWireSession(path: string): WireSession {
  return parseWireSession(basename(path), readFileSync(path, "utf8"));
}

/** Reads the text of a script. Throws with name and line on anything it does not know. */
export function parseWireSession(name: string, text: string): WireSession {
  const settings = new Map<string, string[]>();
  const steps: WireStep[] = [];
  text.split("\n").forEach((whole, index) => {
    const source = whole.replace(/#.*$/, "").trim();
    if (source === "") return;
    const setting = /^([a-z][a-z ]*):\s*(.*)$/i.exec(source);
    const last = steps.at(-1);
    try {
      if (setting && steps.length === 0) {
        settings.set(setting[1]!, [...(settings.get(setting[1]!) ?? []), setting[2]!]);
      } else if (/^\s/.test(whole) && last?.kind === "send") {
        // An indented line goes on with the bytes of the step before it.
        last.bytes = Uint8Array.of(...last.bytes, ...readBytes(source));
      } else if (/^\s/.test(whole) && last?.kind === "recv") {
        last.pattern = [...(last.pattern ?? []), ...readPattern(source)];
      } else {
        steps.push(parseStep(source, index + 1));
      }
    } catch (error) {
      throw new Error(`${name}:${index + 1}: "${source}": ${(error as Error).message}`);
    }
  });
  return { name, settings, steps };
}

function parseStep(source: string, line: number): WireStep {
  const [word, rest = ""] = source.split(/\s+(.*)/s);
  switch (word) {
    case "send":
    case "send-bytewise":
      return { kind: "send", bytes: readBytes(rest), isBytewise: word === "send-bytewise", line };
    case "recv": {
      const [pdu, pattern = ""] = rest.split(/\s+(.*)/s);
      if (!(PDU_NAMES as readonly string[]).includes(pdu ?? "")) break;
      return { kind: "recv", pdu: pdu!, pattern: pattern ? readPattern(pattern) : undefined, line };
    }
    case "pause":
      return { kind: "pause", timeMs: Number.parseInt(rest, 10), line };
    case "end":
    case "reset":
    case "wait-close":
      return { kind: word, line };
  }
  throw new Error("no such step");
}

/** Hex pairs, "text" in ASCII with \r and \n, `@file` from test-vectors/wire/parts, and `count*pair`. */
function readBytes(source: string): Uint8Array {
  const result: number[] = [];
  for (const [token] of source.matchAll(/"[^"]*"|\S+/g)) {
    const repeated = /^(\d+)\*([0-9a-f]{2})$/i.exec(token);
    if (token.startsWith('"')) {
      const text = token.slice(1, -1).replaceAll("\\r", "\r").replaceAll("\\n", "\n");
      result.push(...Buffer.from(text, "ascii"));
    } else if (token.startsWith("@")) {
      const part = readFileSync(repositoryPath("test-vectors/wire/parts", token.slice(1)), "utf8");
      result.push(...part.split("\n").flatMap((row) => [...readBytes(row.replace(/#.*$/, ""))]));
    } else if (repeated) {
      for (let i = 0; i < Number(repeated[1]); i += 1) result.push(Number.parseInt(repeated[2]!, 16));
    } else result.push(...bytes(token));
  }
  return Uint8Array.from(result);
}

/** The same, and `..` for any byte. */
function readPattern(source: string): (number | undefined)[] {
  return source.split(/(\.\.)/).flatMap((part) => (part === ".." ? [undefined] : [...readBytes(part)]));
}

/** The scripted side of one connection. */
export class ScriptedPeer {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isClosed = false;
  #wake: () => void = () => {};

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    for (const event of ["end", "close"] as const) {
      socket.on(event, () => {
        this.#isClosed = true;
        this.#wake();
      });
    }
  }

  /** Connects to a port of this machine; half-open, so that what comes after our end still arrives. */
  static connect(port: number): Promise<ScriptedPeer> {
    return new Promise((resolve, reject) => {
      const socket = openSocket({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new ScriptedPeer(socket)));
    });
  }

  /** Listens on a free port for one connection. */
  static async listen(): Promise<{ port: number; connected: Promise<ScriptedPeer>; close(): void }> {
    const server = createServer({ allowHalfOpen: true });
    const connected = new Promise<ScriptedPeer>((resolve) => {
      server.once("connection", (socket) => {
        server.close();
        resolve(new ScriptedPeer(socket));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as { port: number }).port, connected, close: () => server.close() };
  }

  /** Everything that came and was not taken by `receive`. */
  get unread(): Uint8Array {
    return this.#received;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(data: Uint8Array): void {
    this.#socket.write(data);
  }

  /** Sends each byte in a write of its own. */
  async sendBytewise(data: Uint8Array): Promise<void> {
    for (const byte of data) {
      this.#socket.write(Uint8Array.of(byte));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Takes the next whole PDU. Rejects when the connection closes first, or after `timeoutMs`. */
  async receive(timeoutMs = 3000): Promise<Uint8Array> {
    let length = this.#pduLength();
    while (this.#received.length < length) {
      if (this.#isClosed) throw new Error(`closed; unread: ${hex(this.#received) || "nothing"}`);
      await this.#change(timeoutMs, `unread: ${hex(this.#received) || "nothing"}`);
      length = this.#pduLength();
    }
    const pdu = this.#received.subarray(0, length);
    this.#received = this.#received.subarray(length);
    return pdu;
  }

  /** Resolves when the other side has closed. */
  async closed(timeoutMs = 3000): Promise<void> {
    while (!this.#isClosed) await this.#change(timeoutMs, "not closed");
  }

  /** Sends FIN; still reads. */
  end(): void {
    this.#socket.end();
  }

  /** Sends RST. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Does what the steps say; rejects with script and line at the first thing that goes another way. */
  async play(session: Pick<WireSession, "name" | "steps">): Promise<void> {
    for (const step of session.steps) {
      try {
        await this.#play(step);
      } catch (error) {
        throw new Error(`${session.name}:${step.line}: ${step.kind}: ${(error as Error).message}`);
      }
    }
  }

  async #play(step: WireStep): Promise<void> {
    switch (step.kind) {
      case "send":
        if (step.isBytewise) await this.sendBytewise(step.bytes);
        else this.send(step.bytes);
        break;
      case "recv":
        assertPdu(await this.receive(), step.pdu, step.pattern);
        break;
      case "pause":
        await new Promise((resolve) => setTimeout(resolve, step.timeMs));
        break;
      case "wait-close":
        await this.closed();
        if (this.#received.length > 0) throw new Error(`unread: ${hex(this.#received)}`);
        break;
      default:
        this[step.kind]();
    }
  }

  #pduLength(): number {
    return this.#received.length < 6 ? 6 : 6 + this.#received.readUInt32BE(2);
  }

  #change(timeoutMs: number, state: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`nothing came in ${timeoutMs} ms; ${state}`)),
        timeoutMs,
      );
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function assertPdu(
  pdu: Uint8Array,
  expected: string,
  pattern: readonly (number | undefined)[] | undefined,
): void {
  const name = PDU_NAMES[pdu[0]! - 1] ?? "unknown PDU";
  const isAsExpected =
    name === expected &&
    (pattern === undefined ||
      (pattern.length === pdu.length && pattern.every((byte, i) => byte === undefined || byte === pdu[i])));
  if (isAsExpected) return;
  const wanted = pattern?.map((byte) => (byte === undefined ? ".." : hex(Uint8Array.of(byte)))).join(" ");
  throw new Error(`expected ${expected} ${wanted ?? ""}, received ${name} ${hex(pdu)}`);
}
