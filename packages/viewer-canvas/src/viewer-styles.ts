/** The viewer's styles, as constructed style sheets: they work where `style-src` allows no inline styles. */

export const STYLES = `
:host {
  display: block;
  position: relative;
  overflow: hidden;
  background: var(--dicom-viewer-background, #000);
  color: var(--dicom-viewer-text, #d5dde8);
  font: var(--dicom-viewer-font, 12px/1.45 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace);
}
/* The size where the page gives none, as video elements have one: of content, so that a page may stretch and shrink it. */
:host::before { content: ""; display: block; width: min(24rem, 100vw); height: 24rem; }
:host([hidden]) { display: none; }
.viewer {
  position: absolute; inset: 0; display: grid; container-type: size;
  grid: "top top" auto "stage side" minmax(0, 1fr) "bottom bottom" auto / minmax(0, 1fr) auto;
}
.stage { grid-area: stage; position: relative; min-width: 0; min-height: 0; overflow: hidden; }
/* Room for bars that are on their way. */
.viewer { --bar: 40px; }
.stage[data-waits] { margin-block: var(--bar); }
@media (pointer: coarse) { .viewer { --bar: 48px; } }
@container (width < 360px) or (height < 240px) { .stage[data-waits] { margin-top: 0; } }
[data-place="top"] { grid-area: top; }
[data-place="bottom"] { grid-area: bottom; }
[data-place="side"] { grid-area: side; }
canvas { position: absolute; inset: 0; width: 100%; height: 100%; touch-action: none; }
canvas:focus { outline: none; }
canvas:focus-visible { outline: 2px solid var(--dicom-viewer-accent, #5cb3ff); outline-offset: -2px; }
/* The padding is for the rims of letters. */
.corner { position: absolute; left: 0.9em; bottom: 0.9em; margin: -1px; padding: 1px;
  white-space: pre; overflow: hidden; text-overflow: ellipsis;
  --rim: 1px var(--dicom-viewer-rim, #000); text-shadow: 1px 1px var(--rim), -1px -1px var(--rim), 1px -1px var(--rim), -1px 1px var(--rim); }
.annotations, .corner, .message { pointer-events: none; }
.message {
  position: absolute; inset: 0; padding: 1.5rem; text-align: center;
  display: flex; flex-direction: column; align-items: center; justify-content: safe center; gap: 0.6em;
  font: var(--dicom-viewer-message-font, 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
.message:empty { display: none; }
.message p { margin: 0; max-width: 34rem; }
.message .title { font-size: 1.3em; font-weight: 600; color: var(--dicom-viewer-error, #ffb4a6); }
.message code { font-size: 0.85em; opacity: 0.75; }
@container (width < 360px) or (height < 240px) {
  .message { padding: 0.5rem; font-size: 12px; gap: 0.3em; }
  .message .title { font-size: 1em; }
}
/* The title and the code say the most in few words. */
@container (width < 200px) or (height < 180px) { .title ~ .text:not(:last-child) { display: none; } }
:host([data-drop]) .stage { box-shadow: inset 0 0 0 3px var(--dicom-viewer-accent, #5cb3ff); }
:host([data-drop]) .stage::after {
  content: attr(data-hint); position: absolute; z-index: 2; inset: auto 0 1.5em; margin: auto; width: fit-content;
  padding: 0.4em 1em; border-radius: 6px; background: var(--dicom-viewer-surface, #14181e); pointer-events: none;
}
.warning {
  position: absolute; z-index: 4; inset: auto 0 1em; margin: auto; width: fit-content; max-width: 80%; padding: 0.5em 1em;
  border: 1px solid currentColor; border-radius: 6px; background: var(--dicom-viewer-surface, #14181e); color: var(--dicom-viewer-error, #ffb4a6);
}
.warning[hidden] { display: none; }
.warning button {
  margin: 0 -0.5em 0 0.5em; padding: 0 0.5em; font: inherit; color: inherit; background: none; border: 0; cursor: pointer;
}
.warning button::before { content: "✕"; }
.warning button:focus-visible { outline: 2px solid var(--dicom-viewer-accent, #5cb3ff); border-radius: 4px; }
.keys, .live { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

const sheets = new WeakMap<Document, Map<string, CSSStyleSheet>>();

/** Returns the one sheet of these styles that all viewers of a document share: another document does not take it. */
export function styleSheet(document: Document, styles: string): CSSStyleSheet {
  const shared = sheets.get(document) ?? new Map<string, CSSStyleSheet>();
  sheets.set(document, shared);
  let sheet = shared.get(styles);
  if (sheet === undefined) {
    sheet = new (document.defaultView ?? globalThis).CSSStyleSheet();
    sheet.replaceSync(styles);
    shared.set(styles, sheet);
  }
  return sheet;
}
