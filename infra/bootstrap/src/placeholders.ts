/**
 * Replaces each `${NAME}` by its value. Only names in capitals are ours; `${routedByValue}` belongs to Debezium and stays,
 * and so does `${file:…}`, which Connect fills in when it starts the connector.
 *
 * Throws for a name without a value: what is left unfilled would be found much later, and elsewhere.
 */
export function fillPlaceholders(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{([A-Z][A-Z_]*)\}/gu, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${placeholder} has no value`);
    return value;
  });
}
