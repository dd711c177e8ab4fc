/** Elements of the viewer's shadow root. */

/** Creates an element whose name is its class, for our styles, and its `part`, for those of the page. */
export function createPart<K extends keyof HTMLElementTagNameMap>(
  document: Document,
  tag: K,
  name: string,
  attributes: Readonly<Record<string, string>> = {},
): HTMLElementTagNameMap[K] {
  const created = document.createElement(tag);
  created.className = name;
  created.setAttribute("part", name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}
