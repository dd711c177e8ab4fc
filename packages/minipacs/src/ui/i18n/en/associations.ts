/** Words of the view associations. */
export const associations = {
  title: "Associations",
  hint: "Who connected, what was negotiated, what was said.",
};
