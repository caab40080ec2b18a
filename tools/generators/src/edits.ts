import { formsOf } from './forms.ts';

/** Puts lines behind the last match, or before the first; fails when there is none, because the file was rebuilt. */
export const insertBehindLast = (text: string, pattern: RegExp, addition: string): string => {
  const last = [...text.matchAll(pattern)].at(-1);
  if (last === undefined) throw new Error(`${String(pattern)} was not found: teach tools/generators the new form.`);
  const at = last.index + last[0].length;
  return text.slice(0, at) + addition + text.slice(at);
};

export const insertBefore = (text: string, marker: string, addition: string): string => {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`"${marker}" was not found: teach tools/generators the new form.`);
  return text.slice(0, at) + addition + text.slice(at);
};

/** The topics that a new service needs, in the list of all topics. */
export const withTopics = (
  list: string,
  topics: readonly {
    readonly group: 'events' | 'commands' | 'dead letters';
    readonly name: string;
    readonly description: string;
  }[],
): string =>
  topics.reduce((text, { group, name, description }) => {
    const deadLetters = group === 'dead letters';
    const entry = [
      `  - name: ${name}`,
      `    retention: ${group === 'events' ? 'forever' : deadLetters ? '30d' : '7d'}`,
      '    cleanup: delete',
      `    key: ${deadLetters ? 'key of the origin' : 'orderId'}`,
      `    description: ${description}`,
      '',
    ].join('\n');
    const kin = deadLetters ? String.raw`dead-letters\.v1` : String.raw`${group}\.v1`;
    return insertBehindLast(text, new RegExp(String.raw`  - name: [\w.-]+\.${kin}\n(?: {4}.*\n)+`, 'gu'), entry);
  }, list);

/** The containers' list with one service more, like the last one there. */
export const withComposeService = (compose: string, name: string, port: number): string => {
  const { NAME } = formsOf(name);
  const service = `  ${name}:
    <<: *service
    image: tidemark/${name}
    build: { context: ., target: service, args: { SERVICE: ${name} } }
    environment: *surroundings
    volumes: [secrets-${name}:/run/handed-out:ro]
    ports: ['127.0.0.1:\${${NAME}_PORT:-${String(port)}}:${String(port)}']
    healthcheck:
      <<: *often
      test: [CMD, bash, /usr/local/bin/health, http, '${String(port)}', /health/ready]

`;
  const handedOut = insertBehindLast(
    compose,
    /^ {6}- secrets-[a-z0-9-]+:\/handed-out\/[a-z0-9-]+\n/gmu,
    `      - secrets-${name}:/handed-out/${name}\n`,
  );
  const running = insertBefore(handedOut, 'volumes:\n  postgres:\n', service);
  return insertBehindLast(running, /^ {2}secrets-[a-z0-9-]+:\n/gmu, `  secrets-${name}:\n`);
};

export const withClusterService = (cluster: string, name: string, port: number): string => {
  const first = 3_100 + (port - 3_000) * 10;
  const service = `  ${name}:
    deploy: *two
    environment: { KAFKA_BROKERS: *brokers }
    ports: !override ['127.0.0.1:\${${formsOf(name).NAME}_PORTS:-${String(first)}-${String(first + 9)}}:${String(port)}']

`;
  return insertBefore(cluster, 'volumes:\n  kafka-2:\n', service);
};

/** The first port above those of the first five services that no container has. */
export const nextPort = (compose: string): number => {
  const taken = new Set([...compose.matchAll(/\b30\d\d\b/gu)].map(([port]) => Number(port)));
  for (let port = 3_000; ; port += 1) if (!taken.has(port)) return port;
};
