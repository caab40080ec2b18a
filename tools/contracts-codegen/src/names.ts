/** `gift-card` as an identifier has it: `giftCard`. */
export const camel = (name: string): string => name.replaceAll(/-(.)/gu, (_, letter: string) => letter.toUpperCase());
