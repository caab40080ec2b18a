import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** What a server says to a recipient; nothing when it takes the mail. */
export interface SmtpReply {
  readonly code: number;
  readonly words: string;
}

export interface SmtpServerUnderTest {
  readonly url: string;
  /** The recipients that were offered, in their order. */
  readonly offered: readonly string[];
  close(): Promise<void>;
}

/** A real SMTP server that asks `reply` about each recipient, on a free port unless one is given. */
export async function openSmtpServer(
  reply: (recipient: string) => SmtpReply | undefined | Promise<SmtpReply | undefined>,
  sender: () => SmtpReply | undefined = () => undefined,
  port = 0,
): Promise<SmtpServerUnderTest> {
  const offered: string[] = [];
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 100,
    onMailFrom: (_address, _session, callback) => {
      callback(errorOf(sender()));
    },
    onRcptTo: ({ address }, _session, callback) => {
      offered.push(address);
      void Promise.resolve(reply(address)).then((said) => {
        callback(errorOf(said));
      });
    },
  });
  // A client that leaves in the middle is no concern of the specs.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    offered,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
      }),
  };
}

const errorOf = (said: SmtpReply | undefined): Error | null =>
  said === undefined ? null : Object.assign(new Error(said.words), { responseCode: said.code });
