import { ConfigurationError, parseConfiguration } from './configuration.ts';
import { createMailCatcher } from './mail-catcher.ts';

try {
  const catcher = createMailCatcher(parseConfiguration(process.env));
  const stop = (): void => {
    void catcher.close().finally(() => process.exit());
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const { httpUrl, smtpUrl } = await catcher.listen();
  process.stdout.write(`mail-catcher listens on ${smtpUrl} and shows its mails on ${httpUrl}\n`);
} catch (error) {
  process.exitCode = 1;
  process.stderr.write(`${sentenceOf(error)}\n`);
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigurationError) return error.message;
  if (error instanceof Error && 'port' in error && 'code' in error && error.code === 'EADDRINUSE') {
    return `Port ${String(error.port)} is taken by another process: end it or set HTTP_PORT and SMTP_PORT to other ports.`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
