/** Finds where a text stops being JSON, because what JSON.parse says of it differs from engine to engine. RFC 8259. */

/** Returns the offset of the first character that cannot stand there, `undefined` where all is JSON. */
export function findJsonError(text: string): number | undefined {
  const scanner = new Scanner(text);
  return scanner.value() && scanner.isAtEnd() ? undefined : scanner.offset;
}

/** Returns line and column of an offset, both from 1. */
export function positionOf(text: string, offset: number): { line: number; column: number } {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}

const SPACE = /[ \t\r\n]*/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they cannot stand in a string of JSON.
const STRING = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;

/** Each method goes past what it reads, or stays at what is wrong and returns false. */
class Scanner {
  offset = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  isAtEnd(): boolean {
    this.#take(SPACE);
    return this.offset === this.#text.length;
  }

  value(): boolean {
    this.#take(SPACE);
    const next = this.#text[this.offset];
    if (next === "{") return this.#list("}", () => this.#member());
    if (next === "[") return this.#list("]", () => this.value());
    return this.#take(STRING) || this.#take(SCALAR);
  }

  #member(): boolean {
    this.#take(SPACE);
    return this.#take(STRING) && this.#is(":") && this.value();
  }

  #list(end: string, item: () => boolean): boolean {
    this.offset += 1;
    if (this.#is(end)) return true;
    do {
      if (!item()) return false;
    } while (this.#is(","));
    return this.#is(end);
  }

  #is(character: string): boolean {
    this.#take(SPACE);
    if (this.#text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.#text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }
}
