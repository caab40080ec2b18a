import type { CaughtMail, FoundMails } from './mailbox.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What a page may do: show itself. A mail comes from anywhere, and the page shows parts of it. */
export const pageSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The mailbox for a person, the newest mail first. */
export function mailboxPage({ total, mails }: FoundMails): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Caught mail</title>
<style>
body { font-family: system-ui, sans-serif; margin: 2rem; }
table { border-collapse: collapse; }
td, th { border-bottom: 1px solid #ccc; padding: .4rem .8rem; text-align: left; vertical-align: top; }
td:last-child { white-space: pre-wrap; max-width: 40rem; }
</style>
</head>
<body>
<h1>Caught mail</h1>
<p>${String(mails.length)} of ${String(total)}, the newest first. None of it was delivered to anybody.</p>
<table>
<tr><th>Received</th><th>To</th><th>Subject</th><th>Text</th></tr>
${mails.map(row).join('\n')}
</table>
</body>
</html>
`;
}

function row({ id, receivedAt, to, subject, text }: CaughtMail): string {
  const link = `<a href="/mails/${id}">${escape(subject ?? '(no subject)')}</a>`;
  return `<tr><td>${receivedAt}</td><td>${escape(to.join(', '))}</td><td>${link}</td><td>${escape(shortened(text))}</td></tr>`;
}

function shortened(text: string): string {
  return text.length <= 500 ? text : `${text.slice(0, 500)}…`;
}

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
