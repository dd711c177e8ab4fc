/** Figures, ratios and tables as text. */
import type { CaseResult } from "./case.ts";

/** Returns a figure with three significant digits and a unit that suits its size; 1 kB is 1000 bytes. */
export function formatFigure(value: number, unit: CaseResult["unit"]): string {
  if (Number.isNaN(value)) return "–";
  if (unit === "B") return Math.abs(value) < 1000 ? `${value.toFixed(0)} B` : `${digits(value / 1000)} kB`;
  if (unit === "µs" && value >= 1000) return `${digits(value / 1000)} ms`;
  return `${digits(value)} ${unit}`;
}

/** Reads what `formatFigure` or `formatRatio` wrote, sizes in bytes; NaN for what is no figure. */
export function parseFigure(text: string): number {
  return Number.parseFloat(text) * (text.endsWith(" kB") ? 1000 : 1);
}

export function formatRatio(ratio: number): string {
  return Number.isNaN(ratio) ? "–" : digits(ratio);
}

function digits(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.abs(value) >= 10 ? 1 : 2);
}

/** Returns a Markdown table that also reads well as plain text; the first row is the head. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [line(head), rule, ...body.map(line)].join("\n");
}
