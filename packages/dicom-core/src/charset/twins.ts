/**
 * Characters that Unicode has twice for what is one character of an East Asian set. Platforms disagree on which of
 * the two a cell is; on writing either is taken.
 */

/** Pairs, one behind the other. */
const PAIRS =
  // JIS X 0208 2141, 2142, 215D, 2171, 2172, 224C, 216F, 2131, 213D: wave dash, double line, minus, cent, pound, not,
  // yen, overline, dash.
  "\u301c\uff5e\u2016\u2225\u2212\uff0d\xa2\uffe0\xa3\uffe1\xac\uffe2\xa5\uffe5\u203e\uffe3\u2014\u2015" +
  // JIS X 0212 2243, GB 2312 2124, KS X 1001 212D: broken bar, middle dot, tilde operator.
  "\xa6\uffe4\xb7\u30fb\u223c\u301c" +
  // Places for private use in GB18030 before Unicode had the characters: A6D9 to A6F3, FE59 to FEA0.
  "\ufe10\ue78d\ufe12\ue78e\ufe11\ue78f\ufe13\ue790\ufe14\ue791\ufe15\ue792\ufe16\ue793\ufe17\ue794\ufe18\ue795" +
  "\ufe19\ue796\u9fb4\ue81e\u9fb5\ue826\u9fb6\ue82b\u9fb7\ue82c\u9fb8\ue832\u9fb9\ue843\u9fba\ue854\u9fbb\ue864";

/** Returns the code points that stand for the same character, the code point itself left out. */
export function twinsOf(codePoint: number): number[] {
  const twins: number[] = [];
  for (let at = 0; at < PAIRS.length; at += 1) {
    if (PAIRS.charCodeAt(at) === codePoint) twins.push(PAIRS.charCodeAt(at ^ 1));
  }
  return twins;
}
