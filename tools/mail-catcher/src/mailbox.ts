/** One delivery. Two deliveries of one message are two mails with one message id. */
export interface CaughtMail {
  /** Counts deliveries from 1 and is never given twice. */
  readonly id: string;
  readonly messageId: string | null;
  /** The address of the From header, or of the envelope when there is none. */
  readonly from: string | null;
  /** The envelope's recipients, which is where the mail really went. */
  readonly to: readonly string[];
  readonly subject: string | null;
  readonly text: string;
  /** By lower-case name, each occurrence as it was sent, unfolded. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly receivedAt: string;
}

/** What a mail must match; an absent criterion matches every mail. */
export interface MailFilter {
  readonly to?: string | undefined;
  readonly subject?: string | undefined;
  readonly messageId?: string | undefined;
}

export interface FoundMails {
  /** How many mails match, shown or not. */
  readonly total: number;
  /** The newest first. */
  readonly mails: readonly CaughtMail[];
}

interface KeptMail {
  readonly mail: CaughtMail;
  readonly sizeBytes: number;
}

/** Keeps the latest mails, and forgets the oldest when there are too many of them or they are too large together. */
export class Mailbox {
  readonly #mostMails: number;
  readonly #mostBytes: number;
  readonly #kept = new Map<string, KeptMail>();
  #lastId = 0;
  #bytes = 0;

  constructor(mostMails: number, mostBytes: number) {
    this.#mostMails = mostMails;
    this.#mostBytes = mostBytes;
  }

  add(mail: Omit<CaughtMail, 'id'>, sizeBytes: number): CaughtMail {
    this.#lastId += 1;
    const added = { id: String(this.#lastId), ...mail };
    this.#kept.set(added.id, { mail: added, sizeBytes });
    this.#bytes += sizeBytes;
    for (const [id, oldest] of this.#kept) {
      if (this.#kept.size <= this.#mostMails && this.#bytes <= this.#mostBytes) break;
      this.#kept.delete(id);
      this.#bytes -= oldest.sizeBytes;
    }
    return added;
  }

  find(filter: MailFilter, limit: number): FoundMails {
    const matching = [...this.#kept.values()].map(({ mail }) => mail).filter((mail) => matches(mail, filter));
    return { total: matching.length, mails: matching.slice(-limit).reverse() };
  }

  get(id: string): CaughtMail | undefined {
    return this.#kept.get(id)?.mail;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }
}

function matches(mail: CaughtMail, { to, subject, messageId }: MailFilter): boolean {
  if (to !== undefined && !mail.to.some((address) => address.toLowerCase() === to.toLowerCase())) return false;
  if (subject !== undefined && mail.subject?.toLowerCase().includes(subject.toLowerCase()) !== true) return false;
  return messageId === undefined || mail.messageId === messageId || mail.messageId === `<${messageId}>`;
}
