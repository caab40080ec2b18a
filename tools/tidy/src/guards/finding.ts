/** Something that a guard refuses: where it stands, and a sentence that says what to do. */
export type Finding = { readonly path: string; readonly problem: string };

export type TextFile = { readonly path: string; readonly text: string };

export const linesOf = ({ text }: TextFile): readonly string[] => text.replace(/\n$/, '').split('\n');
