/** Which controls stand in the bars and which in drawers, by the width of the viewer. Pure. CSS pixels. */
import type { Size } from "../viewport-state.ts";

/** Parts of the tool bar, in its order. */
export const TOOL_GROUPS = ["tools", "measure", "view", "turn", "shown", "file", "help"] as const;
export type ToolGroup = (typeof TOOL_GROUPS)[number];

export interface ControlsLayout {
  /** Groups in the tool bar; the others are in its drawer. Without any there is no tool bar. */
  readonly tools: readonly ToolGroup[];
  /** In the lower bar, not in its drawer. */
  readonly hasChoice: boolean;
  readonly hasSliders: boolean;
  readonly hasPlaying: boolean;
  /** All is in one drawer but what there is room for. */
  readonly isFolded: boolean;
}

export interface LayoutInput {
  viewer: Size;
  /** There are several frames to play. */
  hasCine: boolean;
  hasTools: boolean;
  /** Edge of a button: larger where there are fingers. */
  buttonPx: number;
  /** Buttons of each group. */
  counts: Readonly<Record<ToolGroup, number>>;
}

const SMALL_PX = 360;
const FLAT_PX = 240;
const GROUP_GAP_PX = 13;
const BAR_PADDING_PX = 16;
/** Last ones leave first. */
const PRIORITY: readonly ToolGroup[] = ["tools", "help", "measure", "view", "file", "shown", "turn"];
/** From these widths on they have room. */
const CHOICE_PX = 200;
const SLIDERS_PX = 400;
const TRANSPORT_PX = 330;
const PLAYING_PX = 330;

export function controlsLayout({ viewer, hasCine, hasTools, buttonPx, counts }: LayoutInput): ControlsLayout {
  const { width, height } = viewer;
  const isFolded = width < SMALL_PX || height < FLAT_PX;
  let left = width - BAR_PADDING_PX - (hasCine ? TRANSPORT_PX + (buttonPx - 32) * 5 : 0);
  const take = (px: number) => {
    if (left < px) return false;
    left -= px;
    return true;
  };
  const hasPlaying = hasCine && take(PLAYING_PX);
  const hasChoice = hasCine ? hasPlaying && take(CHOICE_PX + SLIDERS_PX) : take(CHOICE_PX);
  const hasSliders = hasCine ? hasChoice : hasChoice && take(SLIDERS_PX);
  return {
    tools: isFolded || !hasTools ? [] : groupsThatFit(width, buttonPx, counts),
    hasChoice,
    hasSliders: hasSliders && !isFolded,
    hasPlaying: hasPlaying && !isFolded,
    isFolded,
  };
}

function groupsThatFit(width: number, buttonPx: number, counts: LayoutInput["counts"]): ToolGroup[] {
  const widthOf = (group: ToolGroup) => counts[group] * (buttonPx + 1) + GROUP_GAP_PX;
  const inRow = (groups: readonly ToolGroup[]) => TOOL_GROUPS.filter((group) => groups.includes(group));
  let left = width - BAR_PADDING_PX;
  if (PRIORITY.reduce((sum, group) => sum + widthOf(group), 0) <= left) return inRow(PRIORITY);
  left -= buttonPx + 1;
  const fitting: ToolGroup[] = [];
  for (const group of PRIORITY) {
    left -= widthOf(group);
    if (left < 0) break;
    fitting.push(group);
  }
  return inRow(fitting);
}
