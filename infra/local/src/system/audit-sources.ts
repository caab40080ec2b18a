import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { auditorDatabaseUrl } from '@tidemark/bootstrap';
import { layoutOf } from '../layout.ts';
import { findShop } from '../running-shop.ts';

/** Where an audit reads the shop that runs on a data folder. */
export interface AuditSources {
  /** With the password of the auditor's role, which may read everything and change nothing. */
  readonly postgresUrl: string;
  readonly kafkaBrokers: string;
  readonly pspUrl?: string;
  readonly mailUrl?: string;
}

/**
 * Answers where the shop on this data folder can be audited; undefined when none has left word of itself there.
 *
 * A shop whose launcher was killed leaves its word behind, and its database may still answer: so it is believed here.
 */
export async function auditSources(dataDir: string): Promise<AuditSources | undefined> {
  const { secrets, runningShop } = layoutOf(resolve(dataDir));
  const parts = partsIn(runningShop);
  if (parts === undefined) return undefined;
  const postgresUrl = await auditorDatabaseUrl({ postgresAdminUrl: parts.postgres, secretsDir: secrets });
  const { 'psp-simulator': pspUrl, 'mail-catcher': mailUrl } = findShop(dataDir) ?? {};
  return {
    postgresUrl,
    kafkaBrokers: parts.kafka,
    ...(pspUrl !== undefined && { pspUrl }),
    ...(mailUrl !== undefined && { mailUrl }),
  };
}

function partsIn(file: string): { readonly postgres: string; readonly kafka: string } | undefined {
  try {
    const { parts } = JSON.parse(readFileSync(file, 'utf8')) as { readonly parts?: Readonly<Record<string, unknown>> };
    const { postgres, kafka } = parts ?? {};
    return typeof postgres === 'string' && typeof kafka === 'string' ? { postgres, kafka } : undefined;
  } catch {
    return undefined;
  }
}
