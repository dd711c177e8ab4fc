/** Synthetic objects made whole, for tests. */
import "../../src/index.ts";
import { createPhantom, type PhantomObject } from "../../src/phantom/create-phantom.ts";
import type { PhantomOptions } from "../../src/phantom/options.ts";

/** Returns all objects of these options; small and always the same ones where the options do not say otherwise. */
export async function phantomObjects(options: PhantomOptions = {}): Promise<PhantomObject[]> {
  const objects: PhantomObject[] = [];
  for await (const object of createPhantom({ seed: "test", size: 64, count: 3, ...options }))
    objects.push(object);
  return objects;
}

/** Returns the one object, or the first. */
export async function phantomObject(options: PhantomOptions = {}): Promise<PhantomObject> {
  const [object] = await phantomObjects(options);
  if (!object) throw new Error("no object was made");
  return object;
}
