/** The display shutter: what of an image is not to be seen. PS3.3 C.7.6.11, C.7.6.15. */
import { labToRgb } from "./cie-lab.ts";
import type { FactsContext } from "./facts-context.ts";
import { functionalGroup, numberIn, numbersIn } from "./frame-attributes.ts";

/** Rows and columns are counted from 0; what lies on an edge is seen. */
export type ShutterShape =
  | { kind: "RECTANGULAR"; top: number; bottom: number; left: number; right: number }
  | { kind: "CIRCULAR"; row: number; column: number; radius: number }
  | { kind: "POLYGONAL"; vertices: readonly (readonly [row: number, column: number])[] }
  | { kind: "BITMAP"; overlayGroup: number };

/** What of an image is covered. PS3.3 C.7.6.11. */
export interface DisplayShutter {
  /** Only what all of them leave open is seen. */
  shapes: readonly ShutterShape[];
  /** What is put in place of the rest, 8 bits each. */
  color: readonly [red: number, green: number, blue: number];
}

const SHUTTER_SHAPE = 0x00181600;

/** Reads the shutter of a frame; shapes that cannot be are passed over. */
export function readShutter(context: FactsContext): DisplayShutter | undefined {
  const { dataset, frameIndex, note } = context;
  const group = functionalGroup(dataset, frameIndex, "FrameDisplayShutterSequence");
  const names = (group.getText("ShutterShape") ?? "").split("\\").map((name) => name.trim().toUpperCase());
  const shapes = names.filter(Boolean).flatMap((name) => {
    const shape = readShape(context, group, name);
    if (shape) return [shape];
    note("DISPLAY_SHUTTER", SHUTTER_SHAPE, "a display shutter that cannot be is passed over");
    return [];
  });
  return shapes.length > 0 ? { shapes, color: shutterColor(group) } : undefined;
}

function readShape(
  { rows, columns }: FactsContext,
  group: FactsContext["dataset"],
  name: string,
): ShutterShape | undefined {
  switch (name) {
    case "RECTANGULAR": {
      const top = (numberIn(group, "ShutterUpperHorizontalEdge") ?? Number.NaN) - 1;
      const bottom = (numberIn(group, "ShutterLowerHorizontalEdge") ?? Number.NaN) - 1;
      const left = (numberIn(group, "ShutterLeftVerticalEdge") ?? Number.NaN) - 1;
      const right = (numberIn(group, "ShutterRightVerticalEdge") ?? Number.NaN) - 1;
      const isOpen =
        top < bottom && left < right && top < rows && left < columns && bottom >= 0 && right >= 0;
      return isOpen ? { kind: "RECTANGULAR", top, bottom, left, right } : undefined;
    }
    case "CIRCULAR": {
      const [row = Number.NaN, column = Number.NaN] = numbersIn(group, "CenterOfCircularShutter");
      const radius = numberIn(group, "RadiusOfCircularShutter") ?? Number.NaN;
      const isOpen = radius > 0 && row + radius >= 1 && column + radius >= 1;
      return isOpen && row - radius <= rows && column - radius <= columns
        ? { kind: "CIRCULAR", row: row - 1, column: column - 1, radius }
        : undefined;
    }
    case "POLYGONAL": {
      const numbers = numbersIn(group, "VerticesOfThePolygonalShutter");
      if (numbers.length < 6 || numbers.some(Number.isNaN)) return undefined;
      const vertices = Array.from(
        { length: numbers.length >> 1 },
        (_, i) => [numbers[2 * i]! - 1, numbers[2 * i + 1]! - 1] as const,
      );
      return { kind: "POLYGONAL", vertices };
    }
    case "BITMAP": {
      const overlayGroup = numberIn(group, "ShutterOverlayGroup");
      return overlayGroup === undefined ? undefined : { kind: "BITMAP", overlayGroup };
    }
    default:
      return undefined;
  }
}

/** A grey P-value of 16 bits, or a colour; black where neither is given. PS3.3 C.7.6.11.1, C.10.7.1.1. */
function shutterColor(group: FactsContext["dataset"]): DisplayShutter["color"] {
  const lab = numbersIn(group, "ShutterPresentationColorCIELabValue");
  if (lab.length === 3 && !lab.some(Number.isNaN)) return labToRgb(lab[0]!, lab[1]!, lab[2]!);
  const grey = Math.min(Math.max(numberIn(group, "ShutterPresentationValue") ?? 0, 0), 0xffff) >> 8;
  return [grey, grey, grey];
}
