/** Leaves the private dictionary to `loadPrivateDictionary()`: larger than everything else here together. */
export {};
