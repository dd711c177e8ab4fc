/** Plays a recorded session against a server, as its requestor, or against a client, as its acceptor. */
import { InvalidArgumentError, tagForKeyword } from "@minipacs/dicom-core";
import { TimeoutError } from "../errors.ts";
import { COMMAND_ELEMENTS } from "../message/command-table.ts";
import { connectTcp, listenTcp } from "../transport/tcp.ts";
import { connectTls, listenTls } from "../transport/tls.ts";
import type { TlsClientOptions, TlsServerOptions } from "../transport/tls-options.ts";
import type { Transport } from "../transport/transport.ts";
import { readRecording } from "./parse-recording.ts";
import type { RecordedAssociation, SessionRecording } from "./recording-format.ts";
import {
  AssociationPlayer,
  type PlayOptions,
  type ReplayComparison,
  type ReplayDifference,
  type ReplayedAssociation,
} from "./replay-association.ts";
import { ReplayPeer, waitUntil } from "./replay-peer.ts";

interface CommonOptions {
  /** Only this association of the recording. Default: all, one after the other. */
  association?: number | undefined;
  /** Default `content`: messages whole and by meaning; message IDs, implementation and maximum length may differ. */
  compare?: ReplayComparison | undefined;
  /** Keywords of elements that may differ. */
  ignore?: readonly string[] | undefined;
  /** 1 = as recorded, 2 = twice as fast. Default Infinity: each step as soon as those before it are done. */
  speed?: number | undefined;
  /** How long each connection, PDU and message is waited for. Default 10,000. */
  timeoutMs?: number | undefined;
  /** Gives up; `replay` rejects with its reason. */
  signal?: AbortSignal | undefined;
  /** Told after each association. */
  onAssociation?: ((played: ReplayedAssociation) => void) | undefined;
}

/** Plays the requestor. */
export interface ReplayToOptions extends CommonOptions {
  host: string;
  port: number;
  tls?: TlsClientOptions | undefined;
}

/** Plays the acceptor. */
export interface ReplayListenOptions extends CommonOptions {
  listen: {
    /** 0 takes a free port. */
    port: number;
    /** Default: IPv4 and IPv6. */
    host?: string | undefined;
    tls?: TlsServerOptions | undefined;
    /** How long each association is waited for. Default 300,000. */
    timeoutMs?: number | undefined;
    /** Told when it listens. */
    onListening?: ((port: number) => void) | undefined;
  };
}

/** Against whom a recording is played. */
export type ReplayOptions = ReplayToOptions | ReplayListenOptions;

/** What playing a recording came to. */
export interface ReplayResult {
  /** Whether all that the other side sent was as recorded. */
  isMatch: boolean;
  associations: ReplayedAssociation[];
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_LISTEN_TIMEOUT_MS = 300_000;

/**
 * Sends what one side sent, in the recorded order, waits where the recording has PDUs of the other side, and compares
 * them. A difference of content is noted and the session goes on; anything else ends the association with an A-ABORT.
 * Recorded P-DATA is cut smaller where the other side takes less, and responses name the requests as they really came,
 * unless bytes are compared.
 *
 * @param recording a path, or what {@link readRecording} returned
 * @throws InvalidArgumentError TRACE_ASSOCIATION where there is nothing to play, ARG_KEY for an unknown keyword; DicomError TRACE_READ; DecodeError
 *   TRACE_SYNTAX; TransportError; TimeoutError (`connect`) where nobody answers or comes; the signal's reason
 */
export async function replay(
  recording: string | SessionRecording,
  options: ReplayOptions,
): Promise<ReplayResult> {
  const session = typeof recording === "string" ? await readRecording(recording) : recording;
  const chosen = playable(session, options.association);
  assertKeywords(options.ignore ?? []);
  options.signal?.throwIfAborted();
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const play: PlayOptions = {
    side: "listen" in options ? "acceptor" : "requestor",
    compare: options.compare ?? "content",
    ignored: new Set(options.ignore),
    speed: options.speed ?? Number.POSITIVE_INFINITY,
    ...{ timeoutMs, signal: options.signal },
  };
  const source = await openSource(options, timeoutMs);
  const associations: ReplayedAssociation[] = [];
  try {
    for (const association of chosen) {
      const peer = new ReplayPeer(await source.next(), options.signal);
      const played = await new AssociationPlayer(association, peer, play).play();
      associations.push(played);
      options.onAssociation?.(played);
    }
  } finally {
    await source.close();
  }
  return { isMatch: associations.every(({ isMatch }) => isMatch), associations };
}

function assertKeywords(keywords: readonly string[]): void {
  for (const keyword of keywords) {
    if (Object.hasOwn(COMMAND_ELEMENTS, keyword) || tagForKeyword(keyword) !== undefined) continue;
    throw new InvalidArgumentError("ARG_KEY", `ignore: "${keyword}" is no keyword of an element`);
  }
}

function playable({ associations }: SessionRecording, id: number | undefined): RecordedAssociation[] {
  const wrong = (text: string) => new InvalidArgumentError("TRACE_ASSOCIATION", text, { details: { id } });
  if (id !== undefined) {
    const association = associations.find((candidate) => candidate.id === id);
    if (!association) throw wrong(`the recording has no association ${id}`);
    if (!association.isFromStart) throw wrong(`association ${id} is not recorded from its beginning`);
    return [association];
  }
  const chosen = associations.filter(({ isFromStart, steps }) => isFromStart && steps.length > 0);
  if (chosen.length === 0) throw wrong("the recording has no association that can be played");
  return chosen;
}

/** Where the connections come from, one for each association. */
interface ConnectionSource {
  next(): Promise<Transport>;
  close(): Promise<void>;
}

async function openSource(options: ReplayOptions, timeoutMs: number): Promise<ConnectionSource> {
  if (!("listen" in options)) {
    const { host, port, tls, signal } = options;
    const to = { host, port, timeoutMs, signal };
    return { next: () => (tls ? connectTls({ ...to, tls }) : connectTcp(to)), close: async () => {} };
  }
  const { port, host, tls, onListening, timeoutMs: listenMs = DEFAULT_LISTEN_TIMEOUT_MS } = options.listen;
  const waiting: Transport[] = [];
  let wake = () => {};
  const onConnection = (transport: Transport) => {
    waiting.push(transport);
    wake();
  };
  const at = { port, host, onConnection };
  const server = await (tls ? listenTls({ ...at, tls }) : listenTcp(at));
  onListening?.(server.port);
  return {
    async next() {
      if (waiting.length === 0) {
        await waitUntil(
          (resolve) => {
            wake = resolve;
          },
          listenMs,
          options.signal,
        );
      }
      const transport = waiting.shift();
      if (!transport) throw new TimeoutError("connect", listenMs);
      return transport;
    },
    async close() {
      await server.close();
      for (const transport of waiting) transport.destroy();
    },
  };
}

/** Returns a difference as lines for people, the first without indentation. */
export function describeReplayDifference(difference: ReplayDifference): string {
  const { kind, pdu, line, expected, received, details } = difference;
  const where = `PDU ${pdu} (line ${line})`;
  const head =
    kind === "content"
      ? `${where}: ${expected} is not as recorded`
      : kind === "extra"
        ? `after PDU ${pdu} (line ${line}): ${received} came, which is not in the recording`
        : `${where}: ${expected} expected, ${received}${kind === "unexpected" ? " received" : ""}`;
  return [head, ...details.map((detail) => `  ${detail}`)].join("\n");
}
