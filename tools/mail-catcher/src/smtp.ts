import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream, SMTPServerSession } from 'smtp-server';
import type { CaughtMail } from './mailbox.ts';

export interface SmtpOptions {
  readonly maxMailBytes: number;
  readonly closeWithinMs: number;
  readonly onMail: (mail: Omit<CaughtMail, 'id'>, sizeBytes: number) => void;
  readonly onError: (error: unknown) => void;
}

export interface SmtpListener {
  listen(host: string, port: number): Promise<number>;
  close(): Promise<void>;
}

/** A connection that a sender keeps for its next mail is not cut under its hands. */
const idleConnectionMs = 600_000;

/** An error the sender is told with its SMTP status. */
class SmtpRefusal extends Error {
  override readonly name = 'SmtpRefusal';
  readonly code = 'SMTP_REFUSAL';
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

/** Accepts every mail from everybody and delivers none. Without certificates it offers no STARTTLS, and no AUTH. */
export function createSmtpListener(options: SmtpOptions): SmtpListener {
  const server = new SMTPServer({
    banner: 'mail-catcher',
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    size: options.maxMailBytes,
    socketTimeout: idleConnectionMs,
    closeTimeout: options.closeWithinMs,
    onData: (stream, session, callback) => {
      receive(stream, session, options).then(
        () => {
          callback();
        },
        (error: unknown) => {
          if (!(error instanceof SmtpRefusal)) options.onError(error);
          callback(error instanceof SmtpRefusal ? error : new SmtpRefusal(451, 'the mail could not be read'));
        },
      );
    },
  });
  server.on('error', options.onError);
  return {
    listen: async (host, port) => {
      const listening = server.listen(port, host);
      await once(listening, 'listening');
      return (listening.address() as AddressInfo).port;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

async function receive(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  { maxMailBytes, onMail }: SmtpOptions,
): Promise<void> {
  const content = await read(stream, maxMailBytes);
  const parsed = await PostalMime.parse(content);
  const { mailFrom, rcptTo } = session.envelope;
  const sender = mailFrom === false ? null : mailFrom.address;
  const mail = {
    messageId: parsed.messageId ?? null,
    from: parsed.from?.address ?? sender,
    to: rcptTo.map(({ address }) => address),
    subject: parsed.subject ?? null,
    text: parsed.text ?? '',
    headers: headersOf(parsed.headers),
    receivedAt: new Date().toISOString(),
  };
  onMail(mail, content.length);
}

/** Reads to the end in any case, as the protocol asks, but keeps no more than is allowed. */
function read(stream: SMTPServerDataStream, maxMailBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let sizeBytes = 0;
    stream.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= maxMailBytes) chunks.push(chunk);
    });
    stream.on('error', reject);
    stream.on('end', () => {
      if (sizeBytes <= maxMailBytes) resolve(Buffer.concat(chunks));
      else reject(new SmtpRefusal(552, `a mail must not be larger than ${String(maxMailBytes)} bytes`));
    });
  });
}

function headersOf(found: readonly { readonly key: string; readonly value: string }[]): Record<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { key, value } of found) {
    const values = headers.get(key);
    if (values === undefined) headers.set(key, [value]);
    else values.push(value);
  }
  return Object.fromEntries(headers);
}
