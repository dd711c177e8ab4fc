/** String literals of generated files. */

/**
 * Returns a quoted literal of ASCII, a line of text on a line of its own. Not a template: V8 reads those five times
 * as slowly, and import time is what the tables cost.
 */
export function literal(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, "\\$&")
    .replace(/\t/g, "\\t")
    .replace(/[^\n -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/\n/g, "\\n\\\n");
  return `"\\\n${escaped}"`;
}
