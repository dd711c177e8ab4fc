/** What annotations are drawn onto: the canvas on the screen, or a picture of the frame in its own size. */
import { orientedSize, type Point, toOriented } from "../orientation.ts";
import type { ViewerView } from "../viewer-view.ts";
import { canvasPointAt, clamp } from "../viewport-place.ts";
import type { Size } from "../viewport-state.ts";

export interface Theme {
  text: string;
  measure: string;
  notice: string;
  /** Around letters and lines. */
  rim: string;
  fontFamily: string;
  /** On the screen. */
  fontPx: number;
}

export interface Scene {
  readonly view: ViewerView;
  readonly theme: Theme;
  /** Of what is drawn onto, in its own units. */
  readonly size: Size;
  readonly fontPx: number;
  /** Averages that the picture is made of: see PaintReport. */
  readonly level: number;
  /** The measure that keys move looks like it: on the screen. */
  readonly marksSelected?: boolean;
  /** Is called when what takes long can be drawn, too; without it all is waited for. */
  readonly onLater?: () => void;
  /** Returns where a point of the image lies; its rows are as wide as columns. */
  place(point: Point): Point;
}

/** In CSS pixels. */
export function screenScene(view: ViewerView, theme: Theme, level: number, onLater: () => void): Scene {
  const { state } = view;
  return {
    view,
    theme,
    level,
    onLater,
    marksSelected: true,
    size: state.canvas,
    fontPx: theme.fontPx,
    place: ({ x, y }) => canvasPointAt(state, x, y),
  };
}

/** In pixels of the file; letters in proportion, so that the picture may be shown in any size. */
export function pictureScene(view: ViewerView, theme: Theme): Scene {
  const { orientation } = view.state;
  const { columns = 0, rows = 0, pixelAspect = 1 } = view.shown?.decoded ?? {};
  const image = { width: columns, height: rows };
  const size = orientedSize(image, orientation);
  return {
    view,
    theme,
    level: 0,
    size,
    fontPx: clamp(Math.min(size.width, size.height) / 42, 8, 200),
    place: ({ x, y }) => toOriented({ x, y: y / pixelAspect }, image, orientation),
  };
}
