/** Gives the lookups the private dictionary; imported for this effect, in browsers as a chunk of its own. */
import { installPrivateElements } from "./private-blocks.ts";
import { findPrivateRows } from "./private-table.ts";

installPrivateElements(findPrivateRows);
