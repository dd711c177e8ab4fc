/** Gives the lookups the UID registry; imported for this effect. */
import { installUids } from "./lookup.ts";
import { UID_TABLE } from "./uid-table.ts";

installUids(UID_TABLE);
