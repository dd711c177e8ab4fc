/** Samples of lossless JPEG from their differences to what neighbours predict, and back. ITU-T T.81 H.1.2.1, Table H.1. */

/**
 * Fills a line from `from` to before `to`: each sample is its prediction plus its difference, modulo 65536. The sample to
 * the left of the first, if `from` is not 0, and all of `above` are known.
 *
 * @param predictor selection value, 0 to 7
 * @param place of the difference of sample 0
 * @param step between the differences of two samples
 */
export function addDifferences(
  predictor: number,
  line: Uint16Array,
  above: Uint16Array,
  differences: Int32Array,
  place: number,
  step: number,
  from: number,
  to: number,
): void {
  let at = place + from * step;
  let left = from > 0 ? line[from - 1]! : 0;
  let corner = from > 0 ? above[from - 1]! : 0;
  switch (predictor) {
    case 0:
      for (let x = from; x < to; x += 1, at += step) line[x] = differences[at]!;
      return;
    case 1:
      for (let x = from; x < to; x += 1, at += step) {
        left = (left + differences[at]!) | 0;
        line[x] = left;
      }
      return;
    case 2:
      for (let x = from; x < to; x += 1, at += step) line[x] = above[x]! + differences[at]!;
      return;
    case 3:
      for (let x = from; x < to; x += 1, at += step) {
        line[x] = corner + differences[at]!;
        corner = above[x]!;
      }
      return;
    case 4:
      for (let x = from; x < to; x += 1, at += step) {
        const up = above[x]!;
        left = (left + up - corner + differences[at]!) & 0xffff;
        line[x] = left;
        corner = up;
      }
      return;
    case 5:
      for (let x = from; x < to; x += 1, at += step) {
        const up = above[x]!;
        left = (left + ((up - corner) >> 1) + differences[at]!) & 0xffff;
        line[x] = left;
        corner = up;
      }
      return;
    case 6:
      for (let x = from; x < to; x += 1, at += step) {
        const up = above[x]!;
        left = (up + ((left - corner) >> 1) + differences[at]!) & 0xffff;
        line[x] = left;
        corner = up;
      }
      return;
    default:
      for (let x = from; x < to; x += 1, at += step) {
        left = (((left + above[x]!) >> 1) + differences[at]!) & 0xffff;
        line[x] = left;
      }
  }
}

/** Writes the differences of a line, from its second sample on, to every `step`-th place from `start` + `step`. */
export function subtractPredictions(
  predictor: number,
  line: Uint16Array,
  above: Uint16Array,
  differences: Int16Array,
  start: number,
  step: number,
): void {
  let at = start;
  for (let x = 1; x < line.length; x += 1) {
    at += step;
    const prediction = predict(predictor, line[x - 1]!, above[x]!, above[x - 1]!);
    differences[at] = line[x]! - prediction;
  }
}

/** Table H.1. */
function predict(predictor: number, left: number, up: number, corner: number): number {
  if (predictor === 1) return left;
  if (predictor === 2) return up;
  if (predictor === 3) return corner;
  if (predictor === 4) return left + up - corner;
  if (predictor === 5) return left + ((up - corner) >> 1);
  if (predictor === 6) return up + ((left - corner) >> 1);
  return (left + up) >> 1;
}
