/** Styles of films, documents and reports. */
export const CONTENT_STYLES = `
.content {
  position: absolute; inset: 0; z-index: 1; display: flex; flex-direction: column; background: var(--dicom-viewer-background, #000);
  font: var(--dicom-viewer-message-font, 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
}
.video, .pdf { flex: 1; width: 100%; min-height: 0; border: 0; }
.video { object-fit: contain; background: #000; }
.content-bar { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 6px 12px; background: var(--surface, #14181e); }
.content-title { margin: 0; font-size: 1em; font-weight: 600; overflow-wrap: anywhere; }
.notice {
  flex: 1; padding: 1.5rem; text-align: center; overflow: auto;
  display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 0.8em;
}
.notice p { margin: 0; max-width: 36rem; overflow-wrap: anywhere; }
.notice-title { font-size: 1.15em; }
.notice-line { color: var(--quiet, #9fadbd); }
.action {
  flex: none; min-height: 34px; padding: 0 16px; font: inherit; color: var(--dicom-viewer-chosen-text, #e3f1ff); cursor: pointer;
  background: var(--chosen, #1c3f60); border: 1px solid var(--accent, #5cb3ff); border-radius: 6px;
}
.action:hover { filter: brightness(1.15); }
.content :focus-visible, .content:focus-visible { outline: 2px solid var(--accent, #5cb3ff); outline-offset: -2px; }
.report { flex: 1; min-height: 0; overflow: auto; padding: 20px 28px 32px; box-sizing: border-box; user-select: text; }
.report-title { margin: 0 0 8px; font-size: 1.4em; font-weight: 600; max-width: 52rem; }
.report-facts {
  margin: 0 0 16px; padding: 0 0 12px; display: flex; flex-wrap: wrap; gap: 4px 24px; max-width: 52rem;
  border-bottom: 1px solid var(--line, #2c343f);
}
.report-fact { display: flex; gap: 8px; }
.report-fact-name, .report-name { color: var(--quiet, #9fadbd); }
.report-fact-value { margin: 0; }
.report-items { margin: 0; padding: 0; list-style: none; max-width: 52rem; }
.report-items .report-items { padding-inline-start: 18px; border-inline-start: 1px solid var(--line, #2c343f); }
.report-item { margin: 4px 0; overflow-wrap: anywhere; }
.report-section { margin-top: 14px; font-size: 1.1em; font-weight: 600; }
.report-name { margin-inline-end: 8px; }
.report-name::after { content: ":"; }
.report-value { white-space: pre-wrap; }
.report-detail { margin-inline-start: 8px; font-size: 0.85em; color: var(--quiet, #9fadbd); }
.report-item[data-relationship^="HAS"] > .report-value { font-style: italic; }
`;
