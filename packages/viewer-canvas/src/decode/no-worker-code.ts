/** In place of the worker where the sources are run as they are: frames are decoded on the page then. */
export const workerUrl: string | undefined = undefined;
export const workerCode = "";
