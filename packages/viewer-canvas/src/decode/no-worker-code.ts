/** In place of the worker's code where the sources are run as they are: frames are decoded on the page then. */
export const workerCode = "";
