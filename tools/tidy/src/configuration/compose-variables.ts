/** A variable that a compose file reads. */
export interface ComposeVariable {
  readonly name: string;
  readonly meaning: string;
  readonly fallback: string;
  readonly file: string;
}

/** All `${NAME:-default}` of a compose file, once each, by the service in which they stand first. */
export const composeVariables = (file: string, text: string): readonly ComposeVariable[] => {
  const found = new Map<string, ComposeVariable>();
  let section = '';
  let service = '';
  for (const line of text.split('\n')) {
    section = /^([a-z][a-z-]*):/u.exec(line)?.[1] ?? section;
    if (section === 'services') service = /^ {2}([a-z][a-z0-9-]*):/u.exec(line)?.[1] ?? service;
    for (const [, name = '', fallback = ''] of line.matchAll(/\$\{([A-Z0-9_]+):-([^}]*)\}/gu)) {
      if (found.has(name)) continue;
      found.set(name, { name, meaning: meaningOf(name, service), fallback, file });
    }
  }
  return [...found.values()];
};

const meaningOf = (name: string, service: string): string => {
  if (name.endsWith('_PORTS')) return `The ports on loopback where the instances of ${service} are published.`;
  if (name.endsWith('_PORT')) return `The port on loopback where ${service} is published.`;
  return service === '' ? 'Passed on to every service.' : `Passed on to ${service}.`;
};
