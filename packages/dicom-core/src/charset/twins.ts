/**
 * Characters that Unicode has twice for what is one character of an East Asian set. Platforms disagree on which of
 * the two a cell is; on writing either is taken.
 */

const PAIRS: readonly (readonly [number, number])[] = [
  [0x301c, 0xff5e], // wave dash, fullwidth tilde: JIS X 0208 2141
  [0x2016, 0x2225], // double vertical line, parallel to: 2142
  [0x2212, 0xff0d], // minus sign, fullwidth hyphen-minus: 215D
  [0x00a2, 0xffe0], // cent: 2171
  [0x00a3, 0xffe1], // pound: 2172
  [0x00ac, 0xffe2], // not: 224C
  [0x00a5, 0xffe5], // yen: 216F, JIS X 0201 5C
  [0x203e, 0xffe3], // overline, macron: 2131, JIS X 0201 7E
  [0x2014, 0x2015], // em dash, horizontal bar: JIS X 0208 213D, KS X 1001 212A, GB 2312 212A
  [0x00a6, 0xffe4], // broken bar: JIS X 0212 2243
  [0x00b7, 0x30fb], // middle dot: GB 2312 2124, KS X 1001 2124
  [0x223c, 0x301c], // tilde operator: KS X 1001 212D
  // Places for private use in GB18030 before Unicode had the characters: A6D9 to A6F3, FE59 to FEA0.
  [0xfe10, 0xe78d],
  [0xfe12, 0xe78e],
  [0xfe11, 0xe78f],
  [0xfe13, 0xe790],
  [0xfe14, 0xe791],
  [0xfe15, 0xe792],
  [0xfe16, 0xe793],
  [0xfe17, 0xe794],
  [0xfe18, 0xe795],
  [0xfe19, 0xe796],
  [0x9fb4, 0xe81e],
  [0x9fb5, 0xe826],
  [0x9fb6, 0xe82b],
  [0x9fb7, 0xe82c],
  [0x9fb8, 0xe832],
  [0x9fb9, 0xe843],
  [0x9fba, 0xe854],
  [0x9fbb, 0xe864],
];

const TWINS = new Map<number, number[]>();
for (const [one, other] of PAIRS) {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    const twins = TWINS.get(from);
    if (twins) twins.push(to);
    else TWINS.set(from, [to]);
  }
}

const NONE: readonly number[] = [];

/** Returns the code points that stand for the same character, the code point itself left out. */
export function twinsOf(codePoint: number): readonly number[] {
  return TWINS.get(codePoint) ?? NONE;
}
