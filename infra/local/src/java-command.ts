import { join } from 'node:path';

/** How the Java programs are started: small heaps, the collector with the least overhead, nothing outside the data. */
export function javaArguments(options: {
  readonly heapMb: number;
  readonly temporary: string;
  /** Of {@link JavaParts.classes}: what makes its classes ready, or records them. */
  readonly classes: readonly string[];
  readonly flags?: readonly string[];
}): string[] {
  return [
    `-Xmx${options.heapMb}m`,
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    // Without this each process maps a file of counters under /tmp.
    '-XX:-UsePerfData',
    '-Djava.net.preferIPv4Stack=true',
    '-Djava.awt.headless=true',
    `-Djava.io.tmpdir=${options.temporary}`,
    ...options.classes,
    ...(options.flags ?? []),
  ];
}

/** A .properties file: what Java reads. Backslashes are the only thing in our values that it would take for something else. */
export function propertiesFile(values: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${String(value).replaceAll('\\', '\\\\')}\n`)
    .join('');
}

/** Log lines go to standard output, which the launcher has pointed at the part's log file. */
export const log4jConfiguration: string = propertiesFile({
  status: 'error',
  'appender.console.type': 'Console',
  'appender.console.name': 'console',
  'appender.console.layout.type': 'PatternLayout',
  'appender.console.layout.pattern': '%d{ISO8601} %-5p %m (%c{1})%n',
  'rootLogger.level': 'info',
  'rootLogger.appenderRef.console.ref': 'console',
  // These print every setting of every client.
  'logger.config.name': 'org.apache.kafka.common.config',
  'logger.config.level': 'warn',
  'logger.clients.name': 'org.apache.kafka.clients',
  'logger.clients.level': 'warn',
  'logger.kafkaconfig.name': 'kafka.server.KafkaConfig',
  'logger.kafkaconfig.level': 'warn',
  'logger.reflections.name': 'org.reflections',
  'logger.reflections.level': 'error',
});

export function log4jFlag(configurationDirectory: string): string {
  return `-Dlog4j2.configurationFile=${join(configurationDirectory, 'log4j2.properties')}`;
}
