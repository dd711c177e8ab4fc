/** Draws lines of text into the corners of a picture, as many and as much of each as there is room for. */
import { type Context2d, drawText, elided, LINE_HEIGHT } from "./halo.ts";
import type { Box } from "./place-label.ts";
import type { Scene } from "./scene.ts";
import { type TextRoom, textRoom } from "./text-room.ts";

export interface Line {
  text: string;
  color: string;
}

const BETWEEN = " · ";
/** In letters: some characters, by which a notice is known. */
const MIN_SHARE = 3;

type Edge = "top" | "bottom";
type Side = "left" | "right";

export class Corners {
  readonly context: Context2d;
  readonly scene: Scene;
  readonly room: TextRoom;

  /** The context has its font. */
  constructor(context: Context2d, scene: Scene) {
    this.context = context;
    this.scene = scene;
    this.room = textRoom(scene.size, scene.fontPx);
  }

  /** Returns notices in as many lines as there is room for: those that are too many share the last one. */
  gather(notices: readonly string[]): string[] {
    const { noticeCount, topWidth } = this.room;
    if (notices.length <= noticeCount) return [...notices];
    const shared = notices.slice(Math.max(0, noticeCount - 1));
    return [...notices.slice(0, noticeCount - 1), this.#beside(shared, topWidth)].slice(0, noticeCount);
  }

  /** Returns texts in one line, each cut to its share; where shares were too small to be read, the first of them. */
  #beside(texts: readonly string[], maxWidth: number): string {
    const widthOf = (text: string) => this.context.measureText(text).width;
    const all = texts.join(BETWEEN);
    if (texts.length < 2 || widthOf(all) <= maxWidth) return all;
    let free = maxWidth - widthOf(BETWEEN) * (texts.length - 1);
    if (free / texts.length < MIN_SHARE * this.scene.fontPx)
      return this.#beside(texts.slice(0, -1), maxWidth);
    const parts = texts.map((text, i) => {
      const part = elided(this.context, text, free / (texts.length - i));
      free -= widthOf(part);
      return part;
    });
    return parts.join(BETWEEN);
  }

  /** Draws the first of the lines, as many as a corner has. Returns the room that they take. */
  draw(edge: Edge, align: Side, lines: readonly Line[], lineCount = this.room.lineCount): Box {
    const { context, room } = this;
    const { fontPx, theme } = this.scene;
    const drawn = align === "left" || room.hasRight ? lines.slice(0, lineCount) : [];
    const maxWidth = edge === "top" ? room.topWidth : room.bottomWidth;
    const texts = drawn.map(({ text }) => elided(context, text, maxWidth));
    const box = this.box(edge, align, texts);
    const x = align === "left" ? box.x : box.x + box.width;
    drawn.forEach(({ color }, i) => {
      const at = { x, y: box.y + (i + 0.5) * fontPx * LINE_HEIGHT };
      drawText(context, texts[i]!, at, { align, color, rim: theme.rim, fontPx });
    });
    return box;
  }

  /** Returns the room that lines take which stand in a corner. */
  box(edge: Edge, side: Side, lines: readonly string[]): Box {
    const { padding, fromEdge } = this.room;
    const { size, fontPx } = this.scene;
    const width = Math.max(0, ...lines.map((line) => this.context.measureText(line).width));
    const height = lines.length * fontPx * LINE_HEIGHT;
    const x = side === "left" ? padding : size.width - padding - width;
    return { x, y: edge === "top" ? fromEdge : size.height - fromEdge - height, width, height };
  }
}
