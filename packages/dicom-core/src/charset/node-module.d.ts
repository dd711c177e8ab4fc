/** The part of Node's module loader that is used, so that its global types stay out of the sources. */
declare module "node:module" {
  export function createRequire(url: string): (name: string) => unknown;
}
