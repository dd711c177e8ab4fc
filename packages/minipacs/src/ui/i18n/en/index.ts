/** English, by view. */
import { associations } from "./associations.ts";
import { common } from "./common.ts";
import { log } from "./log.ts";
import { mpps } from "./mpps.ts";
import { received } from "./received.ts";
import { settings } from "./settings.ts";
import { start } from "./start.ts";
import { viewer } from "./viewer.ts";
import { worklist } from "./worklist.ts";

export const en = { associations, common, log, mpps, received, settings, start, viewer, worklist };
