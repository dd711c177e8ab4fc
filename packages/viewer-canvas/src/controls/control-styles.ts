/** Styles of bars and drawers. Colours of text on its ground have a contrast of 4.5 or more. */

export const CONTROL_STYLES = `
.viewer {
  --surface: var(--dicom-viewer-surface, #14181e);
  --raised: var(--dicom-viewer-raised, #232a34);
  --line: var(--dicom-viewer-line, #2c343f);
  --edge: var(--dicom-viewer-edge, #6b7888);
  --quiet: var(--dicom-viewer-quiet, #9fadbd);
  --accent: var(--dicom-viewer-accent, #5cb3ff);
  --chosen: var(--dicom-viewer-chosen, #1c3f60);
  --size: calc(var(--bar) - 8px);
}
.bar {
  font: var(--dicom-viewer-controls-font, 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--dicom-viewer-text, #d5dde8);
}
.bar {
  position: relative; z-index: 3; box-sizing: border-box; height: var(--bar); padding: 0 8px;
  display: flex; align-items: center; gap: 12px; background: var(--surface); user-select: none;
}
canvas[data-tool="pan"] { cursor: grab; }
canvas[data-tool="pan"]:active { cursor: grabbing; }
canvas:is([data-tool="window"], [data-tool="scroll"]) { cursor: ns-resize; }
canvas[data-tool="zoom"] { cursor: zoom-in; }
canvas:is([data-tool="probe"], [data-tool="length"], [data-tool="angle"], [data-tool="rectangle"], [data-tool="ellipse"]) {
  cursor: crosshair;
}
.bar.top { border-bottom: 1px solid var(--line); }
.bar.bottom { border-top: 1px solid var(--line); }
.viewer [hidden] { display: none; }
.toolbar { flex: 1; min-width: 0; display: flex; align-items: center; gap: 6px; }
.group { display: flex; align-items: center; gap: 1px; }
.group + .group { padding-left: 6px; border-left: 1px solid var(--line); }
.bar.top .group-help { margin-left: auto; border-left: 0; }
.button {
  flex: none; box-sizing: border-box; min-width: var(--size); height: var(--size); margin: 0; padding: 0 6px;
  display: inline-flex; align-items: center; justify-content: center;
  font: inherit; color: inherit; background: transparent; border: 1px solid transparent; border-radius: 6px;
  cursor: pointer; touch-action: manipulation;
}
.button svg {
  width: 18px; height: 18px; fill: none; stroke: currentColor;
  stroke-width: 1.6; stroke-linecap: round; stroke-linejoin: round;
}
.choice .button { height: calc(var(--size) - 4px); padding: 0 10px; border-color: var(--edge); }
.button:hover:not(:disabled) { background: var(--raised); }
.button[aria-pressed="true"], .button[aria-expanded="true"] {
  background: var(--chosen); border-color: var(--accent); color: var(--dicom-viewer-chosen-text, #e3f1ff);
}
.button:disabled, .select:disabled, .number:disabled, .slider:disabled { opacity: 0.4; cursor: default; }
.bar :focus-visible, .empty :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.choice, .sliders, .value, .transport, .playing { display: flex; align-items: center; gap: 8px; min-width: 0; }
.sliders { flex: 1 1 300px; gap: 16px; max-width: 640px; }
.value { flex: 1; }
.short { flex: none; min-width: 1em; color: var(--quiet); }
.transport { flex: 1 1 220px; gap: 1px; }
.transport .slider { margin: 0 10px 0 8px; }
.counter, .told { font-variant-numeric: tabular-nums; white-space: nowrap; }
.counter { min-width: 3.5em; text-align: right; }
.told { min-width: 11.5em; color: var(--quiet); }
.playing .slider { flex: 0 1 90px; }
.select, .number {
  box-sizing: border-box; height: calc(var(--size) - 4px); margin: 0; padding: 0 6px; font: inherit; color: inherit;
  background: var(--raised); border: 1px solid var(--edge); border-radius: 6px; color-scheme: var(--dicom-viewer-color-scheme, dark);
}
.select { max-width: 11em; min-width: 5em; text-overflow: ellipsis; }
.number { width: 4.8em; flex: none; appearance: textfield; -moz-appearance: textfield; font-variant-numeric: tabular-nums; }
.number::-webkit-inner-spin-button { display: none; }
.slider {
  appearance: none; flex: 1; min-width: 40px; width: 60px; height: 20px; margin: 0; background: transparent;
  cursor: pointer; border-radius: 4px; touch-action: none;
}
.slider::-webkit-slider-runnable-track {
  height: 4px; border-radius: 2px;
  background: linear-gradient(to right, var(--accent) calc(var(--filled, 0) * 100%), var(--edge) 0);
}
.slider::-webkit-slider-thumb {
  appearance: none; width: 14px; height: 14px; margin-top: -5px; border-radius: 50%;
  background: var(--dicom-viewer-text, #d5dde8); border: 2px solid var(--surface);
}
.slider::-moz-range-track { height: 4px; border-radius: 2px; background: var(--edge); }
.slider::-moz-range-progress { height: 4px; border-radius: 2px; background: var(--accent); }
.slider::-moz-range-thumb {
  width: 10px; height: 10px; border-radius: 50%;
  background: var(--dicom-viewer-text, #d5dde8); border: 2px solid var(--surface);
}
.drawer {
  position: absolute; z-index: 1; box-sizing: border-box; padding: 10px; overflow: auto;
  max-width: calc(100cqw - 16px); max-height: calc(100cqh - 2 * var(--bar) - 16px);
  display: flex; flex-direction: column; gap: 10px; align-items: stretch;
  background: var(--surface); border: 1px solid var(--line); border-radius: 8px; box-shadow: 0 6px 24px rgb(0 0 0 / 0.5);
}
.top .drawer { top: calc(100% + 4px); right: 8px; }
.bottom .drawer { bottom: calc(100% + 4px); left: 8px; }
.drawer .toolbar { flex: none; flex-wrap: wrap; gap: 6px 12px; }
.drawer .group + .group { padding-left: 0; border-left: 0; }
.drawer .sliders { flex: none; flex-direction: column; align-items: stretch; gap: 8px; width: 280px; max-width: 100%; }
.drawer .select { flex: 1; max-width: none; }
.drawer .playing { flex-wrap: wrap; }
.drawer .playing .slider { flex: 1 1 120px; }
.drawer .told { order: 1; flex: 1 0 100%; }
.empty {
  position: absolute; inset: 0; padding: 1.5rem; pointer-events: none;
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.9em; text-align: center;
  font: var(--dicom-viewer-message-font, 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
.empty-words { margin: 0; font-size: 1.15em; }
.empty .button { padding: 0 16px; pointer-events: auto; background: var(--chosen); border-color: var(--accent); }
@media (pointer: coarse) {
  .slider { height: 32px; }
}
@container (width < 360px) or (height < 240px) {
  .bar { gap: 4px; padding: 0 4px; }
  .transport .button { min-width: 32px; padding: 0 4px; }
  .transport .slider { margin: 0 6px 0 4px; }
  .counter { min-width: 2.5em; }
}
@container (width < 200px) or (height < 140px) { .empty { padding: 0.5rem; } .empty-words:not(:only-child) { display: none; } }
@container (width < 290px) { .bar .transport .slider { display: none; } }
@container (width < 250px) { .bar .transport .counter { display: none; } }
@media (prefers-reduced-motion: no-preference) {
  .button { transition: background-color 0.12s; }
}
@media (prefers-contrast: more) {
  .viewer {
    --line: var(--dicom-viewer-line, #aab6c4); --edge: var(--dicom-viewer-edge, #d5dde8);
    --quiet: var(--dicom-viewer-quiet, #fff); --surface: var(--dicom-viewer-surface, #000);
  }
}
@media (forced-colors: active) {
  .button, .choice .button { border-color: ButtonBorder; }
  .button[aria-pressed="true"], .button[aria-expanded="true"] {
    forced-color-adjust: none; background: Highlight; color: HighlightText; border-color: Highlight;
  }
  .button:disabled { color: GrayText; opacity: 1; }
  .slider, .slider::-webkit-slider-thumb { appearance: auto; }
}
`;
