/** The address of a view: `#received`, or `#viewer/<SOP Instance UID>`, so that reload and back button work. */

export const VIEWS = ["worklist", "mpps", "received", "viewer", "log"] as const;
export type View = (typeof VIEWS)[number];

export interface Route {
  view: View;
  /** Of the image that the viewer shows. */
  sopInstanceUid: string | undefined;
}

/** Reads `location.hash`; anything unknown is the first view. */
export function parseRoute(hash: string): Route {
  const [name = "", rest = ""] = hash.replace(/^#/, "").split("/");
  const view = VIEWS.find((known) => known === name) ?? VIEWS[0];
  return { view, sopInstanceUid: view === "viewer" && rest !== "" ? decode(rest) : undefined };
}

/** Returns the text of a part of an address, `undefined` where it is none. */
export function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

export function formatRoute({ view, sopInstanceUid }: Route): string {
  return sopInstanceUid === undefined ? `#${view}` : `#${view}/${encodeURIComponent(sopInstanceUid)}`;
}
