/** Styles of the sheet of keys and mouse. */

export const HELP_STYLES = `
.help {
  font: var(--dicom-viewer-controls-font, 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  position: absolute; inset: 0; z-index: 2; overflow: auto; padding: 0 16px 16px;
  background: var(--surface); outline: none;
}
.help-header {
  position: sticky; top: 0; display: flex; align-items: center; justify-content: space-between; padding: 8px 0;
  background: var(--surface);
}
.help-title { margin: 0; font-size: 1.15em; font-weight: 600; }
.help-groups { columns: 300px; column-gap: 32px; }
.help-group { break-inside: avoid-column; margin: 0 0 14px; }
.help-heading { margin: 0 0 4px; font-size: 1em; font-weight: 600; color: var(--accent); }
.help-list { margin: 0; }
.help-row {
  display: flex; justify-content: space-between; gap: 12px; padding: 3px 0; border-bottom: 1px solid var(--line);
  break-inside: avoid;
}
.help-name { min-width: 8em; }
.help-keys { margin: 0; text-align: right; color: var(--quiet); }
.combination { display: inline-block; margin-left: 8px; }
.key {
  display: inline-block; min-width: 1em; padding: 0 5px; text-align: center; font: inherit; font-size: 0.92em;
  color: var(--dicom-viewer-text, #d5dde8);
  background: var(--raised); border: 1px solid var(--edge); border-radius: 4px;
}
.help-note { font-size: 0.85em; }
.help :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
@media (forced-colors: active) { .key { border-color: CanvasText; } }
`;
