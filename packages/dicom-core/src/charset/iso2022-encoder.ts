/** Bytes of ISO 2022 from text: the fewest escape sequences that PS3.5 6.1.2.5.3 allows. */
import type { CodeElement } from "./code-elements.ts";
import type { Declaration } from "./declaration.ts";
import type { Delimiters } from "./iso2022-decoder.ts";
import { twinsOf } from "./twins.ts";

const KOREAN = 149;
const ESCAPE = 0x1b;
const BACKSLASH = 0x5c;
const CARET = 0x5e;
const EQUALS = 0x3d;
const QUESTION_MARK = 0x3f;

/** Returns the bytes; `onMissing` is asked about each code point that no declared set holds, `?` is written for it. */
export function encodeIso2022(
  text: string,
  declaration: Declaration,
  delimiters: Delimiters,
  onMissing: (codePoint: number) => void,
): Uint8Array {
  return new Iso2022Encoder(declaration, delimiters, onMissing).encode(text);
}

class Iso2022Encoder {
  readonly #declaration: Declaration;
  readonly #isMultiValued: boolean;
  readonly #isName: boolean;
  readonly #onMissing: (codePoint: number) => void;
  readonly #out: number[] = [];
  #g0: CodeElement;
  /** Not known once G0 was designated behind it, unless it is that of value 1: designated anew for those readers. */
  #g1: CodeElement | undefined;
  /** Where the part since the last delimiter begins, -1 once something was designated, or G1 was used, in it. */
  #partStart = 0;

  constructor(declaration: Declaration, delimiters: Delimiters, onMissing: (codePoint: number) => void) {
    this.#declaration = declaration;
    this.#isMultiValued = delimiters.isMultiValued;
    this.#isName = delimiters.isName;
    this.#onMissing = onMissing;
    this.#g0 = declaration.g0;
    this.#g1 = declaration.g1;
  }

  encode(text: string): Uint8Array {
    const out = this.#out;
    for (let at = 0; at < text.length; at += 1) {
      const codePoint = text.codePointAt(at) as number;
      if (codePoint > 0xffff) at += 1;
      if (this.#isBoundary(codePoint)) {
        this.#endDesignations();
        out.push(codePoint);
        this.#partStart = out.length;
      } else if (codePoint >= 0x80 && codePoint < 0xa0 && this.#declaration.hasC1) {
        out.push(codePoint);
      } else if (!this.#write(codePoint) && !twinsOf(codePoint).some((twin) => this.#write(twin))) {
        this.#onMissing(codePoint);
        this.#write(QUESTION_MARK);
      }
    }
    this.#endDesignations();
    return Uint8Array.from(out);
  }

  /** Behind these, text is in the sets of value 1 again. ESC itself is text here only where none is written. */
  #isBoundary(code: number): boolean {
    if (code === BACKSLASH) return this.#isMultiValued;
    if (code === CARET || code === EQUALS) return this.#isName;
    return code < 0x20 && code !== ESCAPE;
  }

  #write(codePoint: number): boolean {
    // A byte 5C would separate values, whatever it shows.
    if (this.#isMultiValued && codePoint === 0xa5 && this.#g0.table.codeOf(0xa5) === BACKSLASH) {
      return this.#writeBySearch(codePoint);
    }
    if (this.#g1 !== undefined && this.#writeIn(this.#g1, codePoint)) return true;
    return this.#writeIn(this.#g0, codePoint) || this.#writeBySearch(codePoint);
  }

  /** In the first of the declared sets that holds the character. */
  #writeBySearch(codePoint: number): boolean {
    for (const element of this.#declaration.elements) {
      const { area, table } = element;
      const code = table.codeOf(codePoint);
      if (code === 0 || (code === BACKSLASH && this.#isMultiValued)) continue;
      if (element !== (area === "G0" ? this.#g0 : this.#g1)) this.#designate(element);
      return this.#writeIn(element, codePoint);
    }
    return false;
  }

  #writeIn({ table, area }: CodeElement, codePoint: number): boolean {
    const code = table.codeOf(codePoint);
    if (code === 0) return false;
    const highBit = area === "G1" ? 0x80 : 0;
    if (area === "G1") {
      this.#endDoubleByte();
      this.#partStart = -1;
    }
    if (table.width === 2) this.#out.push((code >> 8) | highBit);
    this.#out.push((code & 0xff) | highBit);
    return true;
  }

  #designate(element: CodeElement): void {
    const { sequence, registration } = element;
    if (element.area === "G1") this.#endDoubleByte();
    // KS X 1001 is designated at the head of a line or part, as by Annex I; all others where they are needed.
    const isAtHead = registration === KOREAN && this.#partStart >= 0;
    const out = this.#out;
    const tail = isAtHead ? out.splice(this.#partStart) : [];
    out.push(ESCAPE);
    for (let i = 0; i < sequence.length; i += 1) out.push(sequence.charCodeAt(i));
    for (const byte of tail) out.push(byte);
    this.#partStart = -1;
    if (element.area === "G1") {
      this.#g1 = element;
    } else {
      this.#g0 = element;
      if (this.#g1 !== this.#declaration.g1) this.#g1 = undefined;
    }
  }

  /** Before G1: many readers know one escape sequence at a time, and none of G1 behind that of a two-byte G0. */
  #endDoubleByte(): void {
    if (this.#g0.table.width === 2) this.#designate(this.#declaration.g0);
  }

  /** The sets of value 1 are in use before a delimiter and behind it. A G1 that value 1 does not have needs no end. */
  #endDesignations(): void {
    const { g0, g1 } = this.#declaration;
    if (this.#g0 !== g0) this.#designate(g0);
    if (g1 !== undefined && this.#g1 !== g1) this.#designate(g1);
    this.#g1 = g1;
  }
}
