/** A report as a tree of headings, names and values. */
import { createPart } from "../dom.ts";
import type { ContentWords } from "./content-part.ts";
import type { Report, ReportItem } from "./report.ts";

/** Headings below this level look alike. */
const MAX_HEADING = 6;

export function createReport(document: Document, { root, facts }: Report, words: ContentWords): HTMLElement {
  // The region scrolls: keys reach it.
  const report = createPart(document, "article", "report", { tabindex: "0", "aria-label": root.name });
  const line = <K extends keyof HTMLElementTagNameMap>(tag: K, name: string, text: string) => {
    const created = createPart(document, tag, name, { dir: "auto" });
    created.textContent = text;
    return created;
  };
  const addItems = (parent: HTMLElement, items: readonly ReportItem[], level: number): void => {
    if (items.length === 0) return;
    const list = createPart(document, "ul", "report-items");
    for (const item of items) {
      const entry = createPart(document, "li", "report-item");
      entry.dataset.relationship = item.relationship;
      const isSection = item.valueType === "CONTAINER";
      if (isSection) {
        const heading = line("div", "report-section", item.name || words("report-section"));
        heading.setAttribute("role", "heading");
        heading.setAttribute("aria-level", String(Math.min(level, MAX_HEADING)));
        entry.append(heading);
      } else {
        if (item.name !== "") entry.append(line("span", "report-name", item.name));
        entry.append(line("span", "report-value", item.value || "–"));
      }
      if (item.detail !== "") entry.append(line("span", "report-detail", item.detail));
      addItems(entry, item.children, isSection ? level + 1 : level);
      list.append(entry);
    }
    parent.append(list);
  };
  report.append(line("h2", "report-title", root.name));
  const head = createPart(document, "dl", "report-facts");
  for (const [name, value] of facts) {
    const row = createPart(document, "div", "report-fact");
    row.append(line("dt", "report-fact-name", name), line("dd", "report-fact-value", value));
    head.append(row);
  }
  report.append(head);
  addItems(report, root.children, 3);
  return report;
}
