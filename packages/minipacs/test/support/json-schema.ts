/** Tells whether a value is as a JSON Schema says: the keywords that OpenAPI documents of ours use, and no other. */

// biome-ignore lint/suspicious/noExplicitAny: a schema is what the document has
type Json = any;

/** Say nothing of a value. */
const ANNOTATIONS: ReadonlySet<string> = new Set([
  "description",
  "title",
  "default",
  "examples",
  "format",
  "deprecated",
  "readOnly",
  "contentMediaType",
]);

/** Returns what is wrong, with the place; nothing where all is as it should be. */
export function schemaErrors(schema: Json, value: Json, root: Json, place = "$"): string[] {
  if (schema === true) return [];
  if (schema === false) return [`${place}: not expected`];
  return Object.entries(schema).flatMap(([keyword, says]) => {
    const check = CHECKS[keyword];
    if (check) return check(says, value, { schema, root, place });
    if (ANNOTATIONS.has(keyword)) return [];
    throw new Error(`unknown keyword ${keyword} at ${place}`);
  });
}

/** Returns what a reference within a document stands for. */
export function resolveReference(reference: string, root: Json): Json {
  const steps = reference.replace(/^#\//, "").split("/");
  const found = steps.reduce((at, step) => at?.[step.replaceAll("~1", "/").replaceAll("~0", "~")], root);
  if (!reference.startsWith("#/") || found === undefined) throw new Error(`${reference} is not there`);
  return found;
}

interface At {
  schema: Json;
  root: Json;
  place: string;
}

type Check = (says: Json, value: Json, at: At) => string[];

const isObject = (value: Json) => typeof value === "object" && value !== null && !Array.isArray(value);
const wrong = (isWrong: boolean, place: string, why: string) => (isWrong ? [`${place}: ${why}`] : []);

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (says, value, { root, place }) => schemaErrors(resolveReference(says, root), value, root, place),
  type: (says, value, { place }) =>
    wrong(![says].flat().some((type: string) => isOfType(type, value)), place, `no ${says}`),
  enum: (says, value, { place }) => wrong(!says.includes(value), place, `none of ${says}`),
  const: (says, value, { place }) => wrong(says !== value, place, `not ${says}`),
  minimum: (says, value, { place }) => wrong(value < says, place, `below ${says}`),
  maximum: (says, value, { place }) => wrong(value > says, place, `above ${says}`),
  exclusiveMinimum: (says, value, { place }) => wrong(value <= says, place, `not above ${says}`),
  minLength: (says, value, { place }) => wrong(value.length < says, place, `shorter than ${says}`),
  maxLength: (says, value, { place }) => wrong(value.length > says, place, `longer than ${says}`),
  minItems: (says, value, { place }) => wrong(value.length < says, place, `fewer than ${says}`),
  maxItems: (says, value, { place }) => wrong(value.length > says, place, `more than ${says}`),
  pattern: (says, value, { place }) =>
    wrong(typeof value === "string" && !new RegExp(says, "u").test(value), place, `not like ${says}`),
  required: (says, value, { place }) =>
    says.flatMap((name: string) => wrong(isObject(value) && !(name in value), place, `${name} is missing`)),
  properties: (says, value, { root, place }) =>
    Object.entries(says).flatMap(([name, schema]) =>
      isObject(value) && name in value ? schemaErrors(schema, value[name], root, `${place}.${name}`) : [],
    ),
  additionalProperties: (says, value, { schema, root, place }) =>
    Object.keys(isObject(value) ? value : {})
      .filter((name) => !(name in (schema.properties ?? {})))
      .flatMap((name) => schemaErrors(says, value[name], root, `${place}.${name}`)),
  propertyNames: (says, value, { root, place }) =>
    Object.keys(isObject(value) ? value : {}).flatMap((name) =>
      schemaErrors(says, name, root, `${place} name ${name}`),
    ),
  items: (says, value, { root, place }) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => schemaErrors(says, item, root, `${place}[${index}]`))
      : [],
  anyOf: (says, value, { root, place }) => {
    const errors = says.map((schema: Json) => schemaErrors(schema, value, root, place));
    return errors.some(({ length }: string[]) => length === 0) ? [] : errors.flat();
  },
  oneOf: (says, value, { root, place }) => {
    const fitting = says.filter((schema: Json) => schemaErrors(schema, value, root, place).length === 0);
    return wrong(fitting.length !== 1, place, `fits ${fitting.length} of ${says.length}`);
  },
  allOf: (says, value, { root, place }) =>
    says.flatMap((schema: Json) => schemaErrors(schema, value, root, place)),
};

function isOfType(type: string, value: Json): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isObject(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
