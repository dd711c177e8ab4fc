/** Styles of the side bar. */
export const METADATA_STYLES = `
.metadata {
  box-sizing: border-box; width: min(var(--dicom-viewer-side-width, 24rem), 100cqw); min-height: 0;
  position: relative; display: flex; flex-direction: column; overflow: hidden;
  font: var(--dicom-viewer-controls-font, 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  background: var(--surface, #14181e); border-inline-start: 1px solid var(--line, #2c343f);
}
.metadata[hidden], .metadata-detail[hidden] { display: none; }
.metadata-separator {
  position: absolute; z-index: 1; inset-block: 0; inset-inline-start: 0; width: 7px; cursor: ew-resize; touch-action: none;
}
.metadata-separator:hover, .metadata-separator:active { background: var(--accent, #5cb3ff); opacity: 0.5; }
@media (pointer: coarse) { .metadata-separator { width: 14px; } }
.metadata-header { display: flex; align-items: center; justify-content: space-between; padding: 8px 8px 4px 14px; }
.metadata-title { margin: 0; font-size: 1.1em; font-weight: 600; }
.metadata-close, .metadata-copy {
  font: inherit; color: inherit; background: transparent; border: 1px solid transparent; border-radius: 6px;
  min-width: 28px; min-height: 28px; padding: 0 8px; cursor: pointer;
}
.metadata-copy { border-color: var(--edge, #6b7888); flex: none; }
.metadata-close:hover, .metadata-copy:hover { background: var(--raised, #232a34); }
.metadata-keys {
  margin: 0; padding: 0 14px 8px; flex: 0 1 auto; min-height: 3.5em; max-height: 45%; overflow: auto;
  display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 12px;
}
.metadata-key { display: contents; }
.metadata-key-name { color: var(--quiet, #9fadbd); }
.metadata-key-value { margin: 0; overflow-wrap: anywhere; }
.metadata-part { display: block; }
.metadata-search {
  box-sizing: border-box; flex: none; margin: 4px 12px 0; height: 30px; padding: 0 10px; font: inherit; color: inherit;
  background: var(--raised, #232a34); border: 1px solid var(--edge, #6b7888); border-radius: 6px; color-scheme: var(--dicom-viewer-color-scheme, dark);
}
.metadata-search::placeholder { color: var(--quiet, #9fadbd); opacity: 1; }
.metadata-status { margin: 4px 14px; min-height: 1.4em; font-size: 0.92em; color: var(--quiet, #9fadbd); }
.metadata-list { flex: 1 1 8rem; min-height: 4rem; overflow: auto; contain: strict; border-top: 1px solid var(--line, #2c343f); }
.metadata-space { position: relative; }
.metadata-row {
  position: absolute; inset: 0 0 auto; box-sizing: border-box; height: 42px; padding: 3px 12px 3px 20px; overflow: hidden;
  display: grid; grid-template-columns: minmax(0, 1fr) auto; column-gap: 8px; line-height: 18px;
  border-bottom: 1px solid var(--line, #2c343f); cursor: default;
}
.metadata-row:hover { background: var(--raised, #232a34); }
.metadata-row[aria-selected="true"] { background: var(--chosen, #1c3f60); }
.metadata-row[aria-expanded]::before {
  content: "▸"; position: absolute; margin-inline-start: -14px; top: 4px; left: auto; color: var(--accent, #5cb3ff);
}
.metadata-row[aria-expanded="true"]::before { content: "▾"; }
.metadata-name, .metadata-value { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.metadata-name { color: var(--quiet, #9fadbd); }
.metadata-row[aria-selected="true"] .metadata-name, .metadata-row[aria-selected="true"] .metadata-tag { color: inherit; }
.metadata-tag {
  font: var(--dicom-viewer-font, 11px/18px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace);
  color: var(--quiet, #9fadbd);
}
.metadata-value { grid-column: 1 / -1; }
.metadata-detail {
  flex: 0 1 auto; max-height: 40%; min-height: 0; display: flex; flex-direction: column; padding: 8px 12px 10px 14px;
  border-top: 1px solid var(--line, #2c343f); background: var(--raised, #232a34);
}
.metadata-detail-header { display: flex; align-items: start; justify-content: space-between; gap: 8px; }
.metadata-detail-title { font-weight: 600; overflow-wrap: anywhere; }
.metadata-facts { font-size: 0.92em; color: var(--quiet, #9fadbd); overflow-wrap: anywhere; }
.metadata-whole-value {
  margin-top: 4px; overflow: auto; white-space: pre-wrap; overflow-wrap: anywhere; user-select: text;
}
.metadata :focus-visible { outline: 2px solid var(--accent, #5cb3ff); outline-offset: -2px; }
@container (width < 640px) {
  .metadata { grid-area: stage / stage / stage / side; justify-self: end; z-index: 2; box-shadow: -6px 0 24px rgb(0 0 0 / 0.5); }
}
@media (forced-colors: active) {
  .metadata-row[aria-selected="true"] { forced-color-adjust: none; background: Highlight; color: HighlightText; }
}
`;
