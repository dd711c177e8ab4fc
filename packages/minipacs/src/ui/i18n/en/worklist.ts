/** Words of the view worklist. */
export const worklist = {
  title: "Worklist",
  hint: "What modalities find by a Modality Worklist query.",
};
