/** Words of the first start: what to enter on the modality, and the self test. */
export const start = {
  title: "First steps",
};
