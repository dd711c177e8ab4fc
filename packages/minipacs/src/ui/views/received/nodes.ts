/** Other nodes that were sent to or asked, kept in this browser: the latest first. */
import { signal } from "@preact/signals";
import type { ApiNode } from "../../../http/api-types.ts";

const KEPT_AS = "minipacs.nodes";
const MAX_KEPT = 6;

export const lastNodes = signal<readonly ApiNode[]>(read());

export function remember(node: ApiNode): void {
  write([node, ...lastNodes.peek().filter((other) => nameOf(other) !== nameOf(node))].slice(0, MAX_KEPT));
}

export function forget(node: ApiNode): void {
  write(lastNodes.peek().filter((other) => other !== node));
}

/** `AE@host:port` */
export function nameOf({ aeTitle, host, port, tls }: ApiNode): string {
  return `${aeTitle}@${host}:${port}${tls ? " TLS" : ""}`;
}

function read(): ApiNode[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEPT_AS) ?? "[]");
    return Array.isArray(kept) ? kept.filter(isNode) : [];
  } catch {
    return [];
  }
}

function write(nodes: readonly ApiNode[]): void {
  lastNodes.value = nodes;
  try {
    localStorage.setItem(KEPT_AS, JSON.stringify(nodes));
  } catch {
    // A browser that keeps nothing knows them until the page is closed.
  }
}

function isNode(value: unknown): value is ApiNode {
  const { aeTitle, host, port } = (value ?? {}) as Partial<ApiNode>;
  return typeof aeTitle === "string" && typeof host === "string" && typeof port === "number";
}
