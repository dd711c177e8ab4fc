/** A tree of vessels, seen from the front: which pixels it covers, how deep, and when what flows gets there. */

/** One entry a pixel that is covered. */
export interface VesselMap {
  indices: Uint32Array;
  /** Pixels of vessel behind each pixel. */
  depths: Float32Array;
  /** 0 at the stem to 1 at the farthest end. */
  arrivals: Float32Array;
}

interface Branch {
  column: number;
  row: number;
  /** Radians, 0 to the right, downwards positive. */
  angle: number;
  radius: number;
  length: number;
  travelled: number;
  generation: number;
}

const GENERATIONS = 5;
const BEND = 0.03;

/** Returns the tree of a square picture; it grows from above to below. */
export function growVessels(size: number, random: () => number): VesselMap {
  const depths = new Float32Array(size * size);
  const arrivals = new Float32Array(size * size);
  const stem = {
    column: size * 0.42,
    row: size * 0.12,
    angle: Math.PI * 0.38,
    radius: size * 0.016,
    length: size * 0.2,
    travelled: 0,
    generation: 0,
  };
  const branches: Branch[] = [stem];
  let longest = 1;
  for (let branch = branches.pop(); branch !== undefined; branch = branches.pop()) {
    const end = paintBranch(branch, size, random, depths, arrivals);
    longest = Math.max(longest, end.travelled);
    if (branch.generation + 1 === GENERATIONS) continue;
    for (const side of [-1, 1]) {
      branches.push({
        ...end,
        angle: end.angle + side * (0.3 + random() * 0.35),
        radius: branch.radius * 0.72,
        length: branch.length * (0.75 + random() * 0.25),
        generation: branch.generation + 1,
      });
    }
  }
  const covered = depths.reduce<number[]>((found, depth, index) => {
    if (depth > 0) found.push(index);
    return found;
  }, []);
  return {
    indices: Uint32Array.from(covered),
    depths: Float32Array.from(covered, (index) => depths[index]!),
    arrivals: Float32Array.from(covered, (index) => arrivals[index]! / longest),
  };
}

/** Paints a ball at each pixel of the way; returns where it ends. */
function paintBranch(
  branch: Branch,
  size: number,
  random: () => number,
  depths: Float32Array,
  arrivals: Float32Array,
): Branch {
  let { column, row, angle, travelled } = branch;
  const bend = (random() - 0.5) * BEND * (256 / size);
  for (let step = 0; step < branch.length; step += 1) {
    column += Math.cos(angle);
    row += Math.sin(angle);
    angle += bend;
    travelled += 1;
    paintBall(column, row, Math.max(0.8, branch.radius * (1 - (0.25 * step) / branch.length)));
  }
  return { ...branch, column, row, angle, travelled };

  function paintBall(x: number, y: number, radius: number): void {
    for (let j = Math.ceil(y - radius); j <= y + radius; j += 1) {
      for (let i = Math.ceil(x - radius); i <= x + radius; i += 1) {
        const square = radius * radius - (i - x) ** 2 - (j - y) ** 2;
        if (square <= 0 || i < 0 || j < 0 || i >= size || j >= size) continue;
        const index = j * size + i;
        if (depths[index] === 0) arrivals[index] = travelled;
        depths[index] = Math.max(depths[index]!, 2 * Math.sqrt(square));
      }
    }
  }
}
