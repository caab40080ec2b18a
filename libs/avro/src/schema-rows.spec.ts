import { describe, expect, it } from 'vitest';
import { UnregisteredSchemas } from './errors.ts';
import { contractSchemas, loadSchemaRows, numberedSchemaRows, schemaIdsOf } from './schema-rows.ts';
import type { SchemaRow } from './schema-rows.ts';

const rows = numberedSchemaRows();
const row = { subject: 's', fingerprint: 'f', schema_id: 7, schema_text: '"string"' };

const without = (subject: string): readonly SchemaRow[] => rows.filter((known) => known.subject !== subject);

describe('the schemas of the contracts', () => {
  it('are registered under topic and record name', () => {
    expect(contractSchemas.find(({ type }) => type === 'ReserveStock')).toMatchObject({
      topic: 'inventory.commands.v1',
      subject: 'inventory.commands.v1-tidemark.inventory.v1.ReserveStock',
    });
  });

  it('have a subject and a fingerprint each of their own', () => {
    expect(new Set(contractSchemas.map(({ subject }) => subject)).size).toBe(contractSchemas.length);
    expect(new Set(contractSchemas.map(({ fingerprint }) => fingerprint)).size).toBe(contractSchemas.length);
  });
});

describe('the stored schema ids', () => {
  it('are loaded with one question', async () => {
    const asked: string[] = [];

    const loaded = await loadSchemaRows(async (sql) => {
      asked.push(sql);
      return [row];
    });

    expect(loaded).toEqual([{ subject: 's', fingerprint: 'f', schemaId: 7, schemaText: '"string"' }]);
    expect(asked).toEqual([
      'select subject, fingerprint, schema_id, schema_text from contracts.schema_ids order by schema_id',
    ]);
  });

  it('are refused when a column is of another type', async () => {
    await expect(loadSchemaRows(async () => [{ ...row, schema_id: '7' }])).rejects.toThrow(
      'A row of contracts.schema_ids needs subject, fingerprint and schema_text as text, schema_id as integer.',
    );
  });

  it('give the id of the very schema this program writes with, not of another version', () => {
    const [first] = rows;
    const other = {
      subject: first?.subject ?? '',
      fingerprint: 'of another version',
      schemaId: 99,
      schemaText: '"int"',
    };
    const ids = schemaIdsOf([other, ...rows]);

    expect(ids.idOf(contractSchemas[0]?.type ?? 'ReserveStock')).toBe(first?.schemaId);
    expect(ids.textOf(99)).toBe('"int"');
    expect(ids.textOf(100)).toBeUndefined();
  });

  it('are missed at start, all at once and by name', () => {
    const subject = 'payment.events.v1-tidemark.payment.v1.PaymentVoided';

    expect(() => schemaIdsOf(without(subject))).toThrow(
      `No schema id is stored for ${subject}; run bootstrap with the contracts of this program.`,
    );
    expect(() => schemaIdsOf([])).toThrow(UnregisteredSchemas);
  });
});
