/** Inputs that cost careless readers time or memory beyond their size, made to any size. */

const EXPLICIT = "1.2.840.10008.1.2.1";
const IMPLICIT = "1.2.840.10008.1.2";

export interface Trap {
  transferSyntaxUid: string;
  /** How many of what it is made of. */
  count: number;
  make(count: number): Uint8Array;
}

/** Returns a data set of parts: hex text, numbers of 32 bits, or bytes. */
function join(...parts: (string | number | Uint8Array)[]): Uint8Array {
  const pieces = parts.map((part) => {
    if (part instanceof Uint8Array) return part;
    if (typeof part === "number") return Uint8Array.of(part, part >>> 8, part >>> 16, part >>> 24);
    const digits = part.replace(/\s+/g, "");
    return Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
      Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
    );
  });
  const out = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

function repeat(part: Uint8Array, count: number): Uint8Array {
  const out = new Uint8Array(part.length * count);
  if (count > 0) out.set(part);
  for (let filled = part.length; filled < out.length; filled *= 2) out.copyWithin(filled, 0, filled);
  return out;
}

/** Returns one element of a count, in place of many: `write` fills the record of each. */
function records(
  size: number,
  count: number,
  write: (view: DataView, at: number, index: number) => void,
): Uint8Array {
  const out = new Uint8Array(size * count);
  const view = new DataView(out.buffer);
  for (let index = 0; index < count; index += 1) write(view, index * size, index);
  return out;
}

/** An element of Explicit VR with a short length of two. */
function shortElement(view: DataView, at: number, group: number, element: number, vr: string): void {
  view.setUint16(at, group, true);
  view.setUint16(at + 2, element, true);
  view.setUint8(at + 4, vr.charCodeAt(0));
  view.setUint8(at + 5, vr.charCodeAt(1));
  view.setUint16(at + 6, 2, true);
  view.setUint16(at + 8, 0x2041, true);
}

const text = (character: string, count: number) => new Uint8Array(count).fill(character.charCodeAt(0));
const nested = (open: Uint8Array, close: Uint8Array, count: number) =>
  join(repeat(open, count), repeat(close, count));

/** Sequences in sequences, each length as long as all that is left. */
function nestedExplicit(count: number): Uint8Array {
  const size = 20;
  return records(size, count, (view, at, index) => {
    const left = (count - index) * size;
    view.setUint32(at, 0x02750040, true);
    view.setUint32(at + 4, 0x00005153, true);
    view.setUint32(at + 8, left - 12, true);
    view.setUint32(at + 12, 0xe000fffe, true);
    view.setUint32(at + 16, left - 20, true);
  });
}

const SEQUENCE = join("4000 7502 5351 0000 ffffffff");
const ITEM = join("feff00e0 ffffffff");
const ITEM_END = join("feff0de0 00000000");
const SEQUENCE_END = join("feffdde0 00000000");
const MODALITY = join("0800 6000 4353 0200 4354");

export const TRAPS: Record<string, Trap> = {
  "tags that descend": {
    transferSyntaxUid: EXPLICIT,
    count: 30_000,
    make: (count) =>
      records(10, count, (view, at, index) => {
        const tag = 0x00110000 + 2 * (count - index) * 0x10000 + 0x1000;
        shortElement(view, at, (tag >>> 16) & 0x7fff, index & 0xffff, "SH");
      }),
  },
  "one tag again and again": {
    transferSyntaxUid: EXPLICIT,
    count: 200_000,
    make: (count) => repeat(join("1000 2000 4c4f 0200 5820"), count),
  },
  "private creators in every group": {
    transferSyntaxUid: IMPLICIT,
    count: 15_000,
    make: (count) =>
      records(20, count, (view, at, index) => {
        const group = 9 + 2 * index;
        view.setUint16(at, group, true);
        view.setUint16(at + 2, 0x0010, true);
        view.setUint32(at + 4, 2, true);
        view.setUint16(at + 8, 0x2041, true);
        view.setUint16(at + 10, group, true);
        view.setUint16(at + 12, 0x1000, true);
        view.setUint32(at + 14, 2, true);
        view.setUint16(at + 18, 0x2041, true);
      }),
  },
  "a long private creator with many elements": {
    transferSyntaxUid: IMPLICIT,
    count: 100_000,
    make: (count) =>
      join(
        "0900 1000",
        count,
        text("A", count),
        records(8, Math.min(count, 200_000), (view, at, index) => {
          view.setUint16(at, 0x0009, true);
          view.setUint16(at + 2, 0x1000 + (index & 0xff), true);
        }),
      ),
  },
  "a long private creator of zeros with many elements": {
    transferSyntaxUid: IMPLICIT,
    count: 100_000,
    make: (count) =>
      join(
        "0900 1000",
        count,
        new Uint8Array(count),
        records(8, count, (view, at, index) => {
          view.setUint16(at, 0x0009, true);
          view.setUint16(at + 2, 0x1000 + (index & 0xff), true);
        }),
      ),
  },
  "one sequence of empty items": {
    transferSyntaxUid: EXPLICIT,
    count: 200_000,
    make: (count) => join(SEQUENCE, repeat(join("feff00e0 00000000"), count), SEQUENCE_END),
  },
  "one sequence of empty items of undefined length": {
    transferSyntaxUid: EXPLICIT,
    count: 100_000,
    make: (count) => join(SEQUENCE, repeat(join(ITEM, ITEM_END), count), SEQUENCE_END),
  },
  "nested without lengths": {
    transferSyntaxUid: EXPLICIT,
    count: 50_000,
    make: (count) => nested(join(SEQUENCE, ITEM), join(ITEM_END, SEQUENCE_END), count),
  },
  "nested without lengths and without ends": {
    transferSyntaxUid: EXPLICIT,
    count: 50_000,
    make: (count) => repeat(join(SEQUENCE, ITEM), count),
  },
  "nested beyond what is looked into": {
    transferSyntaxUid: EXPLICIT,
    count: 100_000,
    make: (count) => nested(join(SEQUENCE, ITEM), join(ITEM_END, SEQUENCE_END), count),
  },
  "nested with lengths": { transferSyntaxUid: EXPLICIT, count: 50_000, make: nestedExplicit },
  "nested in UN": {
    transferSyntaxUid: EXPLICIT,
    count: 50_000,
    make: (count) =>
      join(
        "0900 0110 554e 0000 ffffffff",
        ITEM,
        nested(join("0900 0110 ffffffff", ITEM), join(ITEM_END, SEQUENCE_END), count),
      ),
  },
  "nested to the limit, again and again": {
    transferSyntaxUid: EXPLICIT,
    count: 100,
    make: (count) => repeat(nested(join(SEQUENCE, ITEM), join(ITEM_END, SEQUENCE_END), 512), count),
  },
  "ambiguous VRs in deep items": {
    transferSyntaxUid: IMPLICIT,
    count: 2_000,
    make: (count) =>
      join(
        nested(join("4000 7502 ffffffff", ITEM), new Uint8Array(0), 500),
        "4000 7502 ffffffff",
        repeat(join(ITEM, "2800 2001 0200 0000 0100", ITEM_END), count),
      ),
  },
  "text of backslashes": {
    transferSyntaxUid: EXPLICIT,
    count: 500_000,
    make: (count) => join("0800 1901 5543 0000", count, text("\\", count)),
  },
  "a name of carets sent as UN": {
    transferSyntaxUid: EXPLICIT,
    count: 60_000,
    make: (count) => join("1000 1000 554e 0000", count, text("^", count)),
  },
  "a name of equals signs": {
    transferSyntaxUid: IMPLICIT,
    count: 400_000,
    make: (count) => join("1000 1000", count, text("=", count)),
  },
  "names of backslashes": {
    transferSyntaxUid: IMPLICIT,
    count: 300_000,
    make: (count) => join("1000 1000", count, text("\\", count)),
  },
  "a long name of carets": {
    transferSyntaxUid: IMPLICIT,
    count: 500_000,
    make: (count) => join("1000 1000", count, text("^", count)),
  },
  "text of spaces": {
    transferSyntaxUid: IMPLICIT,
    count: 1_000_000,
    make: (count) => join("1000 1000", count, text(" ", count - 2), "4120"),
  },
  "text that is not ASCII": {
    transferSyntaxUid: EXPLICIT,
    count: 1_000_000,
    make: (count) =>
      join(
        "0800 0500 4353 0a00 49534f5f495220313932 0800 1901 5543 0000",
        count,
        new Uint8Array(count).fill(0xe4),
      ),
  },
  "decimal strings": {
    transferSyntaxUid: IMPLICIT,
    count: 300_000,
    make: (count) => join("0630 5000", count * 4, repeat(join("312e355c"), count)),
  },
  "dates of digits": {
    transferSyntaxUid: IMPLICIT,
    count: 300_000,
    make: (count) => join("0800 2000", count, text("1", count)),
  },
  "a number of digits": {
    transferSyntaxUid: IMPLICIT,
    count: 500_000,
    make: (count) => join("2000 1300", count, text("1", count)),
  },
  fragments: {
    transferSyntaxUid: "1.2.840.10008.1.2.4.50",
    count: 100_000,
    make: (count) =>
      join(
        "2800 0800 4953 0600 323030303020",
        "e07f 1000 4f42 0000 ffffffff",
        repeat(join("feff00e0 02000000 ffd8"), count),
        SEQUENCE_END,
      ),
  },
  "an offset table of fragments that all begin where the first does": {
    transferSyntaxUid: "1.2.840.10008.1.2.4.50",
    count: 100_000,
    make: (count) =>
      join(
        "e07f 1000 4f42 0000 ffffffff feff00e0",
        4 * count,
        new Uint8Array(4 * count),
        repeat(join("feff00e0 02000000 ffd8"), count),
        SEQUENCE_END,
      ),
  },
  "zeros behind an element": {
    transferSyntaxUid: IMPLICIT,
    count: 2_000_000,
    make: (count) => join(MODALITY.subarray(0, 4), 2, "4354", new Uint8Array(count)),
  },
  "zeros behind an element, and then a one": {
    transferSyntaxUid: IMPLICIT,
    count: 2_000_000,
    make: (count) => join(MODALITY.subarray(0, 4), 2, "4354", new Uint8Array(count), "01"),
  },
  "zeros in an item, and then a one": {
    transferSyntaxUid: EXPLICIT,
    count: 2_000_000,
    make: (count) => join(SEQUENCE, ITEM, MODALITY, new Uint8Array(count), "01"),
  },
  "nothing but zeros": {
    transferSyntaxUid: EXPLICIT,
    count: 10_000_000,
    make: (count) => new Uint8Array(count),
  },
  "item delimiters": {
    transferSyntaxUid: EXPLICIT,
    count: 500_000,
    make: (count) => join(MODALITY, repeat(ITEM_END, count)),
  },
  "sequence delimiters": {
    transferSyntaxUid: EXPLICIT,
    count: 500_000,
    make: (count) => join(SEQUENCE, ITEM, repeat(SEQUENCE_END, count)),
  },
  "delimiters with lengths": {
    transferSyntaxUid: EXPLICIT,
    count: 100_000,
    make: (count) => join(SEQUENCE, repeat(join(ITEM, "feff0de0 f0000000"), count)),
  },
  "items where none belong": {
    transferSyntaxUid: EXPLICIT,
    count: 500_000,
    make: (count) => join(MODALITY, repeat(ITEM, count)),
  },
  "items longer than their sequences": {
    transferSyntaxUid: EXPLICIT,
    count: 100_000,
    make: (count) => repeat(join("4000 7502 5351 0000 08000000 feff00e0 ffff0000"), count),
  },
  "sequences that begin and do not go on": {
    transferSyntaxUid: EXPLICIT,
    count: 200_000,
    make: (count) => repeat(SEQUENCE, count),
  },
  "elements of unknown VR": {
    transferSyntaxUid: EXPLICIT,
    count: 200_000,
    make: (count) => join(MODALITY, repeat(join("0900 0110 5a5a 0200 4120"), count)),
  },
  "elements of no VR": {
    transferSyntaxUid: EXPLICIT,
    count: 200_000,
    make: (count) => join(MODALITY, repeat(join("1000 2000 0200 0000 4120"), count)),
  },
  "elements of odd length": {
    transferSyntaxUid: EXPLICIT,
    count: 300_000,
    make: (count) => repeat(join("1000 2000 4c4f 0100 41"), count),
  },
};
