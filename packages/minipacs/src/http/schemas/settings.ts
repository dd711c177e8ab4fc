/** Settings over HTTP, under the names of the options of createPacs. Their values are checked where all options are. */
import { z } from "@hono/zod-openapi";
import { texts } from "./common.ts";

const shape = {
  aeTitle: z.string(),
  port: z.number().meta({ description: "that was asked for; 0 took a free one" }),
  host: z.string().optional(),
  charset: z.string().meta({ description: "Specific Character Set of answers; empty: ASCII" }),
  charsetFor: z.record(z.string(), z.string()).meta({ description: "other ones for some calling AE titles" }),
  unencodable: z.enum(["widen", "replace"]),
  dataDir: z.string().optional().meta({ description: "absolute; absent: a temporary folder" }),
  onDuplicate: z.enum(["replace", "keep", "reject"]),
  fsync: z.boolean(),
  requireCalledAe: z.boolean(),
  allowAe: texts,
  stationFilter: z.boolean(),
  mpps: z.enum(["strict", "tolerant"]),
  updatesStepStatus: z.boolean(),
  acceptSyntax: texts.meta({ description: "transfer syntaxes; empty: all" }),
  maxPdu: z.number(),
  acceptAnySopClass: z.boolean(),
  maxAssociations: z.number(),
  idleTimeoutSeconds: z.number(),
};

export const settingsSchema = z.strictObject(shape).openapi("Settings");
export const settingsPatchSchema = z.strictObject(shape).partial().openapi("SettingsPatch");

export const listenerSchema = z
  .strictObject({ isListening: z.boolean(), dicomPort: z.int(), associationCount: z.int() })
  .openapi("Listener");

const characterSetSchema = z
  .strictObject({
    charset: z.string().meta({ description: "for the setting charset" }),
    name: z.string(),
    languages: texts.meta({ description: "BCP 47" }),
    scripts: texts.meta({ description: "ISO 15924" }),
  })
  .openapi("CharacterSet");

export const characterSetsSchema = z
  .strictObject({ items: z.array(characterSetSchema).readonly(), totalCount: z.int() })
  .openapi("CharacterSets");
