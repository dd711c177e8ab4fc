/** String literals of generated files. */

/** Returns a template literal of ASCII: what bundlers would escape is escaped here, once. */
export function literal(text: string): string {
  const escaped = text.replace(/[\\`$]/g, "\\$&").replace(/\t/g, "\\t");
  return `\`${escaped.replace(/[^\n -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)}\``;
}
