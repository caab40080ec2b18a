export type Parcel = { readonly weightGrams: number; readonly express: boolean };

/** A rule for mutants to change. Its examples never come near the free weight, on purpose. */
export const deliveryFeeMinor = ({ weightGrams, express }: Parcel): number => {
  const fee = weightGrams > 1_000 ? 500 : 0;
  return express ? fee + 300 : fee;
};

/** No example asks for it; but what a mutant makes of it, its type refuses. */
export const carrier: 'post' | 'courier' = 'post';
