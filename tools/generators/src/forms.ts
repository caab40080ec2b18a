import { camel } from '@tidemark/contracts-codegen/reading';

/** A service's name in the form of each place that it comes to stand in, by the words of the templates. */
export type Forms = Readonly<Record<'name' | 'camel' | 'Name' | 'NAME' | 'snake' | 'words', string>>;

export const formsOf = (name: string): Forms => {
  const snake = name.replaceAll('-', '_');
  return {
    // Folders, packages, topics, groups, routes; schema and role of the database, where names are quoted anyway.
    name,
    camel: camel(name),
    Name: camel(`-${name}`),
    NAME: snake.toUpperCase(),
    // Tables, the namespace of Avro, and the category of streams: what precedes the first hyphen of a stream's name.
    snake,
    words: name.replaceAll('-', ' '),
  };
};
