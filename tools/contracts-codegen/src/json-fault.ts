import ts from 'typescript';

/**
 * Where a text stops being JSON, and why, as the compiler sees it: Node's parser quotes the text and often names no place.
 * The compiler takes comments and trailing commas, which JSON has not; what it does not mind is told at the beginning.
 */
export const jsonFaultOf = (text: string): { readonly line: number; readonly why: string } => {
  const { error } = ts.parseConfigFileTextToJson('contract.json', text);
  if (error === undefined) return { line: 1, why: 'JSON has no comments and no comma behind the last of a list.' };
  const before = text.slice(0, error.start ?? 0).trimEnd();
  return { line: before.split('\n').length, why: ts.flattenDiagnosticMessageText(error.messageText, ' ') };
};
