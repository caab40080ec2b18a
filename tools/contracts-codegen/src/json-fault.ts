/**
 * Where a text stops being JSON, and why, as Node's parser has it. Of a token that should not be there the parser names no
 * place; but as it reads from the front, that token stands on the first line with which it is told.
 */
export const jsonFaultOf = (text: string): { readonly line: number; readonly sentence: string } => {
  if (text.trim() === '') return { line: 1, sentence: 'This file is empty; a contract is one record.' };
  if (text.startsWith('\uFEFF')) {
    return { line: 1, sentence: 'This is no JSON: it begins with a byte order mark; save it without.' };
  }
  const said = refusalOf(text);
  const [, why, line] = /^(.+?)(?: in JSON)? at position \d+ \(line (\d+) column \d+\)$/su.exec(said) ?? [];
  if (why !== undefined) return { line: Number(line), sentence: `This is no JSON: ${why}.` };
  const token = /^Unexpected token '.+?'(?=, )/su.exec(said)?.[0];
  if (token !== undefined) return { line: firstLineWith(token, text), sentence: `This is no JSON: ${token}.` };
  if (!said.startsWith('Unexpected end')) return { line: 1, sentence: 'This is no JSON.' };
  return { line: text.trimEnd().split('\n').length, sentence: 'This is no JSON: it ends too early.' };
};

const firstLineWith = (token: string, text: string): number => {
  const lines = text.split('\n');
  return lines.findIndex((_, index) => refusalOf(lines.slice(0, index + 1).join('\n')).startsWith(token)) + 1;
};

const refusalOf = (text: string): string => {
  try {
    JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return error.message;
    throw error;
  }
  return '';
};
