/** Gives the lookups the data dictionary; imported for this effect, by the `reader` entry as a chunk of its own. */
import { ELEMENT_TABLE } from "./element-table.ts";
import { installElements } from "./lookup.ts";

installElements(ELEMENT_TABLE);
