/** The UID registry, decoded from the generated table when it is first asked for. PS3.6 Annex A. */
import type { UidEntry, UidTable } from "./lookup.ts";
import { UID_ROWS } from "./uids.generated.ts";

let table: Map<string, UidEntry> | undefined;

export const UID_TABLE: UidTable = {
  lookupUid: (uid) => byUid().get(uid),
  uids: () => byUid().values(),
};

function byUid(): Map<string, UidEntry> {
  if (table === undefined) {
    table = new Map();
    for (const line of UID_ROWS.split("\n")) {
      const [short = "", keyword = "", name = "", type = "", retired] = line.split("|");
      const uid = short.replace(/^~/, "1.2.840.10008.");
      table.set(uid, { uid, name, keyword, type, retired: retired === "R" });
    }
  }
  return table;
}
