import { parseConfig, WrongConfiguration } from '@tidemark/platform/config';
import { destination, pino } from 'pino';
import { healthServer } from './health.ts';
import { watchdogEnvironment } from './watchdog.config.ts';
import { Watchdog } from './watchdog.ts';

try {
  const config = parseConfig(watchdogEnvironment, process.env);
  const log = pino({ name: 'watchdog', level: config.LOG_LEVEL, redact: ['*.DATABASE_URL'] }, destination(1));
  const watchdog = new Watchdog(config, log);
  const server = healthServer(watchdog);
  const stop = (): void => {
    server.close();
    void watchdog.stop().finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  server.once('error', (error) => {
    process.stderr.write(`watchdog: it cannot listen on HTTP_PORT (${error.message}): give another port.\n`);
    process.exit(1);
  });
  server.listen(config.HTTP_PORT, config.HTTP_HOST, () => {
    watchdog.start();
    log.info({ host: config.HTTP_HOST, port: config.HTTP_PORT }, 'listens; looking begins');
  });
} catch (error) {
  const known = error instanceof WrongConfiguration;
  process.stderr.write(`watchdog: ${known ? error.message : String((error as Error).stack)}\n`);
  process.exit(known ? 78 : 1);
}
