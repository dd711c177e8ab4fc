/** What several routes have in common: problems, lists, attributes. */
import { z } from "@hono/zod-openapi";
import { didYouMean } from "../../config/nearest.ts";

export const problemSchema = z
  .strictObject({
    type: z.literal("about:blank"),
    status: z.int().min(400).max(599),
    code: z.string().meta({ description: "stable; listed in docs/errors.md" }),
    title: z.string().meta({ description: "one sentence" }),
    errors: z
      .array(
        z.strictObject({
          place: z.string().meta({ description: "body/items/0/attributes" }),
          message: z.string(),
          vr: z.string().optional().meta({ description: "of an attribute whose value it is about" }),
        }),
      )
      .optional()
      .meta({ description: "where the request is not as it should be" }),
  })
  .openapi("Problem");

/** Texts, such as the values of an attribute. */
export const texts = z.array(z.string()).readonly();

/** Attributes by keyword. */
export const attributesSchema = z.record(z.string(), z.unknown()).openapi("Attributes", {
  description: "by keyword of PS3.6, values as text; sequences as arrays of such objects",
});

export const dicomJsonSchema = z
  .record(
    z.string().regex(/^[0-9A-F]{8}$/),
    z.strictObject({
      vr: z.string().length(2),
      Value: z.array(z.any()).optional(),
      InlineBinary: z.string().optional(),
      BulkDataURI: z.string().optional(),
    }),
  )
  .openapi("DicomJson", { description: "DICOM JSON Model, PS3.18 Annex F" });

const MAX_LIMIT = 100_000;

const paging = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(MAX_LIMIT)
    .default(1000)
    .meta({ description: "at most so many items" }),
  offset: z.coerce
    .number()
    .int()
    .min(0)
    .max(1e9)
    .default(0)
    .meta({ description: "so many items are left out before" }),
};

const pattern = (keyword: string) =>
  z
    .string()
    .max(256)
    .optional()
    .meta({
      description: keyword.endsWith("Date")
        ? "a date, 20260101 or 2026-01-01, a pattern, or a range: 20260101-20260131, 20260101-"
        : `items whose ${keyword} fits; case does not matter, * and ? stand for any characters`,
    });

/** Returns the sentence for names that a query has and its list does not; others have those of the library. */
function unknownNames(
  issue: { code?: string; keys?: unknown },
  names: readonly string[],
): string | undefined {
  if (issue.code !== "unrecognized_keys") return undefined;
  const [name = ""] = issue.keys as readonly string[];
  return `${name.slice(0, 64)} is no filter of this list${didYouMean(name, names)}`;
}

/** What every list takes: how many, from where, in which order, and which items. */
export function listQuery<const S extends readonly string[], const F extends readonly string[]>(
  sortable: S,
  filters: F,
) {
  const orders = sortable.flatMap((keyword) => [keyword, `-${keyword}`]) as (S[number] | `-${S[number]}`)[];
  const own = Object.fromEntries(filters.map((keyword) => [keyword, pattern(keyword)])) as Record<
    F[number],
    ReturnType<typeof pattern>
  >;
  const shape = {
    ...paging,
    sort: z.enum(orders).optional().meta({
      description: "with - in front: from the largest. Without it, pages go from the latest items back",
    }),
    ...own,
  };
  return z.strictObject(shape, { error: (issue) => unknownNames(issue, Object.keys(shape)) });
}

/** The same where every text of an item is looked into, too. */
export function searchQuery<const S extends readonly string[], const F extends readonly string[]>(
  sortable: S,
  filters: F,
) {
  return listQuery(sortable, filters).extend({
    q: z.string().max(256).optional().meta({ description: "items that have this in one of their texts" }),
  });
}

/** `{ items, totalCount }` */
export function listOf<T extends z.ZodType>(name: string, item: T) {
  return z
    .strictObject({
      items: z
        .array(item)
        .readonly()
        .meta({ description: "in the order of arrival where no other is asked for" }),
      totalCount: z.int().min(0).meta({ description: "of all that fit, not only of this page" }),
    })
    .openapi(name);
}
