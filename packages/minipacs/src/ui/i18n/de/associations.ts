import type { associations as english } from "../en/associations.ts";

export const associations: typeof english = {
  title: "Assoziationen",
  hint: "Wer sich verband, was ausgehandelt und was gesagt wurde.",
};
