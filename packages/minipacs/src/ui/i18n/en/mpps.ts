/** Words of the view mpps. */
export const mpps = {
  title: "MPPS",
  hint: "Performed procedure steps, linked to the worklist by accession number.",
};
