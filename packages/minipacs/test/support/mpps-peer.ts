/**
 * A modality that is nothing but bytes: it writes and reads Implicit VR Little Endian by itself, so that a mistake of
 * the code under test cannot hide in both ends. PS3.8 9.3, PS3.7 10.3, PS3.5 7.1.
 */
import { ScriptedPeer } from "../../../../tools/test/scripted-peer.ts";

/** `["0040,0252", "IN PROGRESS"]`; text is Latin-1, one byte a character; a sequence has its items. */
export type WireElement = readonly [tag: string, value: string | readonly (readonly WireElement[])[]];

/** Elements by tag; text with its padding, or items. */
export type WireDataset = Map<string, string | WireDataset[]>;

/** A response as it came. */
export interface WireAnswer {
  status: number;
  sopInstanceUid: string | undefined;
  errorComment: string | undefined;
  errorId: number | undefined;
  /** (0000,0901) */
  offendingElements: string[];
  /** (0000,1005) */
  attributes: string[];
  /** Tags of its command set. */
  elements: string[];
  dataset: WireDataset | undefined;
}

export const MPPS_CLASS = "1.2.840.10008.3.1.2.3.3";
export const RETRIEVE_CLASS = "1.2.840.10008.3.1.2.3.4";

const APPLICATION_CONTEXT = "1.2.840.10008.3.1.1.1";
const IMPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2";
const FRAGMENT_BYTES = 16_000;
/** Context IDs. */
const CONTEXTS = [
  [1, MPPS_CLASS],
  [3, RETRIEVE_CLASS],
] as const;

export class MppsPeer {
  readonly #peer: ScriptedPeer;
  #messageId = 0;

  constructor(peer: ScriptedPeer) {
    this.#peer = peer;
  }

  /** Opens an association for both SOP classes. */
  static async open(port: number, callingAeTitle = "WIRE-CT"): Promise<MppsPeer> {
    const peer = await ScriptedPeer.connect(port);
    peer.send(associateRq(callingAeTitle));
    const answer = await peer.receive();
    if (answer[0] !== 2) throw new Error(`no A-ASSOCIATE-AC but ${answer[0]}`);
    return new MppsPeer(peer);
  }

  create(
    uid: string | undefined,
    elements: readonly WireElement[] | undefined,
    more: Sent = {},
  ): Promise<WireAnswer> {
    return this.#request(
      1,
      0x0140,
      [
        ["0000,0002", more.sopClassUid ?? MPPS_CLASS],
        ...(uid === undefined ? [] : [["0000,1000", uid] as const]),
      ],
      elements,
      more,
    );
  }

  set(uid: string, elements: readonly WireElement[], more: Sent = {}): Promise<WireAnswer> {
    return this.#request(1, 0x0120, requested(more.sopClassUid ?? MPPS_CLASS, uid), elements, more);
  }

  /** `tags`: `0010,0010`; none: all attributes. */
  get(uid: string, tags: readonly string[], more: Sent = {}): Promise<WireAnswer> {
    const sopClassUid = more.sopClassUid ?? RETRIEVE_CLASS;
    const list = tags.length > 0 ? [["0000,1005", tags.map(atValue).join("")] as const] : [];
    return this.#request(
      more.contextId ?? 3,
      0x0110,
      [...requested(sopClassUid, uid), ...list],
      undefined,
      more,
    );
  }

  /** Any other N-service. */
  other(commandField: number, command: readonly WireElement[]): Promise<WireAnswer> {
    return this.#request(1, commandField, command, undefined, {});
  }

  async close(): Promise<void> {
    this.#peer.send(Uint8Array.from([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
    await this.#peer.receive();
    this.#peer.destroy();
  }

  async #request(
    contextId: number,
    commandField: number,
    command: readonly WireElement[],
    elements: readonly WireElement[] | undefined,
    { messageId, dataset: bytes }: Sent,
  ): Promise<WireAnswer> {
    this.#messageId = messageId ?? this.#messageId + 1;
    const dataset = bytes ?? (elements && encode(elements));
    const body = encode(
      [
        ...command,
        ["0000,0100", uint16(commandField)] as const,
        ["0000,0110", uint16(this.#messageId)] as const,
        ["0000,0800", uint16(dataset ? 1 : 0x0101)] as const,
      ].sort(([a], [b]) => (a < b ? -1 : 1)),
    );
    const group = Buffer.alloc(12);
    group.writeUInt32LE(4, 4);
    group.writeUInt32LE(body.length, 8);
    this.#peer.send(dataPdu(contextId, 3, Buffer.concat([group, body])));
    for (let at = 0; dataset && at < Math.max(dataset.length, 1); at += FRAGMENT_BYTES) {
      const isLast = at + FRAGMENT_BYTES >= dataset.length;
      this.#peer.send(dataPdu(contextId, isLast ? 2 : 0, dataset.subarray(at, at + FRAGMENT_BYTES)));
    }
    return this.#answer();
  }

  async #answer(): Promise<WireAnswer> {
    let command: WireDataset | undefined;
    const parts: Buffer[] = [];
    for (;;) {
      const pdu = Buffer.from(await this.#peer.receive());
      if (pdu[0] !== 4) throw new Error(`no P-DATA-TF but ${pdu.toString("hex")}`);
      for (let at = 6; at < pdu.length; ) {
        const length = pdu.readUInt32BE(at);
        const header = pdu[at + 5] ?? 0;
        const fragment = pdu.subarray(at + 6, at + 4 + length);
        at += 4 + length;
        if ((header & 1) === 1) command = decode(fragment);
        else parts.push(fragment);
        const hasData = command !== undefined && numberOf(command, "0000,0800") !== 0x0101;
        if (command && ((header & 3) === 2 || !hasData)) {
          return answerOf(command, hasData ? decode(Buffer.concat(parts)) : undefined);
        }
      }
    }
  }
}

/** What a test may send otherwise. */
interface Sent {
  sopClassUid?: string;
  messageId?: number;
  contextId?: number;
  /** The data set as it is. */
  dataset?: Uint8Array;
}

function answerOf(command: WireDataset, dataset: WireDataset | undefined): WireAnswer {
  const text = (tag: string) => (command.get(tag) as string | undefined)?.replace(/[ \0]+$/, "");
  const list = (tag: string) => {
    const bytes = Buffer.from((command.get(tag) as string | undefined) ?? "", "latin1");
    return Array.from({ length: bytes.length / 4 }, (_, index) => tagAt(bytes, index * 4));
  };
  return {
    status: numberOf(command, "0000,0900") ?? -1,
    sopInstanceUid: text("0000,1000"),
    errorComment: text("0000,0902"),
    errorId: numberOf(command, "0000,0903"),
    offendingElements: list("0000,0901"),
    attributes: list("0000,1005"),
    elements: [...command.keys()],
    dataset,
  };
}

function requested(sopClassUid: string, uid: string): WireElement[] {
  return [
    ["0000,0003", sopClassUid],
    ["0000,1001", uid],
  ];
}

export function encode(elements: readonly WireElement[]): Buffer {
  return Buffer.concat(elements.map(([tag, value]) => encodeElement(tag, value)));
}

function encodeElement(tag: string, value: WireElement[1]): Buffer {
  const bytes =
    typeof value === "string"
      ? padded(value)
      : Buffer.concat(value.map((item) => withHeader("fffe,e000", encode(item))));
  return withHeader(tag, bytes);
}

function withHeader(tag: string, bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from(atValue(tag), "latin1"), length, bytes]);
}

/** UIDs are padded with NUL. */
function padded(value: string): Buffer {
  const bytes = Buffer.from(value, "latin1");
  if (bytes.length % 2 === 0) return bytes;
  return Buffer.concat([bytes, Buffer.from([/^[0-9]+(\.[0-9]+)+$/.test(value) ? 0 : 0x20])]);
}

export function decode(bytes: Buffer): WireDataset {
  const elements: WireDataset = new Map();
  for (let at = 0; at < bytes.length; ) {
    const tag = tagAt(bytes, at);
    const length = bytes.readUInt32LE(at + 4);
    const value = bytes.subarray(at + 8, at + 8 + length);
    at += 8 + length;
    const isSequence = length >= 8 && tagAt(value, 0) === "fffe,e000";
    elements.set(tag, isSequence ? decodeItems(value) : value.toString("latin1"));
  }
  return elements;
}

function decodeItems(bytes: Buffer): WireDataset[] {
  const items: WireDataset[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32LE(at + 4);
    items.push(decode(bytes.subarray(at + 8, at + 8 + length)));
    at += 8 + length;
  }
  return items;
}

function tagAt(bytes: Buffer, at: number): string {
  const hex = (offset: number) =>
    bytes
      .readUInt16LE(at + offset)
      .toString(16)
      .padStart(4, "0");
  return `${hex(0)},${hex(2)}`;
}

function atValue(tag: string): string {
  const [group = "", element = ""] = tag.split(",");
  return uint16(Number.parseInt(group, 16)) + uint16(Number.parseInt(element, 16));
}

function uint16(value: number): string {
  return String.fromCharCode(value & 0xff, value >> 8);
}

function numberOf(command: WireDataset, tag: string): number | undefined {
  const value = command.get(tag);
  return typeof value === "string" ? Buffer.from(value, "latin1").readUInt16LE(0) : undefined;
}

function dataPdu(contextId: number, header: number, fragment: Uint8Array): Buffer {
  const head = Buffer.alloc(12);
  head[0] = 4;
  head.writeUInt32BE(fragment.length + 6, 2);
  head.writeUInt32BE(fragment.length + 2, 6);
  head[10] = contextId;
  head[11] = header;
  return Buffer.concat([head, fragment]);
}

function associateRq(callingAeTitle: string): Buffer {
  const contexts = CONTEXTS.map(([id, uid]) =>
    item(
      0x20,
      Buffer.concat([Buffer.from([id, 0, 0, 0]), uidItem(0x30, uid), uidItem(0x40, IMPLICIT_LITTLE_ENDIAN)]),
    ),
  );
  const maximumLength = item(0x51, Buffer.from([0, 0, 0x40, 0]));
  const userInformation = item(0x50, Buffer.concat([maximumLength, uidItem(0x52, "1.2.3.4.5")]));
  const body = Buffer.concat([
    Buffer.from([0, 1, 0, 0]),
    Buffer.from("MINIPACS".padEnd(16) + callingAeTitle.padEnd(16), "latin1"),
    Buffer.alloc(32),
    uidItem(0x10, APPLICATION_CONTEXT),
    ...contexts,
    userInformation,
  ]);
  const head = Buffer.alloc(6);
  head[0] = 1;
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function item(type: number, bytes: Uint8Array): Buffer {
  const head = Buffer.from([type, 0, 0, 0]);
  head.writeUInt16BE(bytes.length, 2);
  return Buffer.concat([head, bytes]);
}

function uidItem(type: number, uid: string): Buffer {
  return item(type, Buffer.from(uid, "latin1"));
}
